// Query strings that standard libraries read in different ways.

package urltext_test

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

func ExampleParseQuery() {
	values := urltext.ParseQuery("a=1;b=2&c=%&d=x+y")
	fmt.Printf("%q %q %q\n", values["a"], values["c"], values["d"])
	// Output: ["1;b=2"] ["%"] ["x y"]
}

func TestParseQuery(t *testing.T) {
	for raw, want := range map[string]url.Values{
		"":                {},
		"&&":              {},
		"a":               {"a": {""}},
		"a=&a=2&a":        {"a": {"", "2", ""}},
		"=x":              {"": {"x"}},
		"a=b=c":           {"a": {"b=c"}},
		"a%20b=c%2Bd+e":   {"a b": {"c+d e"}},
		"100%=%zz&ok=%41": {"100%": {"%zz"}, "ok": {"A"}},
		"bin=%FF%41":      {"bin": {"%FF%41"}},
		"nul=%00":         {"nul": {"\x00"}},
	} {
		if got := urltext.ParseQuery(raw); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func TestUnescapePath(t *testing.T) {
	for s, want := range map[string]string{
		"a+b": "a+b", "a%20b": "a b", "a%2Fb": "a/b", "100%": "100%", "%zz%41": "%zz%41", "%FF": "%FF", "a%20b/%/%41": "a b/%/A", "%25": "%", "%E2%98%83": "☃",
	} {
		if got := urltext.UnescapePath(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"a=1;b=2&c=%", "%FF", "a%20b/%zz/c", "+%2B+", "%25%32%30", "é=%C3%A9&&="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("an event's text is UTF-8")
		}
		for _, decode := range []func(string) string{urltext.UnescapePath, urltext.UnescapeQuery} {
			if got := decode(s); !utf8.ValidString(got) {
				t.Errorf("%q is decoded to %q", s, got)
			}
		}
		if got := urltext.UnescapePath(url.PathEscape(s)); got != s {
			t.Errorf("%q: there and back it is %q", s, got)
		}
		// What the standard library reads without an error is read alike.
		want, err := url.ParseQuery(s)
		if got := urltext.ParseQuery(s); err == nil && !reflect.DeepEqual(got, want) {
			for name, values := range want {
				if !utf8.ValidString(name) || slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) }) {
					return
				}
			}
			t.Errorf("%q: %q, net/url has %q", s, got, want)
		}
	})
}
