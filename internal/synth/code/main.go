// What a function's code is made from, and what is said of it when it is made.

package code

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Main says what the code of a function is made from.
type Main struct {
	Language  source.Language
	Source    string // as handler strings name it: "functions/todos"
	Dir       string // absolute folder: of the Go package, of the file, or the one that is packaged whole
	File      string // base name of the file, "users.py"; "" for a Go package or a folder
	ModuleDir string // Go: the folder of go.mod; otherwise the folder that Source is relative to

	Routes   []Route // what a router serves; or, if there is none,
	Start    string  // the one function that gets every event; without one a router answers preflights
	Module   string  // the file of Start, as Route has it
	AnyRoute bool    // the router's one route takes whatever an API has routed to the function
	Stream   bool    // responses are streamed

	ImportPath string // Go: of the package that holds the handlers; or of the router
	Configure  bool   // Go: the package has func Configure(r *router.Router)

	Runtime string   // Lambda's name of it: "python3.13"
	Layers  bool     // Python: it has layers, which may have modules that nothing else has
	Links   []string // environment variables by which the function finds its links, sorted
	Bundle  Bundle   // Node
	GOOS    string   // the system that runs it, by Go's names
	GOARCH  string
	Host    bool // that system is this machine
}

// Route is a route of a generated router.
type Route struct {
	Key     string // canonical
	Message bool   // of a WebSocket API
	Module  string // the file of Func without its extension, relative to Main.Dir: "users", "api/orders"; "" in Go
	Func    string
	Form    source.Form
	Origin  string // where the user declared it: "main.go:14"
}

// Handler is the handler string of a function of the source.
func (m *Main) Handler(module, name string) string {
	h := source.Handler{Source: m.Source, Name: name}
	if m.File == "" && m.Language != source.Go {
		h.File = module
	}
	return h.String()
}

// Sorted returns the routes in the order of their keys.
func (m *Main) Sorted() []Route {
	return slices.SortedFunc(slices.Values(m.Routes), func(a, b Route) int { return strings.Compare(a.Key, b.Key) })
}

// Bundle says how JavaScript and TypeScript are bundled.
type Bundle struct {
	SourceMap bool     // beside the code, and read when it fails
	Minify    bool     // short names and no blanks
	SDK       bool     // the AWS SDK is bundled, too
	External  []string // packages that are left to a layer
}

// Built is what became of a Main.
type Built struct {
	// Dir is the folder of the function's code, in the user's cache. The same
	// sources give the same bytes in it from any folder.
	Dir string

	// Inputs are the files and folders, absolute, whose change means that the
	// code has to be made again.
	Inputs []string

	// Problems are what is wrong with the sources. Then there is no Dir.
	Problems []Problem
}

// Problem is what is wrong with a handler.
type Problem struct {
	Route int    // index in Main.Routes; 0 without routes, or if all are concerned
	Text  string // names the handler
}

// HandlerOf returns the handler that Lambda is told of a function in a language.
// It is the same for all functions, which are made before their code.
func HandlerOf(l source.Language) string {
	switch l {
	case source.Node:
		return "index.handler" // of index.mjs
	case source.Python:
		return "gatehouse_main.handler" // of gatehouse_main.py
	}
	return "bootstrap"
}

// RuntimeOf returns the runtime of functions in a language that name none.
func RuntimeOf(l source.Language) string {
	switch l {
	case source.Node:
		return "nodejs24.x"
	case source.Python:
		return "python3.13"
	}
	return "provided.al2023"
}

// Runs reports whether a runtime of Lambda runs code in a language.
func Runs(runtime string, l source.Language) bool {
	prefix := map[source.Language]string{source.Go: "provided.", source.Node: "nodejs", source.Python: "python"}[l]
	return strings.HasPrefix(runtime, prefix)
}
