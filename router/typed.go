// Typed handlers: input that is bound and checked before the handler runs.

package router

import (
	"context"
	"fmt"
	"reflect"
	"strings"
)

// Typed makes a Handler of a function with an input and an output of its own.
// What In has to look like is compiled now, not per request; Typed panics if it
// makes no sense.
//
// In is a struct whose fields say with a tag where they come from:
//
//	type In struct {
//		ID     string    `path:"id"`
//		Limit  int       `query:"limit" default:"20" check:"min=1,max=100"`
//		Tags   []string  `query:"tag"`
//		Token  *string   `header:"X-Token"` // nil if there is none
//		Theme  string    `cookie:"theme" check:"enum=light|dark"`
//		Title  string    `json:"title" check:"required,maxlen=80"`
//		Due    time.Time `json:"due"`
//		Author Person    `json:"author"` // nested, with checks of its own
//	}
//
// Fields without such a tag, or with json, are the JSON body's; encoding/json
// decodes it, and none of them may stand twice. If In is no struct, it is the body; it
// may be a pointer. Strings, numbers, booleans,
// time.Duration, whatever implements encoding.TextUnmarshaler, and pointers to
// and slices of these can come from outside the body.
//
// The tag default gives the text of a value for what isn't there. The tag check
// has rules, separated by commas:
//
//	required       it has to be there; path parameters always have to
//	min=1, max=9   of a number
//	minlen=1, maxlen=9, len=2
//	               of a string, in characters; of a slice or map, in elements
//	enum=a|b       one of these
//	format=email   or uuid, date, date-time, time, uri, hostname, ipv4, ipv6
//	pattern=^a,?b  a regular expression; always the last rule
//
// Rules but required don't hold for a value that isn't there; an empty string
// that is there is checked. On a slice, rules about single values hold for each
// element. Everything that is wrong is reported in one *ValidationError, which
// is answered with status 422. If In, or *In, has a method Validate() error it
// is called at the end; its error is one more problem.
//
// The handler finds the Request with FromContext. What it returns is sent as
// any handler's result; Out may be *Response.
func Typed[In, Out any](h func(context.Context, In) (Out, error)) Handler {
	t := reflect.TypeFor[In]()
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	b, err := compile(t)
	if err != nil {
		panic(fmt.Sprintf("router: Typed: %v", err))
	}
	return func(ctx context.Context, req *Request) (any, error) {
		var in In
		v := reflect.ValueOf(&in).Elem()
		if pointer {
			v.Set(reflect.New(t))
			v = v.Elem()
		}
		if err := b.bind(req, v); err != nil {
			return nil, err
		}
		out, err := h(withRequest(ctx, req), in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

// A Problem is one thing that is wrong with a request.
type Problem struct {
	Loc     []any  `json:"loc"`  // where: "query", "limit" or "body", "tags", 2
	Type    string `json:"type"` // what, as pydantic names it: "missing", "int_parsing"
	Message string `json:"msg"`  // for people
}

// A ValidationError is all that is wrong with the input of a typed handler. It
// is answered with status 422, in Powertools' shape. After a hundred nobody
// looks for more.
type ValidationError struct{ Problems []Problem }

// Error lists the problems.
func (e *ValidationError) Error() string {
	var text strings.Builder
	text.WriteString("router: the request is not valid")
	for i, p := range e.Problems {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		text.WriteString(sep + locText(p.Loc) + ": " + p.Message)
	}
	return text.String()
}

// maxProblems is how many problems are looked for and told: nobody reads more,
// and a body can hold a million, which would cost more memory than a function has.
const maxProblems = 100

func (e *ValidationError) response() *Response {
	return JSON(422, struct {
		StatusCode int       `json:"statusCode"`
		Detail     []Problem `json:"detail"`
	}{422, e.Problems[:min(len(e.Problems), maxProblems)]})
}

func locText(loc []any) string {
	text := ""
	for i, part := range loc {
		if i > 0 {
			text += "."
		}
		text += fmt.Sprint(part)
	}
	return text
}
