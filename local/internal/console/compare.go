// How two traces differ: GET /api/compare.

package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Difference is a place where two traces differ. A value that one of them lacks
// is null.
type Difference struct {
	Where string `json:"where"` // e.g. "response.body.items[0].title" or "steps.authorizer login"
	Was   any    `json:"was"`
	Now   any    `json:"now"`
}

// maxDifferences bounds what is listed of two bodies that have little in common.
const maxDifferences = 500

// volatile has the response headers that differ by nature.
var volatile = []string{"Date", "Apigw-Requestid", "X-Amz-Apigw-Id", "X-Amzn-Requestid", "X-Amzn-Trace-Id", "Content-Length"}

func (c *Console) compare(r *http.Request) (any, error) {
	a, err := c.traceOf(r.URL.Query().Get("a"))
	if err != nil {
		return nil, err
	}
	b, err := c.traceOf(r.URL.Query().Get("b"))
	if err != nil {
		return nil, err
	}
	d := &differ{list: []Difference{}}
	d.value("request.method", a.Request.Method, b.Request.Method)
	d.value("request.path", a.Path, b.Path)
	d.headers("request.headers", a.Request.Headers, b.Request.Headers)
	d.body("request.body", a.Request.Body, b.Request.Body)
	for _, one := range []struct {
		where    string
		was, now string
	}{
		{"api", a.API, b.API}, {"route", a.Route, b.Route}, {"function", a.Function, b.Function},
		{"outcome", string(a.Outcome), string(b.Outcome)}, {"reason", a.Reason, b.Reason},
	} {
		d.value(one.where, one.was, one.now)
	}
	d.steps(a.Steps, b.Steps)
	d.response(a.Response, b.Response)
	return d.list, nil
}

// differences are those of two answers.
func differences(was, now trace.Answered) []Difference {
	d := &differ{list: []Difference{}}
	d.response(was, now)
	return d.list
}

type differ struct{ list []Difference }

func (d *differ) value(where string, was, now any) {
	if len(d.list) < maxDifferences && !reflect.DeepEqual(was, now) {
		d.list = append(d.list, Difference{where, was, now})
	}
}

func (d *differ) response(was, now trace.Answered) {
	d.value("response.status", was.Status, now.Status)
	d.headers("response.headers", was.Headers, now.Headers)
	d.body("response.body", was.Body, now.Body)
}

func (d *differ) headers(where string, was, now [][2]string) {
	a, b := byName(was), byName(now)
	for _, name := range namesOf(a, b) {
		if !slices.Contains(volatile, http.CanonicalHeaderKey(name)) {
			d.value(where+"."+name, orNil(a, name), orNil(b, name))
		}
	}
}

// byName puts the values of a header together.
func byName(fields [][2]string) map[string]string {
	all := map[string]string{}
	for _, f := range fields {
		if before, ok := all[f[0]]; ok {
			f[1] = before + ", " + f[1]
		}
		all[f[0]] = f[1]
	}
	return all
}

func namesOf[V any](a, b map[string]V) []string {
	both := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, ok := a[name]; !ok {
			both = append(both, name)
		}
	}
	slices.Sort(both)
	return both
}

func orNil[V any](of map[string]V, name string) any {
	if v, ok := of[name]; ok {
		return v
	}
	return nil
}

// body compares JSON by its members, and other bodies as a whole.
func (d *differ) body(where string, was, now *trace.Body) {
	a, b := contentOf(was), contentOf(now)
	if a == b {
		return
	}
	var x, y any
	if json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil {
		d.json(where, x, y)
		return
	}
	d.value(where, a, b)
}

// contentOf is a body as text; binary ones are base64.
func contentOf(b *trace.Body) string {
	if b == nil {
		return ""
	}
	if b.Base64 != "" {
		return "base64:" + b.Base64
	}
	return b.Text
}

func (d *differ) json(where string, was, now any) {
	switch a := was.(type) {
	case map[string]any:
		if b, ok := now.(map[string]any); ok {
			for _, name := range namesOf(a, b) {
				d.json(where+"."+name, orNil(a, name), orNil(b, name))
			}
			return
		}
	case []any:
		if b, ok := now.([]any); ok {
			for i := range max(len(a), len(b)) {
				d.json(fmt.Sprintf("%s[%d]", where, i), at(a, i), at(b, i))
			}
			return
		}
	}
	d.value(where, was, now)
}

func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// steps compares how the steps ended.
func (d *differ) steps(was, now []*trace.Node) {
	a, b := map[string]string{}, map[string]string{}
	flatten(a, "steps", was)
	flatten(b, "steps", now)
	for _, name := range namesOf(a, b) {
		d.value(name, orNil(a, name), orNil(b, name))
	}
}

// flatten notes how each step ended, by its place in the tree. What functions log
// is no decision.
func flatten(to map[string]string, at string, steps []*trace.Node) {
	for _, s := range steps {
		if s.Kind == trace.Log || s.Kind == trace.Span {
			continue
		}
		name := at + "." + strings.TrimSpace(string(s.Kind)+" "+s.Name)
		for n := 2; to[name] != ""; n++ {
			name = fmt.Sprintf("%s.%s #%d", at, strings.TrimSpace(string(s.Kind)+" "+s.Name), n)
		}
		to[name] = string(s.Outcome)
		if s.Reason != "" {
			to[name] += ": " + s.Reason
		}
		flatten(to, name, s.Steps)
	}
}
