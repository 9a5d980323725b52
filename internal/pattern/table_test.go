// Tables against their documentation, word by word.

package pattern

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// table makes a Table of keys that lead to themselves.
func table(t testing.TB, rest bool, keys ...string) *Table[string] {
	t.Helper()
	table := &Table[string]{REST: rest}
	for _, s := range keys {
		if _, err := table.Add(s, s); err != nil {
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
	}.check(t, table(t, false, "GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default").Match)
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
			test.check(t, table(t, false, test.keys...).Match)
			slices.Reverse(test.keys) // the order of declaration decides nothing
			test.check(t, table(t, false, test.keys...).Match)
		})
	}
}

func TestRESTTableMatch(t *testing.T) {
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
		"a full match below before the rest here": {[]string{"GET /a/{proxy+}", "GET /a/b/c", "PUT /{proxy+}"}, requests{
			{"GET /a/b/c", `GET /a/b/c`},
			{"GET /a/b/c/d", `GET /a/{proxy+} proxy="b/c/d"`},
			{"GET /a/b", `GET /a/{proxy+} proxy="b"`},
			{"PUT /a/b/c", `PUT /{proxy+} proxy="a/b/c"`},
			{"PUT /", `none`},
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
		"values as they were sent": {[]string{"GET /todos/{id}", "GET /files/{proxy+}"}, requests{
			{"GET /todos/a%2Fb", `GET /todos/{id} id="a%2Fb"`},
			{"GET /%74odos/a%20b", `GET /todos/{id} id="a%20b"`},
			{"GET /files/a%20b/c%2Fd/", `GET /files/{proxy+} proxy="a%20b/c%2Fd"`},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			test.check(t, table(t, true, test.keys...).Match)
			slices.Reverse(test.keys)
			test.check(t, table(t, true, test.keys...).Match)
		})
	}
}

func TestTableAddNamesTheConflict(t *testing.T) {
	routes := table(t, false, "GET /todos/{id}", "$default")
	for _, test := range []struct{ add, earlier, want string }{
		{"GET /todos/{todoId}", "GET /todos/{id}", `route "GET /todos/{todoId}" takes the same requests as "GET /todos/{id}"`},
		{"GET /todos/{id}", "GET /todos/{id}", `route "GET /todos/{id}" is there already`},
		{"$default", "$default", `route "$default" is there already`},
		{"GET,POST /todos", "", `route "GET,POST /todos": write one method and a path, such as "GET /todos/{id}"`},
		{"/todos", "", `route "/todos": write one method and a path, such as "GET /todos/{id}"`},
		{"GET todos", "", `route "GET todos": path "todos": begin it with a slash`},
		{"GET /a//b", "", `route "GET /a//b": path "/a//b": an empty segment: write one slash`},
		{"GET /{a+}/b", "", `route "GET /{a+}/b": path "/{a+}/b": {a+} takes the rest of the path: nothing can follow it`},
		{"GET /v{n}", "", `route "GET /v{n}": path "/v{n}": segment "v{n}": braces enclose a whole segment, as in "{id}"`},
	} {
		earlier, err := routes.Add(test.add, "new")
		if earlier != test.earlier || err == nil || err.Error() != test.want {
			t.Errorf("Add(%s) = %q, %v; want %q, %s", test.add, earlier, err, test.earlier, test.want)
		}
	}
	if v, _, _ := routes.Match("GET", "/todos/1"); v != "GET /todos/{id}" {
		t.Errorf("the refused route took the place: %s", v)
	}
	if _, err := table(t, true).Add("$default", ""); err == nil || !strings.Contains(err.Error(), "a REST API has no $default route") {
		t.Errorf("$default of a REST API: %v", err)
	}
}

func TestTableTakesForeignNames(t *testing.T) {
	requests{
		{"GET /users/7", `GET /users/{user-id} user-id="7"`},
		{"GET /a/x/y", `GET /a/{b.c}/{d:e} b.c="x" d:e="y"`},
		{"GET /f/x/y", `GET /f/{my-rest+} my-rest="x/y"`},
		{"GET /~me@home", `GET /~me@home`},
	}.check(t, table(t, false, "GET /users/{user-id}", "GET /a/{b.c}/{d:e}", "GET /f/{my-rest+}", "GET /~me@home").Match)
}
