// Conflicts and precedence, with counter-examples that are tried out.

package routekey

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestConflict(t *testing.T) {
	for _, test := range []struct{ a, b, example string }{
		{"GET /todos", "GET /todos", "/todos"},
		{"GET /todos/{id}", "GET /todos/{todoId}", "/todos/x"},
		{"GET /{a}/b/{c+}", "GET /{x}/b/{y+}", "/x/b/x"},
		{"GET /", "get /", "/"},
		{"* /x", "ANY /x", "/x"},
		{"$default", "$default", "/"},
		{"GET /todos", "POST /todos", ""},
		{"GET /todos", "ANY /todos", ""},
		{"GET /todos/{id}", "GET /todos/new", ""},
		{"GET /todos/{id}", "GET /todos/{id+}", ""},
		{"GET /todos/{id}", "GET /todos", ""},
		{"GET /Todos", "GET /todos", ""},
		{"ANY /{proxy+}", "$default", ""},
	} {
		for range 2 {
			if example, conflict := Conflict(key(t, test.a), key(t, test.b)); example != test.example || conflict != (test.example != "") {
				t.Errorf("Conflict(%s, %s) = %q, %v; want %q", test.a, test.b, example, conflict, test.example)
			}
			test.a, test.b = test.b, test.a
		}
	}
}

func TestConflictREST(t *testing.T) {
	for _, test := range []struct{ a, b, contains string }{
		{"/todos/{id}", "/todos/{todoId}", `{id} and {todoId} both stand under "/todos", and a REST API's resource has one variable child: use one name for both`},
		{"/{id}", "/{todoId}/tags", `under "/"`},
		{"/todos/{id}/tags", "/todos/{todoId}/notes", `under "/todos"`},
		{"/todos/{id}", "/todos/{proxy+}", `keep one of them`},
		{"/a/{id}/{x}", "/a/{id}/{y}", `under "/a/{id}"`},
		{"/a/{p+}", "/a/{q+}", `{p+} and {q+}`},
		{"/todos/{id}", "/todos/{id}", ""},
		{"/todos/{id}", "/todos/{id}/tags", ""},
		{"/todos/{id}", "/todos/new", ""},
		{"/todos/new/{id}", "/todos/{id}/{x}", ""},
		{"/a/{x}", "/b/{y}", ""},
		{"/", "/{proxy+}", ""},
	} {
		a, b := path(t, test.a), path(t, test.b)
		why, conflict := ConflictREST(a, b)
		if conflict != (test.contains != "") || !strings.Contains(why, test.contains) {
			t.Errorf("ConflictREST(%s, %s) = %q, %v; want %q", a, b, why, conflict, test.contains)
		}
		if _, other := ConflictREST(b, a); other != conflict {
			t.Errorf("ConflictREST(%s, %s) = %v, but the other way %v", a, b, conflict, other)
		}
	}
}

func path(t testing.TB, s string) Path {
	t.Helper()
	p, err := ParsePath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Compare must be a total order, or sorting by it means nothing.
func TestCompareIsAnOrder(t *testing.T) {
	keys := []Key{Default}
	paths := []string{""}
	for i := 0; i < len(paths); i++ {
		for _, method := range []string{"GET", "ANY"} {
			keys = append(keys, key(t, method+" "+cmp.Or(paths[i], "/")), key(t, method+" "+paths[i]+"/{rest+}"))
		}
		if strings.Count(paths[i], "/") < 2 {
			n := strings.Count(paths[i], "{")
			paths = append(paths, paths[i]+"/a", paths[i]+"/{"+"pq"[n:n+1]+"}", paths[i]+"/{"+"PQ"[n:n+1]+"}")
		}
	}
	for _, a := range keys {
		for _, b := range keys {
			ab := Compare(a, b)
			if ba := Compare(b, a); ab != -ba || (ab == 0) != (a == b) {
				t.Fatalf("Compare(%s, %s) = %d, the other way %d", a, b, ab, ba)
			}
			for _, c := range keys {
				if ab <= 0 && Compare(b, c) <= 0 && Compare(a, c) > 0 {
					t.Fatalf("not transitive: %s, %s, %s", a, b, c)
				}
			}
		}
	}
}

// The order as it is printed: every neighbour pair is one rule.
func TestCompareOrder(t *testing.T) {
	want := []string{
		"GET /",
		"GET /a",
		"POST /a",
		"ANY /a",
		"GET /a/b/c/d",
		"GET /a/b/{x}",
		"GET /a/c",
		"GET /a/{id}",
		"GET /a/{todoId}",
		"GET /b",
		"GET /{x}",
		"GET /{x}/b",
		"GET /a/b/{rest+}",
		"GET /a/{x}/{rest+}",
		"GET /{x}/b/{rest+}",
		"GET /a/{rest+}",
		"ANY /a/{rest+}",
		"ANY /{proxy+}",
		"$default",
	}
	keys := make([]Key, len(want))
	for i, s := range want {
		keys[i] = key(t, s)
	}
	rand.New(rand.NewPCG(9, 9)).Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	slices.SortFunc(keys, Compare)
	if got := join(keys); got != strings.Join(want, "|") {
		t.Errorf("got\n%s", strings.ReplaceAll(got, "|", "\n"))
	}
}
