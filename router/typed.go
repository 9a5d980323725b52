// Typed handlers: input that is bound and checked before the handler runs.

package router

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/bind"
)

// Typed makes a Handler of a function with an input and an output of its own.
// What In has to look like is compiled now, not per request; Typed panics if it
// is invalid.
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
// decodes it, and none of them may appear twice. If In is not a struct, it is
// the body; it may be a pointer. Strings, numbers, booleans, time.Duration,
// whatever implements encoding.TextUnmarshaler, and pointers to and slices of
// these can come from outside the body; such a field stands in In itself, or in a
// struct that is embedded in it. Rules hold wherever encoding/json fills a field,
// behind embedded pointers too; a field with rules must not share its name in JSON
// with another one.
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
// Rules other than required are skipped for a value that isn't there; an empty
// string is checked. On a slice, rules about single values apply to each element.
// Everything that is wrong is reported in one *ValidationError, which is answered
// with status 422. If In, or *In, has a method Validate() error, it is called at
// the end; its error is one more problem.
//
// The handler finds the Request with FromContext. What it returns is sent as
// any handler's result; Out may be *Response.
func Typed[In, Out any](h func(context.Context, In) (Out, error)) Handler {
	t := reflect.TypeFor[In]()
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	b, err := bind.Compile(t)
	if out := reflect.TypeFor[Out](); out != reflect.TypeFor[*Response]() {
		err = errors.Join(err, bind.Encodable(out))
	}
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
		if err := fill(b, req, v); err != nil {
			return nil, err
		}
		out, err := h(withRequest(ctx, req), in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

// fill binds the input, checks it, and lets it check itself.
func fill(b *bind.Binder, req *Request, in reflect.Value) error {
	found, err := b.Bind((*source)(req), in)
	switch {
	case err != nil:
		return err
	case found == nil:
		return validateSelf(in)
	}
	invalid := &ValidationError{Problems: make([]Problem, len(found))}
	for i, p := range found {
		invalid.Problems[i] = Problem(p)
	}
	return invalid
}

// validateSelf calls the input's method Validate, if it has one.
func validateSelf(in reflect.Value) error {
	v, ok := in.Addr().Interface().(interface{ Validate() error })
	if !ok {
		return nil
	}
	err := v.Validate()
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*ValidationError](err); ok {
		return known
	}
	return &ValidationError{[]Problem{{[]any{"body"}, "value_error", err.Error()}}}
}

// source is a request as package bind reads it.
type source Request

func (s *source) PathValue(name string) (string, bool) {
	v := (*Request)(s).Param(name)
	return v, v != ""
}

func (s *source) Query(name string) []string        { return (*Request)(s).QueryValues(name) }
func (s *source) Header(name string) (string, bool) { return (*Request)(s).lookup(name) }
func (s *source) HeaderLines(name string) []string  { return (*Request)(s).HeaderValues(name) }
func (s *source) Cookie(name string) (string, bool) { return (*Request)(s).Cookie(name) }

func (s *source) Body() ([]byte, error) {
	req := (*Request)(s)
	body, err := req.Body()
	if err != nil || len(bytes.TrimSpace(body)) == 0 {
		return body, err
	}
	if t := req.Header(contentType); t != "" && !isJSONType(t) {
		return nil, UnsupportedMediaType(fmt.Sprintf("The body must be application/json, not %q", t))
	}
	return body, nil
}

func isJSONType(t string) bool {
	media, _, err := mime.ParseMediaType(t)
	return err == nil && (media == jsonType || strings.HasSuffix(media, "+json"))
}

// A Problem is one thing that is wrong with a request.
type Problem struct {
	Loc     []any  `json:"loc"`  // where: "query", "limit" or "body", "tags", 2
	Type    string `json:"type"` // what, as pydantic names it: "missing", "int_parsing"
	Message string `json:"msg"`  // for people
}

// A ValidationError is all that is wrong with the input of a typed handler. It
// is answered with status 422, in Powertools' shape. At most 100 problems are
// reported.
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
		text.WriteString(sep + bind.LocText(p.Loc) + ": " + p.Message)
	}
	return text.String()
}

func (e *ValidationError) response() *Response {
	return JSON(http.StatusUnprocessableEntity, struct {
		StatusCode int       `json:"statusCode"`
		Detail     []Problem `json:"detail"`
	}{http.StatusUnprocessableEntity, e.Problems[:min(len(e.Problems), bind.MaxProblems)]})
}
