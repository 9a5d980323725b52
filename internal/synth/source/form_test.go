// The forms of handlers, told from source.

package source_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

const forms = `
-- go.mod --
module example.com/app
-- plain/plain.go --
package plain

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

type In struct{}
type Page[T any] struct{}
type Failure struct{ error }

func HTTP(w http.ResponseWriter, r *http.Request)                         {}
func HTTPBlank(http.ResponseWriter, *http.Request)                        {}
func HTTPUnderscore(_ http.ResponseWriter, _ *http.Request)               {}
func HTTPParens(w (http.ResponseWriter), r *(http.Request))               {}
func Request(ctx context.Context, req *router.Request) (any, error)       { return nil, nil }
func RequestEmpty(context.Context, *router.Request) (interface{}, error)  { return nil, nil }
func RequestNamed(ctx context.Context, req *router.Request) (out any, err error) { return }
func RequestOf(ctx context.Context, req *router.Request) (In, error)      { return In{}, nil }
func Respond(ctx context.Context, req *router.Request) (*router.Response, error) { return nil, nil }
func Typed(ctx context.Context, in In) (In, error)                        { return in, nil }
func TypedPointer(ctx context.Context, in *In) (*In, error)               { return in, nil }
func TypedGenericArgument(ctx context.Context, in Page[In]) (Page[In], error) { return in, nil }
func TypedStruct(ctx context.Context, in struct{ ID string }) ([]string, error) { return nil, nil }
func TypedMap(ctx context.Context, in map[string]any) (any, error)        { return nil, nil }

func None()                                                               {}
func OneParam(ctx context.Context) (any, error)                           { return nil, nil }
func Event(in In) error                                                   { return nil }
func ContextEvent(ctx context.Context, in In) error                       { return nil }
func ThreeParams(ctx context.Context, in In, more In) (In, error)         { return in, nil }
func Grouped(a, b context.Context) (In, error)                            { return In{}, nil }
func GroupedResults(ctx context.Context, in In) (a, b error)              { return nil, nil }
func Variadic(ctx context.Context, in ...In) (In, error)                  { return In{}, nil }
func VariadicHTTP(w http.ResponseWriter, r ...*http.Request)              {}
func Generic[T any](ctx context.Context, in T) (T, error)                 { return in, nil }
func HTTPWithError(w http.ResponseWriter, r *http.Request) error          { return nil }
func HTTPByValue(w http.ResponseWriter, r http.Request)                   {}
func HTTPTurned(r *http.Request, w http.ResponseWriter)                   {}
func NoError(ctx context.Context, in In) (In, bool)                       { return in, false }
func ErrorFirst(ctx context.Context, in In) (error, In)                   { return nil, in }
func OwnError(ctx context.Context, in In) (In, Failure)                   { return in, Failure{} }
func ThreeResults(ctx context.Context, in In) (In, In, error)             { return in, in, nil }
func NoContext(in In, more In) (In, error)                                { return in, nil }
func RequestByValue(ctx context.Context, req router.Request) (any, error) { return nil, nil }
func ResponseIn(ctx context.Context, resp *router.Response) (any, error)  { return nil, nil }
func ContextAndHTTP(ctx context.Context, r *http.Request) (any, error)    { return nil, nil }
func ContextPointer(ctx *context.Context, in In) (In, error)              { return in, nil }
-- names/renamed.go --
package names

import (
	stdctx "context"
	h "net/http"

	rt "github.com/gatehouse-go/gatehouse/router"
)

func HTTP(w h.ResponseWriter, r *h.Request)                              {}
func Request(ctx stdctx.Context, req *rt.Request) (any, error)           { return nil, nil }
func Typed(ctx stdctx.Context, in string) (string, error)                { return in, nil }
-- names/dotted.go --
package names

import (
	. "context"
	. "fmt"
	. "net/http"
)

var _ = Sprint

func DotHTTP(w ResponseWriter, r *Request)                   {}
func DotTyped(ctx Context, in string) (string, error)        { return in, nil }
-- names/aliases.go --
package names

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

type (
	Ctx      = context.Context
	Writer   = http.ResponseWriter
	Req      = *http.Request
	Call     = router.Request
	Chained  = Call
	Anything = any
	Err      = error
	Loop     = Loop
	Defined  router.Request
	Embeds   interface{ http.ResponseWriter }
)

func AliasHTTP(w Writer, r Req)                                     {}
func AliasRequest(ctx Ctx, req *Chained) (Anything, Err)            { return nil, nil }
func AliasContext(ctx Ctx, in Ctx) (Anything, Err)                  { return nil, nil }
func AliasTyped(ctx Ctx, in string) (Anything, Err)                    { return nil, nil }
func LoopTyped(ctx Ctx, in Loop) (any, error)                       { return nil, nil }
func DefinedTyped(ctx Ctx, in *Defined) (any, error)                { return nil, nil }
func OwnWriter(w Embeds, r *http.Request)                           {}
-- names/others.go --
package names

import (
	"example.com/kit/context/v2"
	"example.com/kit/http"
	mine "net/http"
)

func OtherHTTP(w http.ResponseWriter, r *http.Request)              {}
func OtherContext(ctx context.Context, in string) (string, error)   { return in, nil }
func NamedHTTP(w mine.ResponseWriter, r *mine.Request)              {}
-- names/mixed.go --
package names

import (
	"example.com/kit/http" // package kithttp, or this would not compile
	"gopkg.in/context.v3"  // package ctx3

	"context"
	"net/http"
)

var _ = kithttp.X
var _ = ctx3.X

func MixedHTTP(w http.ResponseWriter, r *http.Request)              {}
func MixedTyped(ctx context.Context, in string) (string, error)     { return in, nil }
-- shadow/shadow.go --
package shadow

import "context"

type error interface{ Own() }
type any struct{}

func OwnErrorType(ctx context.Context, in string) (string, error)   { return in, nil }
-- shadowany/shadow.go --
package shadowany

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

type any struct{}

func OwnAny(ctx context.Context, req *router.Request) (any, error)  { return any{}, nil }
`

