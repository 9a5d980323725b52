// A test binary that can also be a second process which builds.

package gobuild

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// buildIn is the variable that makes the test binary build a module and print
// where the executables are.
const buildIn = "GATEHOUSE_TEST_BUILD_IN"

func TestMain(m *testing.M) {
	dir := os.Getenv(buildIn)
	if dir == "" {
		os.Exit(m.Run())
	}
	dirs, err := Build(context.Background(), []code.Main{appMain(dir, "todos", "List"), appMain(dir, "health", "Check")})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(strings.Join(dirs, "\n"))
}

// appMain is a main package for a handler of the module example.com/app.
func appMain(dir, pkg, fn string) code.Main {
	return code.Main{
		ImportPath: "example.com/app/functions/" + pkg,
		Dir:        filepath.Join(dir, "functions", filepath.FromSlash(pkg)),
		ModuleDir:  dir,
		Routes:     []code.Route{{Key: "GET /" + pkg, Func: fn, Form: source.Request, Origin: "main.go:14"}},
		GOOS:       "linux",
		GOARCH:     "arm64",
	}
}

const app = `
-- go.mod --
module example.com/app
-- internal/store/store.go --
package store

func All() []string { return []string{"a"} }
-- functions/todos/todos.go --
package todos

import (
	"context"

	"example.com/app/internal/store"
	"github.com/gatehouse-go/gatehouse/router"
)

func List(ctx context.Context, req *router.Request) (any, error) { return store.All(), nil }
-- functions/todos/internal/deep/deep.go --
package deep

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) { return nil, nil }
-- functions/health/health.go --
package health

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Check(ctx context.Context, req *router.Request) (any, error) { return "ok", nil }
-- functions/health/wide_amd64.go --
package health

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func OnAmd(ctx context.Context, req *router.Request) (any, error) { return "ok", nil }
-- functions/forms/forms.go --
package forms

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

type In struct{ Title string }

func Page(w http.ResponseWriter, r *http.Request)                                  {}
func Request(ctx context.Context, req *router.Request) (any, error)                { return nil, nil }
func RequestOf(ctx context.Context, req *router.Request) (In, error)               { return In{}, nil }
func Respond(ctx context.Context, req *router.Request) (*router.Response, error)   { return nil, nil }
func Typed(ctx context.Context, in In) (*In, error)                                { return &in, nil }
-- functions/.hidden/hidden.go --
package hidden

func Handle() error { return nil }
-- functions/broken/broken.go --
package broken

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) { return missing, nil }

func Other() { unused := 1 }
-- cmd/infra/README --
where the CDK app may run
`
