// A Table against its documentation, word by word and by brute force.

package routekey

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// table makes a Table of keys that lead to themselves.
func table(t testing.TB, keys ...string) *Table[string] {
	t.Helper()
	table := new(Table[string])
	for _, s := range keys {
		if _, err := table.Add(key(t, s), s); err != nil {
			t.Fatal(err)
		}
	}
	return table
}

// The requests of one table; want is the key and its parameters.
type requests []struct{ request, want string }

func (list requests) check(t *testing.T, match func(method, path string) (string, Params, bool)) {
	t.Helper()
	for _, test := range list {
		method, path, _ := strings.Cut(test.request, " ")
		got, params, ok := match(method, path)
		if !ok {
			got = "none"
		}
		for _, p := range params {
			got += fmt.Sprintf(" %s=%q", p.Name, p.Value)
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.request, got, test.want)
		}
	}
}

// The table of API Gateway's developer guide, "Routing API requests".
func TestTableOfTheDeveloperGuide(t *testing.T) {
	requests{
		{"GET /pets/dog/1", "GET /pets/dog/1"},
		{"GET /pets/dog/2", `GET /pets/dog/{id} id="2"`},
		{"GET /pets/cat/1", `GET /pets/{proxy+} proxy="cat/1"`},
		{"POST /test/5", `ANY /{proxy+} proxy="test/5"`},
		{"POST /", `$default`},
	}.check(t, table(t, "GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default").Match)
}

func TestTableMatch(t *testing.T) {
	for name, test := range map[string]struct {
		keys []string
		requests
	}{
		"by method as well as path": {[]string{"POST /a/b", "GET /a/{x}"}, requests{
			{"GET /a/b", `GET /a/{x} x="b"`},
			{"POST /a/b", `POST /a/b`},
			{"POST /a/c", `none`},
			{"PUT /a/b", `none`},
		}},
		"back to the parameter when the literal leads nowhere": {[]string{"GET /a/b/c", "GET /{x}/{y}/d"}, requests{
			{"GET /a/b/c", `GET /a/b/c`},
			{"GET /a/b/d", `GET /{x}/{y}/d x="a" y="b"`},
		}},
		"literals first from left to right": {[]string{"GET /a/{y}", "GET /{x}/b"}, requests{
			{"GET /a/b", `GET /a/{y} y="b"`},
		}},
		"a full match before any greedy one": {[]string{"GET /a/{rest+}", "GET /{x}/{y}"}, requests{
			{"GET /a/b", `GET /{x}/{y} x="a" y="b"`},
			{"GET /a/b/c", `GET /a/{rest+} rest="b/c"`},
		}},
		"the longest greedy path": {[]string{"GET /a/{rest+}", "GET /{x}/{y}/{rest+}", "ANY /{rest+}", "GET /a/b/{rest+}"}, requests{
			{"GET /a/b/c", `GET /a/b/{rest+} rest="c"`},
			{"GET /a/c/d", `GET /{x}/{y}/{rest+} x="a" y="c" rest="d"`},
			{"GET /a/c", `GET /a/{rest+} rest="c"`},
			{"PUT /a/c", `ANY /{rest+} rest="a/c"`},
		}},
		"of two greedy paths as long, the literal one": {[]string{"GET /{x}/b/{rest+}", "GET /a/{y}/{rest+}"}, requests{
			{"GET /a/b/c", `GET /a/{y}/{rest+} y="b" rest="c"`},
		}},
		"a named method before ANY on the same path": {[]string{"ANY /a", "GET /a", "GET /{x}"}, requests{
			{"GET /a", `GET /a`},
			{"PUT /a", `ANY /a`},
			{"TRACE /a", `ANY /a`},
		}},
		"the path before the method": {[]string{"ANY /a/b", "GET /a/{x}"}, requests{
			{"GET /a/b", `ANY /a/b`},
		}},
		"names belong to the route": {[]string{"GET /a/{x}", "POST /a/{y}"}, requests{
			{"GET /a/1", `GET /a/{x} x="1"`},
			{"POST /a/1", `POST /a/{y} y="1"`},
		}},
		"$default takes what is left": {[]string{"$default", "GET /a"}, requests{
			{"GET /a", `GET /a`},
			{"PUT /a", `$default`},
			{"GET /x/y", `$default`},
			{"GET x", `$default`},
		}},
		"empty segments match nothing": {[]string{"GET /a", "GET /a/{x}", "GET /b/{rest+}", "GET /{x}/c"}, requests{
			{"GET /a/", `none`},
			{"GET //c", `none`},
			{"GET /b/", `none`},
			{"GET /b//", `GET /b/{rest+} rest="/"`},
			{"GET /b/c/", `GET /b/{rest+} rest="c/"`},
			{"GET //", `none`},
		}},
		"the root": {[]string{"GET /", "PUT /{rest+}"}, requests{
			{"GET /", `GET /`},
			{"GET ", `GET /`},
			{"GET //", `none`},
			{"PUT /", `none`},
		}},
		"decoded by segment": {[]string{"GET /todos/{id}", "GET /files/{rest+}", "GET /a.b/c"}, requests{
			{"GET /todos/a%2Fb", `GET /todos/{id} id="a/b"`},
			{"GET /todos/a%20b", `GET /todos/{id} id="a b"`},
			{"GET /todos/a+b", `GET /todos/{id} id="a+b"`},
			{"GET /%74odos/1", `GET /todos/{id} id="1"`},
			{"GET /todos%2F1", `none`},
			{"GET /todos/100%", `GET /todos/{id} id="100%"`},
			{"GET /files/a%20b/c%2Fd", `GET /files/{rest+} rest="a b/c/d"`},
			{"GET /a%2eb/c", `GET /a.b/c`},
		}},
		"case matters": {[]string{"GET /Todos"}, requests{
			{"GET /todos", `none`},
			{"get /Todos", `none`},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			test.check(t, table(t, test.keys...).Match)
			slices.Reverse(test.keys) // the order of declaration decides nothing
			test.check(t, table(t, test.keys...).Match)
		})
	}
}

