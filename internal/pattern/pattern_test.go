// Patterns and the tree, by tables: what is refused, what matches, what is decoded.

package pattern

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func mustParse(t testing.TB, text string) *Pattern {
	t.Helper()
	p, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"todos":           `offset 0: a path begins with a slash: write "/todos"`,
		"/a//b":           `offset 3: empty segment: write one slash`,
		"/a/{id":          `'{' is never closed`,
		"/a/id}":          `'}' without '{'`,
		"/{1a}":           `"1a" is not a valid parameter name`,
		"/{}":             `"" is not a valid parameter name`,
		"/{a}/{a}":        `parameter "a" appears twice`,
		"/{a+}/b":         `nothing can follow it`,
		"/x{a+}":          `must be a whole segment`,
		"/{a+:x}":         `must be a whole segment`,
		"/{a:(}":          `missing closing )`,
		"/a?x=1":          `'?' can't stand in a path`,
		"/a b":            `' ' can't stand in a path`,
		"/{1}/{a}x{a}/}y": `"1" is not a valid parameter name`,
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): %v, want %q", text, err, want)
		}
	}
	_, err := Parse("/{1}//{a}/{a}")
	if n := strings.Count(fmt.Sprint(err), "offset"); n != 3 {
		t.Errorf("%d problems reported, want all 3: %v", n, err)
	}
}

func TestMatch(t *testing.T) {
	patterns := []string{
		"/", "/todos", "/todos/", "/todos/{id}", "/todos/new", "/todos/{id:[0-9]+}", "/todos/v{n}", "/todos/v{n}-x", "/todos/{a}.{b}", "/todos/{id}/items",
		"/{x}/b", "/a/{rest+}", "/a/c/{rest+}", "/f/{rest*}", "/é/{id}", "/u/{a:[a-z]{2,3}}/{b:x/?}", "/d/{d:\\d+\\.\\d+}",
	}
	for _, c := range []struct{ path, want, values string }{
		{"/", "/", ""},
		{"/todos", "/todos", ""},
		{"/todos/", "/todos/", ""},
		{"/todos/new", "/todos/new", ""},
		{"/todos/abc", "/todos/{id}", "abc"},
		{"/todos/42", "/todos/{id:[0-9]+}", "42"},
		{"/todos/v7", "/todos/v{n}", "7"},
		{"/todos/v", "/todos/{id}", "v"},
		{"/todos/v7-x", "/todos/v{n}-x", "7"},
		{"/todos/a.b.c", "/todos/{a}.{b}", "a.b c"},
		{"/todos/42/items", "/todos/{id}/items", "42"},
		{"/todos//items", "", ""},
		{"/z/b", "/{x}/b", "z"},
		{"/a/b", "/{x}/b", "a"}, // a whole match before any rest
		{"/a/b/c", "/a/{rest+}", "b/c"},
		{"/a/c/d/e", "/a/c/{rest+}", "d/e"}, // the longest rest
		{"/a/c", "/a/{rest+}", "c"},
		{"/a/", "", ""},
		{"/f/", "/f/{rest*}", ""},
		{"/f/x//y/", "/f/{rest*}", "x//y/"},
		{"/f", "", ""},
		{"/é/é", "/é/{id}", "é"},
		{"/u/abc/x", "/u/{a:[a-z]{2,3}}/{b:x/?}", "abc x"},
		{"/u/abcd/x", "", ""},
		{"/d/1.5", `/d/{d:\d+\.\d+}`, "1.5"},
		{"/d/1x5", "", ""},
		{"nowhere", "", ""},
		{"", "", ""},
	} {
		// The order of registration must not matter.
		for range 3 {
			rand.Shuffle(len(patterns), func(i, j int) { patterns[i], patterns[j] = patterns[j], patterns[i] })
			var tree Tree[string]
			for _, p := range patterns {
				if earlier, ok := tree.Add("GET", mustParse(t, p), p); !ok {
					t.Fatalf("%s conflicts with %s", p, earlier)
				}
			}
			got, values := tree.Match("GET", c.path, false, nil)
			if got == nil {
				got = &Route[string]{}
			}
			if got.Value != c.want || strings.Join(values, " ") != c.values {
				t.Errorf("%q matches %q %q, want %q %q", c.path, got.Value, values, c.want, c.values)
			}
		}
	}
}