func TestForms(t *testing.T) {
	f := source.NewFinder(unpack(t, forms))
	for _, test := range []struct {
		handler string
		form    source.Form
		start   bool
	}{
		{"plain.HTTP", source.HTTP, false},
		{"plain.HTTPBlank", source.HTTP, false},
		{"plain.HTTPUnderscore", source.HTTP, false},
		{"plain.HTTPParens", source.HTTP, false},
		{"plain.Request", source.Request, true},
		{"plain.RequestEmpty", source.Request, true},
		{"plain.RequestNamed", source.Request, true},
		{"plain.RequestOf", source.RequestOf, true},
		{"plain.Respond", source.RequestOf, true},
		{"plain.Typed", source.Typed, true},
		{"plain.TypedPointer", source.Typed, true},
		{"plain.TypedGenericArgument", source.Typed, true},
		{"plain.TypedStruct", source.Typed, true},
		{"plain.TypedMap", source.Typed, true},
		{"plain.None", source.Other, true},
		{"plain.OneParam", source.Other, true},
		{"plain.Event", source.Other, true},
		{"plain.ContextEvent", source.Other, true},
		{"plain.ThreeParams", source.Other, false},
		{"plain.Grouped", source.Other, true},
		{"plain.GroupedResults", source.Typed, true},
		{"plain.Variadic", source.Other, false},
		{"plain.VariadicHTTP", source.Other, false},
		{"plain.Generic", source.Other, false},
		{"plain.HTTPWithError", source.Other, false},
		{"plain.HTTPByValue", source.Other, false},
		{"plain.HTTPTurned", source.Other, false},
		{"plain.NoError", source.Other, false},
		{"plain.ErrorFirst", source.Other, false},
		{"plain.OwnError", source.Other, false},
		{"plain.ThreeResults", source.Other, false},
		{"plain.NoContext", source.Other, false},
		{"plain.RequestByValue", source.Other, true},
		{"plain.ResponseIn", source.Other, true},
		{"plain.ContextAndHTTP", source.Other, true},
		{"plain.ContextPointer", source.Other, false},
		{"names.HTTP", source.HTTP, false},
		{"names.Request", source.Request, true},
		{"names.Typed", source.Typed, true},
		{"names.DotHTTP", source.HTTP, false},
		{"names.DotTyped", source.Typed, true},
		{"names.AliasHTTP", source.HTTP, false},
		{"names.AliasRequest", source.Request, true},
		{"names.AliasTyped", source.Typed, true},
		{"names.AliasContext", source.Other, true},
		{"names.LoopTyped", source.Typed, true}, // the compiler reports the loop
		{"names.DefinedTyped", source.Typed, true},
		{"names.OwnWriter", source.Other, false},
		{"names.OtherHTTP", source.Other, false},
		{"names.OtherContext", source.Other, false},
		{"names.NamedHTTP", source.HTTP, false},
		{"names.MixedHTTP", source.HTTP, false},
		{"names.MixedTyped", source.Typed, true},
		{"shadow.OwnErrorType", source.Other, false},
		{"shadowany.OwnAny", source.RequestOf, true},
	} {
		_, fn, err := f.Handler(test.handler)
		if err != nil {
			t.Errorf("%s: %v", test.handler, err)
			continue
		}
		if fn.Form != test.form || fn.Startable != test.start {
			t.Errorf("%s: %s\nis form %d, startable %t; want %d, %t", test.handler, fn.Signature, fn.Form, fn.Startable, test.form, test.start)
		}
	}
}

func TestFuncTellsSignatureAndPlace(t *testing.T) {
	f := source.NewFinder(unpack(t, `
-- go.mod --
module example.com/app
-- plain/plain.go --
package plain

// Long is documented.
func Long[T any](
	a, b string, // two
	_ ...struct {
		X int
	},
) (out map[string][]T, err error) {
	return
}
`))
	_, fn, err := f.Handler("plain.Long")
	if err != nil {
		t.Fatal(err)
	}
	const want = "func[T any]( a, b string, _ ...struct { X int }, ) (out map[string][]T, err error)"
	if fn.Signature != want || fn.File != "plain.go" || fn.Line != 4 {
		t.Errorf("%s at %s:%d\nwant %s at plain.go:4", fn.Signature, fn.File, fn.Line, want)
	}
}
