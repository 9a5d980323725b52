// The documents that a synth wrote beside the templates.

package assembly

import (
	"encoding/json"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

// Document is what the assembly says of a document of an API, or of an extension
// of one.
type Document struct {
	Path string // construct path
	File string // absolute
	openapi.Named
}

// readDocument notes a construct's document. What no synth of ours has written is
// passed over: the document is made of the template then.
func (s *stack) readDocument(path string, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		return
	}
	d := Document{Path: path}
	if err := json.Unmarshal(text, &d.Named); err != nil || !filepath.IsLocal(d.Named.File) {
		return
	}
	d.File = filepath.Join(s.dir, d.Named.File)
	s.all.app.Documents = append(s.all.app.Documents, d)
}
