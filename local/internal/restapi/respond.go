// What becomes of a backend's answer: integration responses, their templates and
// parameters, and the headers that API Gateway renames.

package restapi

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// result is the backend's answer.
type backendAnswer struct {
	status  int
	match   string // what selection patterns are compared with
	header  http.Header
	body    []byte
	noMatch bool // only the default response fits: a function's success
}

// respond chooses the integration response and makes the answer of it.
func (c *call) respond(b *backendAnswer, step trace.Step) (*answer, *failure) {
	step.With("status", b.status).With("answer's header", b.header).With("answer", b.body)
	r := c.choose(b)
	if r == nil {
		return nil, internal("no integration response fits %q, and there is no default", b.match)
	}
	a := &answer{status: r.status, header: http.Header{}}
	body, bytes, f := c.convertAnswer(b.body, b.header.Get("Content-Type"), r.Content)
	if c.mock {
		body, bytes, f = nil, false, nil
	}
	if f != nil {
		return nil, f
	}
	if t := c.answerTemplate(r); t != nil {
		if bytes {
			return nil, internal("the answer is binary, and there is a template for it: templates don't take bytes")
		}
		run := step.Step(trace.ResponseTemplate, r.Status).With("before", body)
		text, err := t.Execute(c.Context(), c.templateInput(string(body)))
		if err != nil {
			run.Fail(err.Error())
			return nil, internal("%v", err)
		}
		body = []byte(text)
		run.With("after", body).End("")
	}
	a.body = body
	values := func(name string) (string, bool) { return c.answerValue(name, b) }
	for to, source := range r.Parameters {
		if name, ok := strings.CutPrefix(to, "method.response.header."); ok {
			if value, ok := c.mapped(source, values); ok {
				setRenamed(a.header, name, []string{value})
			}
		}
	}
	c.overrideAnswer(a)
	step.Note(trace.ResponseMapping, r.Status).With("compared with the selection patterns", b.match).With("selection pattern", r.Pattern).
		With("rules", r.Parameters).With("status", a.status).With("header", a.header.Clone())
	return a, nil
}

func (c *call) choose(b *backendAnswer) (fallback *result) {
	for _, r := range c.method.results {
		if r.pattern == nil {
			fallback = r
		} else if !b.noMatch && r.pattern.MatchString(b.match) {
			return r
		}
	}
	return fallback
}

// answerTemplate is the template that fits the request's Accept, else the one for JSON,
// else the first (not recorded; what LocalStack found).
func (c *call) answerTemplate(r *result) *vtl.Template {
	if t := r.templates[mediaType(c.accepted())]; t != nil {
		return t
	}
	if t := r.templates["application/json"]; t != nil {
		return t
	}
	for _, name := range slices.Sorted(maps.Keys(r.templates)) {
		return r.templates[name]
	}
	return nil
}

// answerValue is a variable of response parameters.
func (c *call) answerValue(name string, b *backendAnswer) (string, bool) {
	rest, ok := strings.CutPrefix(name, "integration.response.")
	if !ok {
		return c.value(name)
	}
	place, rest, _ := strings.Cut(rest, ".")
	switch place {
	case "header":
		return last(headerValues(b.header, rest))
	case "multivalueheader":
		values := headerValues(b.header, rest)
		return strings.Join(values, ","), len(values) > 0
	case "body":
		if rest == "" {
			return string(b.body), true
		}
		return vtl.Lookup(string(b.body), rest)
	}
	return "", false
}

// overrideAnswer applies $context.responseOverride.
func (c *call) overrideAnswer(a *answer) {
	o := c.vars().Map("responseOverride")
	if text, ok := o.Text("status"); ok {
		if n, err := strconv.Atoi(text); err == nil && n >= 100 && n <= 599 {
			a.status = n
		}
	}
	o.Map("header").Each(func(name, value string) { setRenamed(a.header, name, []string{value}) })
}

// renamed are the headers of answers that become X-Amzn-Remapped-* (recorded in 2024).
var renamed = map[string]bool{
	"Authorization": true, "Connection": true, "Content-Length": true, "Content-Md5": true, "Date": true, "Expect": true,
	"Host": true, "Max-Forwards": true, "Proxy-Authenticate": true, "Server": true, "Trailer": true, "Upgrade": true,
	"User-Agent": true, "Www-Authenticate": true, "X-Amzn-Requestid": true,
}

// setRenamed sets a header of an answer, under the name that API Gateway gives it.
func setRenamed(h http.Header, name string, values []string) {
	name = http.CanonicalHeaderKey(name)
	switch {
	case name == "Transfer-Encoding":
		return
	case renamed[name]:
		name = "X-Amzn-Remapped-" + name
	}
	h[name] = values
}
