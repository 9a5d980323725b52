// What differs on purpose, each with its reason.

package router_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// A divergence is a way in which this router differs on purpose. It explains a
// case only if nothing else is different about it.
type divergence struct {
	name, reason string
	explains     func(c *conformanceCase, problem string, got *wireResponse) bool
}

var divergences = []divergence{
	{"most specific wins", "the order of registration doesn't decide, nor does a regular expression without a group come first", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return strings.HasPrefix(problem, "route: ") && c.Matched != nil && !strings.Contains(problem, "none ran")
	}},
	{"any character in a parameter", "Python's parameters match some characters only, so that a quote in a path is a 404", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return strings.HasPrefix(problem, "route: ") && c.Matched == nil && unmatchable.MatchString(c.path())
	}},
	{"literal dots", "a dot in a rule stands for itself, not for any character", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return strings.HasPrefix(problem, "route: ") && strings.Contains(problem, "none ran") && c.Matched != nil &&
			strings.Contains(regexp.MustCompile(`\.[*+]`).ReplaceAllString(c.Matched.Rule, ""), ".")
	}},
	{"the gateway names the route", "the event's resource is registered, so it runs, although the path has a slash at the end", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return strings.HasPrefix(problem, "route: ") && c.Matched == nil && strings.HasSuffix(c.path(), "/") && c.registered(c.eventText("resource"))
	}},
	{"bytes under a JSON type", "they are sent as base64; Python fails to encode them", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return c.ExpectRaises == "TypeError" && c.bodies(func(b *outcomeBody) bool { return b.B64 != nil })
	}},
	{"compressing nothing", "no body stays no body; Python fails to compress it", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return c.ExpectRaises == "TypeError" && c.compresses() && c.bodies(func(b *outcomeBody) bool { return b.Str == nil && b.B64 == nil })
	}},
	{"Accept-Encoding is read as RFC 9110 has it", "q-values count, names match in any case, lists are lists", func(c *conformanceCase, problem string, got *wireResponse) bool {
		accept := strings.Join(c.header("Accept-Encoding"), ",")
		odd := strings.Contains(accept, "q=0") || strings.Contains(accept, "GZIP") || strings.Contains(accept, "*") || c.listHeaders()
		encoded := headerValues(got)["Content-Encoding"] != nil
		return odd && encoded != (headerValues(c.Expect)["Content-Encoding"] != nil) && subset(headerDiff(got, c.Expect), "Content-Encoding", "Vary")
	}},
	{"binary types are left alone", "an image isn't compressed a second time", func(c *conformanceCase, problem string, got *wireResponse) bool {
		types := headerValues(got)["Content-Type"]
		return len(types) > 0 && !strings.HasPrefix(types[0], "text/") && !strings.Contains(types[0], "json") &&
			subset(headerDiff(got, c.Expect), "Content-Encoding", "Vary") && headerValues(got)["Content-Encoding"] == nil
	}},
	{"Vary", "what depends on Origin or on Accept-Encoding says so to caches", func(c *conformanceCase, problem string, got *wireResponse) bool {
		vary := strings.Join(headerValues(got)["Vary"], ",")
		return slices.Equal(headerDiff(got, c.Expect), []string{"Vary"}) && (strings.Contains(vary, "Origin") || strings.Contains(vary, "Accept-Encoding")) &&
			reflect.DeepEqual(plainBody(got), plainBody(c.Expect))
	}},
	{"the path's own methods", "a preflight names the methods of the path, not those of all paths", func(c *conformanceCase, problem string, got *wireResponse) bool {
		return got.StatusCode == 204 && slices.Equal(headerDiff(got, c.Expect), []string{"Access-Control-Allow-Methods"})
	}},
	{"an error handler's error is final", "where nothing is found, Python handles what the handler for that raises once more", func(c *conformanceCase, _ string, _ *wireResponse) bool {
		return c.Matched == nil && c.notFoundRaises()
	}},
	{"a load balancer never gets null", "no body is an empty one, whoever made the response", func(c *conformanceCase, problem string, got *wireResponse) bool {
		return c.Resolver == "ALBResolver" && got.Body == "" && (c.Expect.Body == nil || c.Expect.Body == "null") && subset(headerDiff(got, c.Expect), "Vary")
	}},
	{"debug output", "an error's cause is shown as JSON, not as a page of text", func(c *conformanceCase, problem string, got *wireResponse) bool {
		return c.Config.Debug && got.StatusCode == 500 && c.Expect.StatusCode == 500
	}},
	{"percent-encoding", "a path that arrives encoded is decoded segment by segment", func(c *conformanceCase, problem string, _ *wireResponse) bool {
		return (strings.HasPrefix(problem, "args: ") || strings.HasPrefix(problem, "route: ")) && regexp.MustCompile(`%[0-9a-fA-F]{2}`).MatchString(c.path())
	}},
}