func TestTableConstraints(t *testing.T) {
	var routes Table[string]
	digits, letters := regexp.MustCompile(`^[0-9]+$`), regexp.MustCompile(`^[a-z]+$`)
	add := func(name, text string, constraints ...Constraint) error {
		_, err := routes.Add(key(t, text), name, constraints...)
		return err
	}
	for _, err := range []error{
		add("free", "GET /a/{x}"),
		add("digits", "GET /a/{id}", digits),
		add("letters", "GET /a/{name}", letters),
		add("second", "GET /{x}/{y}/z", nil, digits),
		add("files", "GET /files/{rest+}", regexp.MustCompile(`^[a-z/]+$`)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	requests{
		{"GET /a/12", `digits id="12"`},
		{"GET /a/ab", `letters name="ab"`},
		{"GET /a/a1", `free x="a1"`},
		{"GET /a/1/z", `second x="a" y="1"`},
		{"GET /a/b/z", `none`},
		{"GET /files/a/b", `files rest="a/b"`},
		{"GET /files/a/1", `none`},
	}.check(t, routes.Match)
	if err := add("again", "GET /a/{n}", regexp.MustCompile(`^[0-9]+$`)); err == nil {
		t.Error("the same constraint twice at one place is no conflict")
	}
	defer func() {
		if r := fmt.Sprint(recover()); !strings.HasPrefix(r, `routekey: 2 constraints for the 1 parameters of "GET /b/{x}"`) {
			t.Errorf("panic %q", r)
		}
	}()
	add("too many", "GET /b/{x}", digits, digits)
}

func TestTableAddNamesTheConflict(t *testing.T) {
	routes := table(t, "GET /todos/{id}", "$default")
	for _, test := range []struct{ add, conflicting, want string }{
		{"GET /todos/{todoId}", "GET /todos/{id}", `route "GET /todos/{todoId}" takes the same requests as "GET /todos/{id}", for example /todos/x`},
		{"GET /todos/{id}", "GET /todos/{id}", `route "GET /todos/{id}" is there already`},
		{"$default", "$default", `route "$default" is there already`},
	} {
		conflicting, err := routes.Add(key(t, test.add), "new")
		if conflicting != test.conflicting || err == nil || err.Error() != test.want {
			t.Errorf("Add(%s) = %q, %v; want %q, %s", test.add, conflicting, err, test.conflicting, test.want)
		}
	}
	if v, _, _ := routes.Match("GET", "/todos/1"); v != "GET /todos/{id}" {
		t.Errorf("the refused route took the place: %s", v)
	}
}

func TestTableMethods(t *testing.T) {
	routes := table(t, "GET /a/{x}", "POST /a/b", "ANY /c", "GET /c", "PUT /a/{rest+}", "$default")
	for path, want := range map[string]string{
		"/a/b":   "GET POST PUT",
		"/a/c":   "GET PUT",
		"/a/b/c": "PUT",
		"/c":     "ANY GET",
		"/d":     "",
		"x":      "",
	} {
		if got := strings.Join(routes.Methods(path), " "); got != want {
			t.Errorf("Methods(%s) = %q, want %q", path, got, want)
		}
	}
}

// The trie must choose what sorting by Compare and taking the first that
// matches chooses.
func TestTableAgreesWithCompare(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 3_000 {
		keys := make([]Key, 1+r.IntN(12))
		for i := range keys {
			keys[i] = randomKey(t, r)
		}
		for range 20 {
			agrees(t, keys, []string{"GET", "POST", "PUT"}[r.IntN(3)], randomPath(r))
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("GET /a/{x}\nPOST /a/b\n$default", "GET", "/a/b")
	f.Add("ANY /{p+}\nGET /a/{p+}\nGET /{x}/{y}", "GET", "/a/%62//")
	f.Add("GET /a/a/a\nGET /{x}/a/b\nGET /a/{x}/{y+}", "GET", "/a/a/b/%2f%")
	f.Fuzz(func(t *testing.T, routes, method, path string) {
		var keys []Key
		for line := range strings.Lines(routes) {
			if parsed, err := Parse(strings.TrimSuffix(line, "\n")); err == nil {
				keys = append(keys, parsed...)
			}
		}
		if len(keys) > 50 || len(path) > 200 {
			t.Skip("large inputs only slow the search for small ones down")
		}
		agrees(t, keys, method, path)
	})
}

// agrees compares Match with the slow way.
func agrees(t *testing.T, keys []Key, method, path string) {
	t.Helper()
	var routes Table[Key]
	kept := keys[:0:0]
	for _, k := range keys {
		if _, err := routes.Add(k, k); err == nil {
			kept = append(kept, k)
		}
	}
	slices.SortFunc(kept, Compare)
	i := slices.IndexFunc(kept, func(k Key) bool { return matches(k, method, path) })
	got, params, ok := routes.Match(method, path)
	switch {
	case ok != (i >= 0), ok && got != kept[i]:
		t.Fatalf("%q, %s %q: Match %v (%v), by Compare %d", kept, method, path, got, ok, i)
	case ok:
		if names := got.Path.Params(); len(names) != len(params) || slices.ContainsFunc(params, func(p Param) bool { return p.Value == "" }) {
			t.Fatalf("%q, %s %q: parameters %v of %v", kept, method, path, params, got)
		}
	}
}

// matches reports whether one key takes a request, straight from the words of
// Table's documentation.
func matches(k Key, method, path string) bool {
	if k.IsDefault() {
		return true
	}
	if k.Method != Any && k.Method != method || path != "" && path[0] != '/' {
		return false
	}
	var parts []string
	if path != "" && path != "/" {
		parts = strings.Split(path[1:], "/")
	}
	for i, s := range k.Path.Segments() {
		if i == len(parts) {
			return false
		}
		text, err := url.PathUnescape(parts[i])
		if err != nil {
			text = parts[i]
		}
		switch {
		case s.Greedy:
			return strings.Join(parts[i:], "/") != ""
		case text == "", s.Param == "" && s.Literal != text:
			return false
		}
	}
	return len(parts) == len(k.Path.Segments())
}

func randomPath(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString("/" + []string{"a", "b", "c", "%61", "a%2Fb", ""}[r.IntN(6)])
	}
	return b.String()
}
