// The request of an integration: mapped parameters, and the body by template or as it is.

package restapi

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// outgoing is what a backend gets.
type outgoing struct {
	header http.Header // mapped and overridden
	query  [][2]string
	path   map[string]string
	body   []byte
	typ    string // content type of the template, if one was used
}

// integrate calls the integration of a method.
func (g *restAPI) integrate(c *call, step trace.Step) (*answer, *failure) {
	in := c.method.Integration
	switch in.Type {
	case "AWS_PROXY":
		if f := c.refusedMapping(); f != nil {
			return nil, f
		}
		return g.proxyFunction(c, step)
	case "HTTP_PROXY":
		out, f := c.mapParameters(step)
		if f != nil {
			return nil, f
		}
		if out.body, f = c.convertRequest(c.method.Method.Content); f != nil {
			return nil, f
		}
		return g.proxyURL(c, out, step)
	}
	out, f := c.outgoing(step)
	if f != nil {
		return nil, f
	}
	switch {
	case in.Type == "MOCK":
		return g.mock(c, out, step)
	case in.Type == "HTTP":
		return g.callURL(c, out, step)
	case c.method.service != nil:
		return g.callService(c, out, step)
	}
	return g.callFunction(c, out, step)
}

// refusedAll and refusedAWS are headers that a mapping may not set: the call fails with
// 500 (recorded in 2024).
var (
	refusedAll = []string{"Content-Length", "Transfer-Encoding"}
	refusedAWS = []string{"Authorization", "Connection", "Expect", "Proxy-Authenticate", "Te"}
)

func (c *call) refusedMapping() *failure {
	in := c.method.Integration
	for to := range in.Request {
		name, ok := strings.CutPrefix(to, "integration.request.header.")
		if !ok {
			continue
		}
		name = http.CanonicalHeaderKey(name)
		if slices.Contains(refusedAll, name) || strings.HasPrefix(in.Type, "AWS") && slices.Contains(refusedAWS, name) {
			return internal("a mapping sets header %s, which API Gateway refuses", name)
		}
	}
	return nil
}

// mapParameters evaluates the integration's request parameters.
func (c *call) mapParameters(step trace.Step) (*outgoing, *failure) {
	if f := c.refusedMapping(); f != nil {
		return nil, f
	}
	out := &outgoing{header: http.Header{}, path: map[string]string{}}
	in := c.method.Integration
	for _, to := range slices.Sorted(maps.Keys(in.Request)) {
		value, ok := c.mapped(in.Request[to], c.value)
		if !ok {
			continue
		}
		place, name, _ := strings.Cut(strings.TrimPrefix(to, "integration.request."), ".")
		switch place {
		case "header":
			out.header[http.CanonicalHeaderKey(name)] = []string{value}
		case "querystring":
			out.query = append(out.query, [2]string{name, value})
		case "path":
			out.path[name] = value
		}
	}
	if len(in.Request) > 0 {
		step.Note(trace.RequestMapping, "").With("rules", in.Request).With("header", out.header.Clone()).With("query", slices.Clone(out.query)).
			With("path", maps.Clone(out.path))
	}
	return out, nil
}

// outgoing makes the request of an integration that is no proxy.
func (c *call) outgoing(step trace.Step) (*outgoing, *failure) {
	out, f := c.mapParameters(step)
	if f != nil {
		return nil, f
	}
	m := c.method.Method
	t, contentType := chooseTemplate(c.method.templates, c.header.Get("Content-Type"))
	if t == nil {
		if m.Passthrough == "NEVER" || m.Passthrough == "WHEN_NO_TEMPLATES" && len(c.method.templates) > 0 {
			return nil, &failure{kind: unsupportedType, reason: fmt.Sprintf("no template for %s, and passthroughBehavior is %s", contentType,
				m.Passthrough)}
		}
	}
	body, f := c.convertRequest(m.Content)
	if f != nil {
		return nil, f
	}
	if t == nil {
		out.body = body
		return out, nil
	}
	if c.hasBytes(m.Content) {
		return nil, internal("the body is binary, and there is a template for it: templates don't take bytes")
	}
	run := step.Step(trace.RequestTemplate, contentType).With("before", body)
	text, err := t.Execute(c.Context(), c.templateInput(string(body)))
	if err != nil {
		run.Fail(err.Error())
		return nil, internal("%v", err)
	}
	run.With("after", text).End("")
	out.body, out.typ = []byte(text), contentType
	c.overrideRequest(out)
	return out, nil
}

// overrideRequest applies what a template set in $context.requestOverride.
func (c *call) overrideRequest(out *outgoing) {
	o := c.vars().Map("requestOverride")
	o.Map("header").Each(func(name, value string) { out.header[http.CanonicalHeaderKey(name)] = []string{value} })
	o.Map("querystring").Each(func(name, value string) {
		out.query = slices.DeleteFunc(out.query, func(q [2]string) bool { return q[0] == name })
		out.query = append(out.query, [2]string{name, value})
	})
	o.Map("path").Each(func(name, value string) { out.path[name] = value })
}

// chooseTemplate finds the template for a content type; without one it is JSON
// (recorded).
func chooseTemplate(templates map[string]*vtl.Template, contentType string) (*vtl.Template, string) {
	media := mediaType(contentType)
	if media == "" {
		media = "application/json"
	}
	if t := templates[media]; t != nil {
		return t, media
	}
	return templates["$default"], media
}

// mediaType is a content type without parameters, in lower case.
func mediaType(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
	}
	return strings.ToLower(strings.TrimSpace(media))
}
