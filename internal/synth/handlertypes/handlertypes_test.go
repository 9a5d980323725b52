// Types of handlers: each mistake is reported at its line.

package handlertypes_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/handlertypes"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

// Lines that end in a comment "// WANT text" are those where a problem with
// that text is expected of the handler before.
const module = `
-- go.mod --
module example.com/app
-- other/other.go --
package other

type Page struct {
	Size int ` + "`query:\"size\" check:\"nim=1\"`" + ` // Elsewhere
}

type Level string

func (l *Level) UnmarshalText(b []byte) error { *l = Level(b); return nil }
-- handlers/handlers.go --
package handlers

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"example.com/app/other"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

type Tree struct {
	Name     string ` + "`json:\"name\" check:\"required\"`" + `
	Children []Tree ` + "`json:\"children\"`" + `
}

type paging struct {
	Page int ` + "`query:\"page\" default:\"1\"`" + `
}

type Good struct {
	paging
	ID     string        ` + "`path:\"id\"`" + `
	Level  other.Level   ` + "`query:\"level\" default:\"high\" check:\"enum=low|high\"`" + `
	Wait   time.Duration ` + "`query:\"wait\" default:\"3s\"`" + `
	Since  *time.Time    ` + "`query:\"since\"`" + `
	Tree   Tree          ` + "`json:\"tree\"`" + `
	Extra  map[string]any
	secret chan int
	Hidden func() ` + "`json:\"-\"`" + `
}

func Fine(ctx context.Context, in Good) (Tree, error)                          { return in.Tree, nil }
func Pointer(ctx context.Context, in *Good) (*router.Response, error)           { return nil, nil }
func Whole(ctx context.Context, in []Tree) (any, error)                         { return nil, nil }
func Generic(ctx context.Context, in Of[Tree]) (Of[int], error)                 { return Of[int]{}, nil }

type Of[T any] struct {
	Value T ` + "`json:\"value\"`" + `
}

type BadCheck struct {
	ID    string ` + "`path:\"id\"`" + `
	Limit int ` + "`query:\"limit\" check:\"mni=1\"`" + ` // WANT BadChecks field Limit: check "mni=1": no such rule
	Days  int ` + "`query:\"days\" default:\"soon\"`" + ` // WANT BadChecks field Days: default "soon":
}

func BadChecks(ctx context.Context, in BadCheck) (any, error) { return nil, nil }

type Filter struct {
	Tag string ` + "`query:\"tag\"`" + ` // WANT Behind field Tag: a parameter can't be behind an embedded pointer
}

type WithFilter struct{ *Filter }

func Behind(ctx context.Context, in WithFilter) (any, error) { return nil, nil }

type Renamed struct {
	ID string ` + "`path:\"userId\"`" + ` // WANT Slip field ID: the route "GET /todos/{id}" has no path parameter "userId"; it has id
}

func Slip(ctx context.Context, in Renamed) (any, error) { return nil, nil }

type WithChannel struct {
	Done chan int ` + "`json:\"done\"`" + ` // WANT Channel field Done: JSON has no chan
	Deep struct {
		Read io.Reader // WANT Channel field Read: JSON can't fill an interface that has methods
	}
	Keys map[[2]int]string // WANT Channel field Keys: JSON has no keys of the type
}

func Channel(ctx context.Context, in WithChannel) (any, error) { return nil, nil }

type Out struct {
	When  time.Time
	Close func() error // WANT Gives field Close: JSON has no func
	Same  *Out
}

func Gives(ctx context.Context, in Tree) ([]Out, error) { return nil, nil }
func GivesRequest(ctx context.Context, req *router.Request) (map[string]*Out, error) { return nil, nil }
func Stringer(ctx context.Context, in Tree) (fmt.Stringer, error) { return nil, nil }

func Far(ctx context.Context, in struct{ other.Page }) (any, error) { return nil, nil }

func Check(ctx context.Context, req authorizer.Request) (authorizer.Simple, error) { return authorizer.No(), nil } // WANT Check takes authorizer.Request, which is an event of Lambda
func Event(ctx context.Context, e *events.APIGatewayV2HTTPRequest) (any, error) { return nil, nil } // WANT Event takes events.APIGatewayV2HTTPRequest

type Job struct{ Name string }
type Whatever struct{ Body string }

func Work(ctx context.Context, in Job) (any, error)      { return nil, nil }
func Raw(ctx context.Context, in Whatever) (any, error)  { return nil, nil }
func Any(ctx context.Context, in map[string]any) (any, error) { return nil, nil }
-- handlers/configure.go --
package handlers

import "github.com/gatehouse-go/gatehouse/router"

func Configure(r *router.Router) {
	r.Use(router.RequestID())
	client{}.Get("/not a route")
	more(r)
	r.Route("/x", func(r *router.Router) {
		r.Get("/y", nil) // WANT - Configure registers a route with Get
	})
}

func more(r *router.Router) {
	r.Handle("GET /z", nil) // WANT - Configure registers a route with Handle
}

func unused(r *router.Router) { r.Post("/", nil) }

type client struct{}

func (client) Get(string) {}
-- broken/broken.go --
package broken

func Handle() error { return missing }
`

