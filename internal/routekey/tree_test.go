// A Tree against its documentation, word by word and by brute force.

package routekey

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func tree(t testing.TB, keys ...string) *Tree[string] {
	t.Helper()
	tree := new(Tree[string])
	for _, s := range keys {
		if _, err := tree.Add(key(t, s), s); err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

func TestTreeMatch(t *testing.T) {
	for name, test := range map[string]struct {
		keys []string
		requests
	}{
		"a literal before its variable sibling": {[]string{"GET /users/me", "GET /users/{id}"}, requests{
			{"GET /users/me", `GET /users/me`},
			{"GET /users/7", `GET /users/{id} id="7"`},
		}},
		"a resource without the method doesn't end the search": {[]string{"PATCH /users/me", "GET /users/{id}", "POST /things/real", "GET /things/{proxy+}"}, requests{
			{"GET /users/me", `GET /users/{id} id="me"`},
			{"PATCH /users/me", `PATCH /users/me`},
			{"POST /users/me", `none`},
			{"GET /things/real", `GET /things/{proxy+} proxy="real"`},
			{"POST /things/real", `POST /things/real`},
		}},
		"nor does one without any": {[]string{"ANY /{proxy+}", "GET /jobs/reboot"}, requests{
			{"GET /jobs", `ANY /{proxy+} proxy="jobs"`},
			{"GET /jobs/reboot", `GET /jobs/reboot`},
			{"POST /jobs/reboot", `ANY /{proxy+} proxy="jobs/reboot"`},
			{"GET /jobs/other", `ANY /{proxy+} proxy="jobs/other"`},
		}},
		"each place decides for what is below": {[]string{"GET /a/{proxy+}", "GET /{x}/b", "GET /{x}/{y}/c"}, requests{
			{"GET /a/b", `GET /a/{proxy+} proxy="b"`},
			{"GET /z/b", `GET /{x}/b x="z"`},
			{"GET /a/b/c", `GET /a/{proxy+} proxy="b/c"`},
		}},
		"the rest isn't empty": {[]string{"GET /{proxy+}", "GET /a/{proxy+}"}, requests{
			{"GET /", `none`},
			{"GET /a", `GET /{proxy+} proxy="a"`},
			{"GET /a/", `GET /{proxy+} proxy="a"`},
		}},
		"a slash at the end is ignored": {[]string{"GET /", "GET /hello", "GET /x/{id}"}, requests{
			{"GET ", `GET /`},
			{"GET /", `GET /`},
			{"GET /hello/", `GET /hello`},
			{"GET /x/1/", `GET /x/{id} id="1"`},
			{"GET /hello//", `none`},
			{"GET hello", `none`},
		}},
		"a named method before ANY": {[]string{"ANY /a", "GET /a"}, requests{
			{"GET /a", `GET /a`},
			{"PUT /a", `ANY /a`},
		}},
		"decoded by segment": {[]string{"GET /todos/{id}"}, requests{
			{"GET /todos/a%2Fb", `GET /todos/{id} id="a/b"`},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			test.check(t, tree(t, test.keys...).Match)
			slices.Reverse(test.keys)
			test.check(t, tree(t, test.keys...).Match)
		})
	}
}

func TestTreeTellsMissingMethodFromMissingResource(t *testing.T) {
	routes := tree(t, "GET /todos", "ANY /todos/{id}", "PUT /todos/{id}", "POST /a/b/c")
	for path, want := range map[string]string{
		"/todos":   "GET",
		"/todos/":  "GET",
		"/todos/1": "ANY PUT",
		"/a":       "", // a resource, but without a method
		"/other":   "",
		"other":    "",
	} {
		if got := strings.Join(routes.Methods(path), " "); got != want {
			t.Errorf("Methods(%s) = %q, want %q", path, got, want)
		}
	}
}

func TestTreeAddNamesTheConflict(t *testing.T) {
	routes := tree(t, "GET /todos", "GET /todos/{id}/tags", "GET /files/{proxy+}")
	for _, test := range []struct{ add, conflicting, want string }{
		{"POST /todos/{todoId}", "GET /todos/{id}/tags", `route "POST /todos/{todoId}" cannot stand beside "GET /todos/{id}/tags": {todoId} and {id} both stand under "/todos"`},
		{"GET /todos/{proxy+}", "GET /todos/{id}/tags", `keep one of them`},
		{"GET /files/{name}/x", "GET /files/{proxy+}", `{name} and {proxy+} both stand under "/files"`},
		{"GET /todos", "GET /todos", `route "GET /todos" is there already`},
		{"$default", "", `a REST API has no $default route: write "ANY /{proxy+}"`},
	} {
		conflicting, err := routes.Add(key(t, test.add), "new")
		if conflicting != test.conflicting || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Add(%s) = %q, %v; want %q, %s", test.add, conflicting, err, test.conflicting, test.want)
		}
	}
	for _, fine := range []string{"POST /todos/{id}/tags", "ANY /todos", "GET /todos/new/{other}", "GET /{x}"} {
		if _, err := routes.Add(key(t, fine), fine); err != nil {
			t.Error(err)
		}
	}
}

// The tree refuses a route exactly if Conflict or ConflictREST does against one
// that it has, and it finds what a walk over the sorted rest finds.
func TestTreeAgreesWithItsRules(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	refused := 0
	for range 3_000 {
		var routes Tree[Key]
		var kept []Key
		for range 1 + r.IntN(10) {
			k := randomKey(t, r)
			if k.IsDefault() {
				continue
			}
			clash := slices.ContainsFunc(kept, func(other Key) bool {
				_, same := Conflict(k, other)
				_, sibling := ConflictREST(k.Path, other.Path)
				return same || sibling
			})
			_, err := routes.Add(k, k)
			if (err != nil) != clash {
				t.Fatalf("%q and %q: clash %v, Add %v", kept, k, clash, err)
			}
			if clash {
				refused++
			} else {
				kept = append(kept, k)
			}
		}
		slices.SortFunc(kept, compareREST)
		for range 20 {
			method, path := []string{"GET", "POST", "PUT"}[r.IntN(3)], randomPath(r)
			i := slices.IndexFunc(kept, func(k Key) bool { return matches(k, method, trimSlash(path)) })
			if got, _, ok := routes.Match(method, path); ok != (i >= 0) || ok && got != kept[i] {
				t.Fatalf("%q, %s %q: Match %v (%v), by the rules %d", kept, method, path, got, ok, i)
			}
		}
	}
	if refused < 1000 {
		t.Errorf("only %d refused: the keys are too different to test anything", refused)
	}
}

// compareREST is the order of a Tree: place by place a literal, then a
// parameter, then a greedy one.
func compareREST(a, b Key) int {
	as, bs := a.Path.Segments(), b.Path.Segments()
	rank := func(s Segment) int {
		switch {
		case s.Greedy:
			return 2
		case s.Param != "":
			return 1
		}
		return 0
	}
	for i := range min(len(as), len(bs)) {
		if c := rank(as[i]) - rank(bs[i]); c != 0 {
			return c
		}
	}
	if c := len(as) - len(bs); c != 0 {
		return c
	}
	return compareBool(a.Method == Any, b.Method == Any)
}