func divergenceOf(c *conformanceCase, problem string, got *wireResponse) string {
	if c.Expect == nil {
		c.Expect = &wireResponse{}
	}
	for _, d := range divergences {
		if d.explains(c, problem, got) {
			return d.name
		}
	}
	return ""
}

// unmatchable is what Python's parameters don't match.
var unmatchable = regexp.MustCompile(`[^-._~()'!*:@,;=+&$%<> \[\]{}|^\w/\p{L}\p{N}]`)

func (c *conformanceCase) eventText(member string) string {
	var e map[string]any
	if json.Unmarshal(c.Event, &e) != nil {
		return ""
	}
	s, _ := e[member].(string)
	return s
}

func (c *conformanceCase) path() string {
	return cmp.Or(c.eventText("rawPath"), c.eventText("raw_path"), c.eventText("path"))
}

func (c *conformanceCase) registered(rule string) bool {
	return slices.ContainsFunc(c.routeRules(), func(r string) bool { return r == rule })
}

func (c *conformanceCase) routeRules() []string {
	var rules []string
	for _, r := range c.Routes {
		rules = append(rules, r.Rule)
	}
	return rules
}

// bodies reports whether some outcome of the case has such a body.
func (c *conformanceCase) bodies(f func(*outcomeBody) bool) bool {
	check := func(o *outcome) bool {
		return o != nil && (o.Value != nil && f(o.Value) || o.Tuple != nil && f(&o.Tuple.Body) || o.Response != nil && f(&o.Response.Body))
	}
	if c.Matched != nil && c.Matched.Index < len(c.Routes) && check(c.Routes[c.Matched.Index].Outcome) || check(c.Outcome) {
		return true
	}
	return slices.ContainsFunc(c.ExcHandlers, func(raw json.RawMessage) bool {
		var h struct{ Outcome outcome }
		return json.Unmarshal(raw, &h) == nil && check(&h.Outcome)
	})
}

// notFoundRaises reports whether the handler for what isn't found raises.
func (c *conformanceCase) notFoundRaises() bool {
	for _, class := range []string{"NotFoundError", "ServiceError", "Exception"} {
		for _, raw := range slices.Backward(c.ExcHandlers) {
			var h struct {
				Bases   []string
				Outcome outcome
			}
			if json.Unmarshal(raw, &h) == nil && len(h.Bases) > 0 && h.Bases[0] == class {
				return h.Outcome.Raise != nil
			}
		}
	}
	return false
}

func (c *conformanceCase) compresses() bool {
	return strings.Contains(strings.ToLower(strings.Join(c.header("Accept-Encoding"), ",")), "gzip")
}

// header returns the values of a request header.
func (c *conformanceCase) header(name string) []string {
	var e struct{ Headers, MultiValueHeaders map[string]any }
	if json.Unmarshal(c.Event, &e) != nil {
		return nil
	}
	var values []string
	for _, headers := range []map[string]any{e.MultiValueHeaders, e.Headers} {
		for key, v := range headers {
			if strings.EqualFold(key, name) {
				values = append(values, fmt.Sprint(v))
			}
		}
	}
	return values
}

// listHeaders reports whether the event's single headers are lists.
func (c *conformanceCase) listHeaders() bool {
	var e struct{ Headers map[string][]string }
	return json.Unmarshal(c.Event, &e) == nil && len(e.Headers) > 0
}

// headerValues returns a response's headers, in whichever member they are.
func headerValues(r *wireResponse) map[string][]string {
	if r.MultiValueHeaders != nil {
		return *r.MultiValueHeaders
	}
	all := map[string][]string{}
	for k, v := range r.Headers {
		all[k] = []string{v}
	}
	return all
}

// headerDiff names the headers that differ, in alphabetical order.
func headerDiff(got, want *wireResponse) []string {
	g, w := headerValues(got), headerValues(want)
	var names []string
	for name, values := range g {
		if !slices.Equal(values, w[name]) {
			names = append(names, name)
		}
	}
	for name := range w {
		if g[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func subset(names []string, of ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(of, n) })
}
