// What parses, and what every mistake is told.

package routekey

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"GET /", "GET /"},
		{"GET /todos", "GET /todos"},
		{"GET /todos/{id}", "GET /todos/{id}"},
		{"get /todos", "GET /todos"},
		{"DeLeTe /todos", "DELETE /todos"},
		{"get,Post /todos", "GET /todos|POST /todos"},
		{"PUT,HEAD,OPTIONS,PATCH /x", "PUT /x|HEAD /x|OPTIONS /x|PATCH /x"},
		{"* /{proxy+}", "ANY /{proxy+}"},
		{"any /a/{rest+}", "ANY /a/{rest+}"},
		{"GET /{_a}/{B2}/{c+}", "GET /{_a}/{B2}/{c+}"},
		{"GET /v1/events:batch/file.json/a_b-c", "GET /v1/events:batch/file.json/a_b-c"},
		{"GET /A/a", "GET /A/a"},
		{"GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}", "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}"},
		{"$default", "$default"},
	} {
		keys, err := Parse(test.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", test.in, err)
			continue
		}
		if got := join(keys); got != test.want {
			t.Errorf("Parse(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func join(keys []Key) string {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = k.String()
	}
	return strings.Join(texts, "|")
}

// Each line of contains is one problem, in the order of the text: its offset
// and a part of its message. Every problem must be told, and no other.
func TestParseErrors(t *testing.T) {
	for _, test := range []struct {
		in       string
		contains []string
	}{
		{"", []string{`0: empty: write a method and a path such as "GET /todos"`}},
		{"GET", []string{`3: missing path: write "GET /"`}},
		{"GET ", []string{`4: missing path: write "GET /"`}},
		{"GETT", []string{`0: unknown method`, `4: missing path: write "GET /"`}},
		{"GET,POST", []string{`8: missing path: write "GET,POST /"`}},
		{"/x", []string{`0: missing method: write "GET /x", or "ANY /x"`}},
		{"/x/", []string{`0: missing method`, `2: trailing slash`}},
		{"GETT /x", []string{`0: unknown method "GETT": did you mean GET? a method is one of DELETE, GET,`}},
		{"PSOT /x", []string{`did you mean POST?`}},
		{"DEL /x", []string{`did you mean DELETE?`}},
		{"all /x", []string{`did you mean ANY?`}},
		{"TRACE /x", []string{`0: unknown method "TRACE": a method is one of`}},
		{"FETCH /x", []string{`0: unknown method "FETCH": a method is one of`}},
		{"PO\u017fT /x", []string{`unknown method "PO` + "\u017f" + `T"`}}, // a long s folds to S in Unicode
		{"GETT,POTS /x/", []string{`0: unknown method "GETT"`, `5: unknown method "POTS": did you mean POST?`, `12: trailing slash`}},
		{"GET todos", []string{`4: path must start with "/": write "/todos"`}},
		{"GET todos/{id}/", []string{`4: path must start with "/"`, `14: trailing slash`}},
		{"GET/x", []string{`3: missing blank between method and path`}},
		{"GET  /x", []string{`3: one blank separates method and path, not "  "`}},
		{"GET\t/x", []string{`3: one blank separates method and path, not "\t"`}},
		{" ", []string{`0: blank at the start`, `1: empty: write a method`}},
		{" /x", []string{`0: blank at the start`, `1: missing method: write "GET /x"`}},
		{" $default", []string{`0: blank at the start`}},
		{"/", []string{`0: missing method: write "GET /"`}},
		{"GET ${Token[TOKEN.12]}/a/b/", []string{`4: token`, `26: trailing slash: write "/${Token[TOKEN.12]}/a/b"`}},
		{" GET /x", []string{`0: blank at the start`}},
		{"GET /x ", []string{`6: blank in a path`}},
		{"GET, POST /x", []string{`4: blank in the list of methods`}},
		{"GET ,POST /x", []string{`3: blank in the list of methods`}},
		{"GET , POST /x", []string{`3: blank in the list of methods`}},
		{"GET POST /x", []string{`3: blank between methods: write a comma`}},
		{"GET,,POST /x", []string{`4: empty element`}},
		{",GET /x", []string{`0: empty element`}},
		{"GET, /x", []string{`4: empty element`}},
		{"GET,/x", []string{`4: empty element`}},
		{",", []string{`0: empty element`, `1: empty element`, `1: missing path`}},
		{"GET,GET /x", []string{`4: method GET twice`}},
		{"GET,get /x", []string{`4: method GET twice`}},
		{"GET,ANY /x", []string{`4: ANY in a list: it takes all methods by itself`}},
		{"*,GET,* /x", []string{`0: ANY in a list`, `6: method ANY twice`}},
		{"$connect", []string{`0: "$connect": keys with "$" belong to a WebSocket API`}},
		{"$disconnect /x", []string{`0: "$disconnect": keys with "$" belong to a WebSocket API`}},
		{"$Default", []string{`0: "$Default" is written in lower case`}},
		{"$default /x", []string{`8: "$default" takes neither method nor path`}},
		{"$default,GET /x", []string{`0: "$default" in a list`}},
		{"GET,$default", []string{`4: "$default" in a list`, `12: missing path`}},
		{"GET $default", []string{`4: "$default" stands alone`}},
		{"GET /x/", []string{`6: trailing slash: write "/x"`}},
		{"GET /x//", []string{`6: trailing slash: write "/x"`}},
		{"GET //", []string{`4: doubled slash: write "/"`}},
		{"GET //x", []string{`4: doubled slash: write "/x"`}},
		{"GET /a///b", []string{`6: doubled slash: write "/a/b"`}},
		{"GET /a//b//c/", []string{`6: doubled slash: write "/a/b/c"`, `9: doubled slash`, `12: trailing slash`}},
		{"GET /{", []string{`5: "{" is half of a parameter: write "{id}"`}},
		{"GET /a/}", []string{`7: "}" is half of a parameter`}},
		{"GET /{id", []string{`5: "{id" is not closed: write "{id}"`}},
		{"GET /id}", []string{`5: "id}" has no "{": write "{id}"`}},
		{"GET /pre{id}", []string{`5: "pre{id}" mixes text and a parameter`}},
		{"GET /{id}post", []string{`5: "{id}post" mixes text and a parameter`}},
		{"GET /{a}{b}", []string{`5: "{a}{b}": braces must enclose a whole segment`}},
		{"GET /{{a}}", []string{`braces must enclose a whole segment`}},
		{"GET /}a{", []string{`braces must enclose a whole segment`}},
		{"GET /{}", []string{`5: parameter without a name: write "{id}"`}},
		{"GET /{+}", []string{`5: parameter without a name: write "{id}", or "{proxy+}"`}},
		{"GET /{a-b}", []string{`6: bad parameter name "a-b"`}},
		{"GET /{1a}", []string{`6: bad parameter name "1a"`}},
		{"GET /{a b}", []string{`6: bad parameter name "a b"`}},
		{"GET /{\u00e9}", []string{`6: bad parameter name`}},
		{"GET /{a++}", []string{`6: bad parameter name "a+"`}},
		{"GET /{id:[0-9]+}", []string{`5: "{id:[0-9]+}": API Gateway's parameters have no pattern, write "{id}"`}},
		{"GET /{path...}", []string{`5: "{path...}": the rest of a path is written "{path+}"`}},
		{"GET /{...}", []string{`"{...}": the rest of a path is written "{proxy+}"`}},
		{"GET /:id", []string{`5: ":id": a parameter is written "{id}"`}},
		{"GET /*", []string{`5: "*" is not a wildcard here: write "{id}" for one segment`}},
		{"GET /{a}/b/{a}", []string{`11: parameter "a" twice`}},
		{"GET /{a}/{a+}", []string{`9: parameter "a" twice`}},
		{"GET /{p+}/x", []string{`5: a greedy parameter takes the rest of the path and must be the last segment`}},
		{"GET /{p+}/{q+}", []string{`5: a greedy parameter`}},
		{"GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}", []string{`45: more than 10 parameters`}},
		{"GET /x?y=1", []string{`6: query string in a path: a route is found by its path alone, leave "?y=1" out`}},
		{"GET /x/?y=1", []string{`6: trailing slash`, `7: query string`}},
		{"GET /x#y", []string{`6: fragment in a path`}},
		{"GET /a b", []string{`6: blank in a path`}},
		{"GET /a\nb", []string{`6: control character '\n' in a path`}},
		{"GET /a\x7f", []string{`6: control character '\x7f' in a path`}},
		{"GET /a%20b", []string{`6: percent escape in a path`}},
		{"GET /caf\u00e9", []string{`8: character "` + "\u00e9" + `" in a path`}},
		{"GET /\xff", []string{`5: character "\xff" in a path`}},
		{"GET /a~b$c", []string{`6: character "~" in a path`, `8: character "$" in a path`}},
		{"GET /a/../b/.", []string{`7: segment "..": clients resolve it`, `12: segment "."`}},
		{"GET ${Token[TOKEN.12]}", []string{`4: token of the CDK: its value isn't known before deployment, but a route key must be`}},
		{"GET /a/${Token[Bucket.Name.12]}/", []string{`7: token of the CDK`, `31: trailing slash`}},
		{"${Token[TOKEN.1]} /x", []string{`0: token of the CDK`}},
		{"${Token[TOKEN.1]}", []string{`0: token of the CDK`}},
		{"gett //{a-b}/{b", []string{`0: unknown method`, `5: doubled slash`, `8: bad parameter name`, `13: "{b" is not closed`}},
	} {
		keys, err := Parse(test.in)
		var all Errors
		if !errors.As(err, &all) || keys != nil {
			t.Errorf("Parse(%q) = %v, %v; want Errors", test.in, keys, err)
			continue
		}
		for _, e := range all {
			if e.Input != test.in {
				t.Errorf("Parse(%q): Input %q", test.in, e.Input)
			}
		}
		lines := strings.Split(strings.ReplaceAll(err.Error(), "\n\n", ""), "\n")
		if len(lines) != len(test.contains) {
			t.Errorf("Parse(%q): %d problems, want %d:\n%v", test.in, len(lines), len(test.contains), err)
			continue
		}
		for i, line := range lines {
			line = strings.TrimPrefix(line, "route key ")
			if !strings.Contains(line, test.contains[i]) {
				t.Errorf("Parse(%q): problem %d is\n%s\nwant one that contains\n%s", test.in, i, line, test.contains[i])
			}
		}
	}
}

func TestErrorNamesInputAndOffset(t *testing.T) {
	_, err := Parse("GET /x/")
	const want = `route key "GET /x/": offset 6: trailing slash: write "/x"`
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	_, err = ParsePath("x")
	const wantPath = `path "x": offset 0: path must start with "/": write "/x"`
	if err.Error() != wantPath {
		t.Errorf("got  %s\nwant %s", err, wantPath)
	}
	one, ok := errors.AsType[*Error](err)
	if !ok || one.Offset != 0 {
		t.Errorf("errors.AsType: %v, %v", one, ok)
	}
}

func TestParsePath(t *testing.T) {
	p, err := ParsePath("/todos/{id}/{rest+}")
	if err != nil {
		t.Fatal(err)
	}
	want := []Segment{{Literal: "todos"}, {Param: "id"}, {Param: "rest", Greedy: true}}
	if got := p.Segments(); !slices.Equal(got, want) {
		t.Errorf("Segments %v, want %v", got, want)
	}
	if got := p.Params(); !slices.Equal(got, []string{"id", "rest"}) {
		t.Errorf("Params %v", got)
	}
	if !p.Greedy() || p.String() != "/todos/{id}/{rest+}" || p.Shape() != "/todos/{}/{+}" || p.Example() != "/todos/x/x" {
		t.Errorf("Greedy %v, String %s, Shape %s, Example %s", p.Greedy(), p, p.Shape(), p.Example())
	}
	for _, bad := range []string{"", "x", "/x/", "GET /x", "$default"} {
		if p, err := ParsePath(bad); err == nil || p != (Path{}) {
			t.Errorf("ParsePath(%q) = %q, %v; want an error", bad, p, err)
		}
	}
}

func TestKeysAreComparable(t *testing.T) {
	a, b := key(t, "get /todos/{id}"), key(t, "GET /todos/{id}")
	if a != b {
		t.Errorf("%v != %v", a, b)
	}
	if d := key(t, "$default"); d != Default || !d.IsDefault() || d != (Key{}) || d.Shape() != "$default" {
		t.Errorf("$default is %#v", d)
	}
	if root := key(t, "GET /"); root.IsDefault() || root.Shape() != "GET /" || root.Path.Segments() != nil {
		t.Errorf("root is %#v", root)
	}
}

// key parses a single key.
func key(t testing.TB, s string) Key {
	t.Helper()
	keys, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 1 {
		t.Fatalf("%q: %d keys", s, len(keys))
	}
	return keys[0]
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"GET /todos/{id}", "get,POST /x", "* /{proxy+}", "$default", "GET /", "GET /a//b/", "GET,, /{", "$x", " GET  x?y",
		"GET /${Token[TOKEN.12]}", "GET /{a}/{a}", "GET POST,PUT /x", "/", ",", "GET /%2f#", "GET /}{/\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		keys, err := Parse(s)
		if (err == nil) != (len(keys) > 0) {
			t.Fatalf("Parse(%q) = %v, %v", s, keys, err)
		}
		if all, ok := errors.AsType[Errors](err); ok {
			for _, e := range all {
				if e.Offset < 0 || e.Offset > len(s) || e.Msg == "" {
					t.Errorf("Parse(%q): %#v", s, e)
				}
			}
		}
		for _, k := range keys {
			again, err := Parse(k.String())
			if err != nil || len(again) != 1 || again[0] != k {
				t.Errorf("%q: canonical %q is no fixed point: %v, %v", s, k, again, err)
			}
		}
	})
}
