// Reading the documents of an assembly.

package documents

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// Document is the document of an API.
type Document struct {
	Path string // construct path: "Todo/Api"
	Kind string // openapi.HTTP, REST or WebSocket

	// One of these, by the kind.
	OpenAPI *openapi.Document
	Async   *openapi.AsyncDocument

	// Schemas says that the types of handlers are in it. Without them, Reason says
	// why.
	Schemas bool
	Reason  string
}

// Read reads the documents of an assembly, in the order of their paths.
func Read(dir string) ([]*Document, error) {
	app, err := assembly.Load(dir)
	if err != nil {
		return nil, err
	}
	return Of(app), nil
}

// Of returns the documents of an assembly that is loaded.
func Of(app *assembly.App) []*Document {
	written := map[string]assembly.Document{}
	var extensions []assembly.Document
	for _, d := range app.Documents {
		if d.Of != "" {
			extensions = append(extensions, d)
		} else {
			written[d.Path] = d
		}
	}
	var out []*Document
	byPath := map[string]*Document{}
	for _, api := range app.APIs {
		d := &Document{Path: api.Path, Kind: string(api.Kind)}
		named, ok := written[api.Path]
		if ok && named.Kind == d.Kind {
			d.read(named)
		} else {
			d.Reason = "the assembly has no document of it: it was made by an older version, or not by Gatehouse"
		}
		if d.OpenAPI == nil && d.Async == nil {
			d.build(api)
		}
		out = append(out, d)
		byPath[api.Path] = d
	}
	for _, named := range extensions {
		e := &Document{Path: named.Path, Kind: named.Kind}
		e.read(named)
		switch base := byPath[named.Of]; {
		case e.OpenAPI == nil && e.Async == nil:
		case base == nil || base.Kind != e.Kind: // of an API that is not in the app
			out = append(out, e)
		default:
			base.extend(e)
		}
	}
	slices.SortFunc(out, func(a, b *Document) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// read reads the document that a synth wrote. One that can't be read is as one that
// is not there.
func (d *Document) read(named assembly.Document) {
	text, err := os.ReadFile(named.File)
	if err == nil && d.Kind == openapi.WebSocket {
		var doc openapi.AsyncDocument
		if err = json.Unmarshal(text, &doc); err == nil {
			d.Async = &doc
		}
	} else if err == nil {
		var doc openapi.Document
		if err = json.Unmarshal(text, &doc); err == nil {
			d.OpenAPI = &doc
		}
	}
	switch d.Schemas = err == nil && named.Types; {
	case err != nil:
		d.Reason = fmt.Sprintf("its document can't be read: %v", err)
	case !named.Types:
		d.Reason = "the types of its handlers were not read: it has none, or its functions were not built"
	}
}

// extend adds what an extension says to the document of its API.
func (d *Document) extend(e *Document) {
	if d.OpenAPI != nil {
		d.OpenAPI.Overlay(openapi.Part{Path: e.Path, Doc: e.OpenAPI})
	} else {
		d.Async.Overlay(e.Async)
	}
	d.Schemas = d.Schemas || e.Schemas
}

// build makes the document of what the template says.
func (d *Document) build(api *assembly.API) {
	described := describe(api)
	if d.Kind == openapi.WebSocket {
		d.Async = openapi.BuildAsync(described)
	} else {
		d.OpenAPI = openapi.Build(described)
	}
}

// Find returns the documents of the APIs with these construct paths, or below them,
// all if none is named. The error names the APIs that there are.
func Find(all []*Document, paths []string) ([]*Document, error) {
	if len(paths) == 0 {
		return all, nil
	}
	var out []*Document
	for _, path := range paths {
		found := false
		for _, d := range all {
			if clean := strings.Trim(path, "/"); d.Path != clean && !strings.HasPrefix(d.Path, clean+"/") {
				continue
			}
			found = true
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no API %q; %s", path, list(all))
		}
	}
	return out, nil
}

func list(all []*Document) string {
	if len(all) == 0 {
		return "the app has none"
	}
	var names []string
	for _, d := range all {
		names = append(names, fmt.Sprintf("%q", d.Path))
	}
	return "the app has " + strings.Join(names, ", ")
}
