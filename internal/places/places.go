// The entry.

package places

import (
	"fmt"
	"os"
	"path/filepath"
)

// Metadata is the type of the entry.
const Metadata = "gatehouse:places"

// Places has places such as "main.go:14": files are relative to the folder of
// their go.mod, so that an assembly is the same on every machine.
type Places struct {
	API         string            `json:"api"`
	Routes      map[string]string `json:"routes,omitempty"`      // by route key, e.g. "GET /todos/{id}"
	Authorizers map[string]string `json:"authorizers,omitempty"` // by name
}

// Map is the entry as the kernel of the CDK takes it.
func (p Places) Map() map[string]any {
	return map[string]any{"api": p.API, "routes": p.Routes, "authorizers": p.Authorizers}
}

// Of is the place of a line; empty for a file that is not known.
func Of(file string, line int) string {
	if file == "" || line == 0 {
		return ""
	}
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			if rel, err := filepath.Rel(dir, file); err == nil {
				file = filepath.ToSlash(rel)
			}
			break
		}
		if dir == filepath.Dir(dir) {
			if filepath.IsAbs(file) {
				file = filepath.Base(file)
			}
			break
		}
	}
	return fmt.Sprintf("%s:%d", file, line)
}
