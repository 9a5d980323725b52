// The tree of a REST API, and what does not fit into it.

package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// restAPI declares a REST API with routes that all lead to one handler.
func restAPI(t *testing.T, keys ...string) API {
	t.Helper()
	var routes []Route
	for _, key := range keys {
		routes = append(routes, route(key, "functions/todos.List"))
	}
	api := declare(newFinder(t), routes...)
	api.Kind = REST
	return api
}

func TestTreeHasEachResourceOnceParentsFirst(t *testing.T) {
	keys := []string{"GET /", "GET /a/{id}/b", "POST /a/{id}", "ANY /a/{id}/{proxy+}", "GET /c", "PUT /c"}
	for range len(keys) {
		keys = append(keys[1:], keys[0])
		p := New(restAPI(t, keys...))
		if len(p.Problems) > 0 {
			t.Fatal(texts(p.Problems))
		}
		var got []string
		for i, r := range p.Resources {
			got = append(got, r.Path)
			if r.Parent != nil && !slices.Contains(p.Resources[:i], r.Parent) {
				t.Errorf("%s comes before its parent", r.Path)
			}
		}
		if want := "/a /a/{id} /a/{id}/b /a/{id}/{proxy+} /c"; strings.Join(got, " ") != want {
			t.Errorf("resources %v, want %s", got, want)
		}
		for _, r := range p.Routes {
			if r.Resource.PathText() != r.Key.Path.String() {
				t.Errorf("%s has the resource %s", r.Key, r.Resource.PathText())
			}
		}
	}
}

func TestTreeRefusesTwoVariableChildren(t *testing.T) {
	for _, pair := range [][2]string{
		{"GET /a/{id}", "POST /a/{name}"},
		{"GET /a/{id}", "GET /a/{name}/b"},
		{"GET /a/{id}/c", "GET /a/{name}/b"},
		{"GET /a/{id}", "ANY /a/{proxy+}"},
		{"GET /{id}", "ANY /{proxy+}"},
	} {
		for range 2 {
			p := New(restAPI(t, pair[:]...))
			if len(p.Problems) != 1 {
				t.Errorf("%v: problems %v, want one", pair, texts(p.Problems))
				continue
			}
			got := p.Problems[0]
			if want := fmt.Sprintf("route %q: cannot stand beside %q declared at ", pair[1], pair[0]); got.Pos != at(2) || !strings.Contains(got.Text, want) {
				t.Errorf("%v: %v, want %s", pair, got, want)
			}
			pair[0], pair[1] = pair[1], pair[0]
		}
	}
}

func TestTreeHasNoDefaultRoute(t *testing.T) {
	p := New(restAPI(t, "$default"))
	if len(p.Problems) != 1 || !strings.Contains(p.Problems[0].Text, `write "ANY /{proxy+}"`) {
		t.Errorf("problems %v", texts(p.Problems))
	}
}

func TestTreeKeepsOPTIONSForCORS(t *testing.T) {
	for preflight, want := range map[bool]int{true: 1, false: 0} {
		api := restAPI(t, "GET,OPTIONS /a")
		api.Preflight = preflight
		if p := New(api); len(p.Problems) != want {
			t.Errorf("with CORS %v: %v", preflight, texts(p.Problems))
		}
	}
}

func TestTreeCountsResourcesNotRoutes(t *testing.T) {
	var many, few []string
	for i := range 150 {
		many = append(many, fmt.Sprintf("GET /a%d/b", i))
		few = append(few, fmt.Sprintf("GET,POST,PUT /a%d", i))
	}
	if p := New(restAPI(t, many...)); len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Text, "301 resources: the default quota of a REST API is 300") {
		t.Errorf("warnings %v", texts(p.Warnings))
	}
	if p := New(restAPI(t, few...)); len(p.Warnings) != 0 {
		t.Errorf("warnings %v", texts(p.Warnings))
	}
}