func load(t *testing.T) (dir string, pkg *handlertypes.Package) {
	t.Helper()
	dir = testmodule.New(t, module)
	pkgs, err := handlertypes.Load(context.Background(), handlertypes.Target{ModuleDir: dir, GOOS: "linux", GOARCH: runtime.GOARCH},
		"example.com/app/handlers", "example.com/app/broken")
	if err == nil || !strings.Contains(err.Error(), "example.com/app/broken") || !strings.Contains(err.Error(), "missing") {
		t.Errorf("the error %v does not say which package can't be read", err)
	}
	if pkg = pkgs["example.com/app/handlers"]; pkg == nil {
		t.Fatalf("not loaded: %v", err)
	}
	return dir, pkg
}

// wanted returns the expected problems of a handler, as "file:line: text".
func wanted(t *testing.T, dir, handler string) []string {
	t.Helper()
	var out []string
	for _, name := range []string{"handlers/handlers.go", "handlers/configure.go"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if _, want, ok := strings.Cut(line, "// WANT "+handler+" "); ok {
				out = append(out, fmt.Sprintf("%s:%d: %s", filepath.Join(dir, name), i+1, want))
			}
		}
	}
	return out
}

func compare(t *testing.T, name string, got []handlertypes.Problem, want []string) {
	t.Helper()
	var texts []string
	for _, p := range got {
		texts = append(texts, fmt.Sprintf("%s:%d: %s", p.Place.File, p.Place.Line, p.Text))
	}
	slices.Sort(texts)
	slices.Sort(want)
	if len(texts) != len(want) {
		t.Errorf("%s: %d problems, want %d:\n%s", name, len(texts), len(want), strings.Join(texts, "\n"))
		return
	}
	for i := range want {
		if !strings.HasPrefix(texts[i], want[i]) {
			t.Errorf("%s: %s\nwant %s", name, texts[i], want[i])
		}
	}
}

func TestProblemsOfTypedHandlersAreThoseOfTheRouterWithTheirPlace(t *testing.T) {
	dir, pkg := load(t)
	route := []handlertypes.Route{{Key: "GET /todos/{id}", Names: []string{"id"}}}
	for _, name := range []string{"Fine", "Pointer", "Whole", "Generic", "BadChecks", "Behind", "Slip", "Channel", "Gives", "Stringer", "Check", "Event", "Any"} {
		compare(t, name, pkg.Typed(name, route), wanted(t, dir, name))
	}
	compare(t, "GivesRequest", pkg.Output("GivesRequest"), wanted(t, dir, "Gives"))
	far := pkg.Typed("Far", route)
	if want := filepath.Join(dir, "other/other.go"); len(far) != 1 || far[0].Place.File != want || far[0].Place.Line != 4 {
		t.Errorf("a field of another package: %v, want it at %s:4", far, want)
	}
	if got := pkg.Typed("Slip", []handlertypes.Route{{Key: "$default", Any: true}}); len(got) != 0 {
		t.Errorf("a route that is not known: %v", got)
	}
	if got := pkg.Typed("Slip", []handlertypes.Route{{Key: "say", Message: true}}); len(got) != 1 || !strings.Contains(got[0].Text, "takes messages") {
		t.Errorf("a route of messages: %v", got)
	}
}

func TestConfigureMayNotRegisterRoutes(t *testing.T) {
	dir, pkg := load(t)
	compare(t, "Configure", pkg.Configure(), wanted(t, dir, "-"))
}

func TestWhatStartsAFunctionOutsideAnAPI(t *testing.T) {
	_, pkg := load(t)
	for name, want := range map[string]struct {
		bound     bool
		noRequest string
	}{
		"Fine": {true, ""}, "Far": {true, ""}, "Work": {false, "Job"}, "Raw": {false, ""}, "Any": {false, ""}, "Event": {false, ""},
	} {
		if got := pkg.Bound(name); got != want.bound {
			t.Errorf("Bound(%s) = %v", name, got)
		}
		if got := pkg.NoRequest(name); got != want.noRequest {
			t.Errorf("NoRequest(%s) = %q, want %q", name, got, want.noRequest)
		}
	}
}
