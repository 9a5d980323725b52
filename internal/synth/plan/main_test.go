// Builders for tests: routes with places, authorizers and targets without the
// CDK, one folder of sources.

package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

// fakeAuth is an authorizer by its kind, or its kind and name: "JWT login".
type fakeAuth string

const (
	public fakeAuth = "None"
	signed fakeAuth = "IAM"
	login  fakeAuth = "JWT login"
	other  fakeAuth = "JWT other"
	clash  fakeAuth = "Lambda login"
	wrong  fakeAuth = "JWT wrong"
	exotic fakeAuth = "Exotic strange"
)

func (a fakeAuth) Kind() string { kind, _, _ := strings.Cut(string(a), " "); return kind }
func (a fakeAuth) Name() string { _, name, _ := strings.Cut(string(a), " "); return name }
func (a fakeAuth) Public() bool { return a == public }
func (a fakeAuth) Scoped() bool { return a.Kind() == "JWT" }
func (a fakeAuth) Problems() []string {
	if a == wrong {
		return []string{`authorizer "wrong": first thing`, `authorizer "wrong": second thing`}
	}
	return nil
}

type fakeTarget string

func (t fakeTarget) Problems() []string {
	if strings.HasPrefix(string(t), "bad") {
		return []string{string(t) + " is no target"}
	}
	return nil
}

// settings stand for a function's configuration.
type settings struct{ Memory int }

func sameSettings(a, b Config) bool { return *a.(*settings) == *b.(*settings) }

const sources = `
-- go.mod --
module example.com/app

go 1.26
-- functions/todos/todos.go --
package todos

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

func List(w http.ResponseWriter, r *http.Request)                       {}
func Get(ctx context.Context, req *router.Request) (any, error)         { return nil, nil }
func Create(ctx context.Context, in struct{ Title string }) (any, error) { return nil, nil }
func Count(n int) int                                                   { return n }
func hidden(w http.ResponseWriter, r *http.Request)                     {}
-- functions/health/health.go --
package health

import "net/http"

func Check(w http.ResponseWriter, r *http.Request) {}
-- functions/cmd/main.go --
package main

func Handle() {}
-- functions/broken/broken.go --
package broken

func Handle( {
`

// at returns a place in the file main.go of the working directory's own depth,
// so that texts don't depend on the machine.
func at(line int) Pos { return Pos{"main.go", line} }

// declare returns an API with routes at lines 1, 2 and so on.
func declare(finder *source.Finder, routes ...Route) API {
	for i := range routes {
		if routes[i].Pos == (Pos{}) {
			routes[i].Pos = at(i + 1)
		}
	}
	return API{
		Kind:       HTTP,
		Routes:     routes,
		Public:     public,
		Finder:     finder,
		SameConfig: sameSettings,
		Unsupported: func(v any) string {
			if v == any(exotic) || v == any(fakeTarget("exotic")) {
				return fmt.Sprintf("an HTTP API can't have %v", v)
			}
			return ""
		},
	}
}

func newFinder(t *testing.T) *source.Finder { return source.NewFinder(testmodule.New(t, sources)) }

func route(key, handler string) Route { return Route{Key: key, Handler: handler} }

// texts returns problems as users see them.
func texts[P fmt.Stringer](problems []P) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

// describe returns all of a plan that becomes constructs, in its order.
func describe(p *Plan) string {
	var b strings.Builder
	for _, r := range p.Routes {
		fmt.Fprintf(&b, "%s auth=%v scopes=%v declared=%v", r.Key, r.Auth, r.Scopes, r.Declared)
		if r.Function != nil {
			fmt.Fprintf(&b, " function=%s", r.Function.Source.Path)
		}
		if r.Target != nil {
			fmt.Fprintf(&b, " target=%v", r.Target)
		}
		b.WriteByte('\n')
	}
	for _, fn := range p.Functions {
		fmt.Fprintf(&b, "function %s config=%+v", fn.Source.Path, fn.Config)
		for _, r := range fn.Routes {
			fmt.Fprintf(&b, " [%s %s]", r.Key, r.Func.Name)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, p.Auths)
	return b.String()
}

// keys returns the keys of a plan's routes with their authorizers.
func keys(p *Plan) string {
	var out []string
	for _, r := range p.Routes {
		out = append(out, fmt.Sprintf("%s (%v)", r.Key, r.Auth))
	}
	return strings.Join(slices.Sorted(slices.Values(out)), ", ")
}