func TestMatchDecodesSegments(t *testing.T) {
	var tree Tree[int]
	tree.Add("GET", mustParse(t, "/a b"[:2]+"/{id}"), 1)
	tree.Add("GET", mustParse(t, "/f/{rest+}"), 2)
	for _, c := range []struct {
		path    string
		encoded bool
		want    string
	}{
		{"/a/x%2Fy%20z", true, "x/y z"}, {"/a/x%2Fy", false, "x%2Fy"}, {"/%61/1", true, "1"}, {"/a/100%", true, "100%"}, {"/a/%zz", true, "%zz"},
		{"/f/a%2Fb/c%20d", true, "a/b/c d"}, {"/a/%2525", true, "%25"},
	} {
		_, values := tree.Match("GET", c.path, c.encoded, nil)
		if len(values) != 1 || values[0] != c.want {
			t.Errorf("%s: %q, want %q", c.path, values, c.want)
		}
	}
}

func TestMethods(t *testing.T) {
	var tree Tree[string]
	for _, r := range []struct{ method, pattern string }{{"GET", "/a/{id}"}, {Any, "/a/{x}"}, {"POST", "/a/b"}, {"PUT", "/{r+}"}} {
		tree.Add(r.method, mustParse(t, r.pattern), r.method+" "+r.pattern)
	}
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/a/1", "GET /a/{id}"}, {"PATCH", "/a/1", "ANY /a/{x}"}, {"POST", "/a/b", "POST /a/b"},
		{"GET", "/a/b", "GET /a/{id}"}, // the literal has no GET: the search goes on
		{"PUT", "/a/b", "ANY /a/{x}"}, {"PUT", "/q", "PUT /{r+}"}, {"GET", "/q", ""},
	} {
		got, _ := tree.Match(c.method, c.path, false, nil)
		if got == nil {
			got = &Route[string]{}
		}
		if got.Value != c.want {
			t.Errorf("%s %s: %q, want %q", c.method, c.path, got.Value, c.want)
		}
	}
	var methods []string
	tree.Methods("/a/b", false, func(r *Route[string]) { methods = append(methods, r.Method) })
	slices.Sort(methods)
	if want := []string{"ANY", "GET", "POST", "PUT"}; !reflect.DeepEqual(methods, want) {
		t.Errorf("methods %q, want %q", methods, want)
	}
	if earlier, ok := tree.Add("GET", mustParse(t, "/a/{other}"), ""); ok || earlier != "GET /a/{id}" {
		t.Errorf("a second GET /a/{} was taken: %q", earlier)
	}
}

func TestDirectIsWhatMatchesWholePaths(t *testing.T) {
	var tree Tree[int]
	var all []*Pattern
	for _, p := range []string{"/todos", "/todos/{id}", "/todos/{id}/x", "/users/{id}", "/users/me", "/f/{rest+}"} {
		parsed := mustParse(t, p)
		all = append(all, parsed)
		tree.Add("GET", parsed, 1)
	}
	named, direct := tree.Named(all)
	if len(named) != len(all) {
		t.Errorf("%d of %d patterns named", len(named), len(all))
	}
	for p, want := range map[string]bool{"/todos": true, "/todos/{id}": true, "/todos/{id}/x": true, "/users/{id}": true, "/users/me": true, "/f/{rest+}": false} {
		if (direct[p] != nil) != want {
			t.Errorf("%s direct: %t, want %t", p, !want, want)
		}
	}
}

func FuzzParseAndMatch(f *testing.F) {
	for _, s := range []string{"/a/{id:[0-9]+}/v{n}.{m}", "/{a+}", "/{a*}", "/a//{", "/{a:\\}}", "/é{x}é"} {
		f.Add(s, "/a/1/v2.3")
	}
	f.Fuzz(func(t *testing.T, text, path string) {
		p, err := Parse(text)
		if err != nil {
			return
		}
		var tree Tree[int]
		tree.Add("GET", p, 1)
		for _, encoded := range []bool{false, true} {
			if r, values := tree.Match("GET", path, encoded, nil); r != nil && len(values) != len(p.Names()) {
				t.Fatalf("%q matches %q with %q for %q", text, path, values, p.Names())
			}
		}
	})
}
