// Tables by brute force: the grammar and the precedence of internal/routekey
// say which of the keys that match a request must be the table's answer.

package pattern

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

func TestTableAgreesWithRouteKeys(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 3_000 {
		keys := make([]routekey.Key, 1+r.IntN(12))
		for i := range keys {
			keys[i] = randomKey(t, r)
		}
		for _, rest := range []bool{false, true} {
			table := newOracle(t, rest, keys)
			for range 10 {
				table.check(t, []string{"GET", "POST", "PUT"}[r.IntN(3)], randomURL(r))
			}
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add("GET /a/{x}\nPOST /a/b\n$default", "GET", "/a/b")
	f.Add("ANY /{p+}\nGET /a/{p+}\nGET /{x}/{y}", "GET", "/a/%62//")
	f.Add("GET /a/a/a\nGET /{x}/a/b\nGET /a/{x}/{y+}", "GET", "/a/a/b/%2f%")
	f.Fuzz(func(t *testing.T, routes, method, path string) {
		var keys []routekey.Key
		for line := range strings.Lines(routes) {
			parsed, err := routekey.Parse(strings.TrimSuffix(line, "\n"))
			if err != nil {
				continue
			}
			keys = append(keys, parsed...)
			for _, k := range parsed {
				newOracle(t, false, []routekey.Key{k}).check(t, k.Method, k.Path.Example())
			}
		}
		if len(keys) > 50 || len(path) > 200 {
			t.Skip("large inputs only slow the search for small ones down")
		}
		newOracle(t, false, keys).check(t, method, path)
		newOracle(t, true, keys).check(t, method, path)
	})
}

// An oracle is a table with its keys in the order of their precedence.
type oracle struct {
	table  Table[routekey.Key]
	sorted []routekey.Key
}

// newOracle adds all keys that API Gateway would take beside each other. What
// it would refuse, internal/routekey and the table must agree on.
func newOracle(t *testing.T, rest bool, keys []routekey.Key) *oracle {
	t.Helper()
	o := &oracle{table: Table[routekey.Key]{REST: rest}}
	for _, k := range keys {
		same := slices.ContainsFunc(o.sorted, func(other routekey.Key) bool {
			_, conflict := routekey.Conflict(k, other)
			return conflict
		})
		sibling := rest && slices.ContainsFunc(o.sorted, func(other routekey.Key) bool {
			_, conflict := routekey.ConflictREST(k.Path, other.Path)
			return conflict
		})
		if sibling && !same || rest && k.IsDefault() {
			continue
		}
		if _, err := o.table.Add(k.String(), k); (err != nil) != same {
			t.Fatalf("%q beside %q: conflict %v, but Add says %v", k, o.sorted, same, err)
		}
		if !same {
			o.sorted = append(o.sorted, k)
		}
	}
	slices.SortFunc(o.sorted, map[bool]func(a, b routekey.Key) int{false: routekey.Compare, true: compareREST}[rest])
	return o
}

// check compares Match with the slow way.
func (o *oracle) check(t *testing.T, method, path string) {
	t.Helper()
	asked := path
	if o.table.REST && len(path) > 1 {
		asked = strings.TrimSuffix(path, "/")
	}
	i := slices.IndexFunc(o.sorted, func(k routekey.Key) bool { return matches(k, method, asked) })
	got, params, ok := o.table.Match(method, path)
	switch {
	case ok != (i >= 0), ok && got != o.sorted[i]:
		t.Fatalf("%q, %s %q: Match %v (%v), by the rules %d", o.sorted, method, path, got, ok, i)
	case ok:
		if names := got.Path.Params(); len(names) != len(params) || slices.ContainsFunc(params, func(p Param) bool { return p.Value == "" }) {
			t.Fatalf("%q, %s %q: parameters %v of %v", o.sorted, method, path, params, got)
		}
	}
}

// A conflict is one if and only if each of the two, alone, takes the requests
// of the other, and neither goes first.
func TestConflictExampleMatchesBoth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	conflicts := 0
	for range 20_000 {
		a, b := randomKey(t, r), randomKey(t, r)
		example, conflict := routekey.Conflict(a, b)
		if conflict != (a.Shape() == b.Shape()) {
			t.Fatalf("%s, %s: conflict %v, shapes %s, %s", a, b, conflict, a.Shape(), b.Shape())
		}
		if !conflict {
			continue
		}
		conflicts++
		for _, k := range []routekey.Key{a, b} {
			method := k.Method
			if method == routekey.Any || method == "" {
				method = "GET"
			}
			if !matches(k, method, example) {
				t.Fatalf("%s, %s: %s isn't matched by %s", a, b, example, k)
			}
		}
	}
	if conflicts < 100 {
		t.Errorf("only %d conflicts: the keys are too different to test anything", conflicts)
	}
}

// matches reports whether one key takes a request, straight from the words of
// Table's documentation.
func matches(k routekey.Key, method, path string) bool {
	if k.IsDefault() {
		return true
	}
	if k.Method != routekey.Any && k.Method != method || path != "" && path[0] != '/' {
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

// randomURL makes paths as clients send them.
func randomURL(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString("/" + []string{"a", "b", "c", "%61", "a%2Fb", ""}[r.IntN(6)])
	}
	return b.String()
}

// randomKey makes keys that often meet: few names, few methods, short paths.
func randomKey(t testing.TB, r *rand.Rand) routekey.Key {
	if r.IntN(20) == 0 {
		return routekey.Default
	}
	var b strings.Builder
	b.WriteString([]string{"GET", "POST", "ANY"}[r.IntN(3)] + " ")
	names := []string{"p", "q", "r", "s"}
	for i := range r.IntN(4) {
		b.WriteByte('/')
		switch r.IntN(4) {
		case 0, 1:
			b.WriteString([]string{"a", "b"}[r.IntN(2)])
		case 2:
			b.WriteString("{" + names[i] + "}")
		case 3:
			b.WriteString("{" + strings.ToUpper(names[i]) + "}")
		}
	}
	switch {
	case r.IntN(4) == 0:
		b.WriteString("/{rest+}")
	case strings.HasSuffix(b.String(), " "):
		b.WriteByte('/')
	}
	keys, err := routekey.Parse(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return keys[0]
}

// compareREST is the order of a Tree: place by place a literal, then a
// parameter, then a greedy one.
func compareREST(a, b routekey.Key) int {
	as, bs := a.Path.Segments(), b.Path.Segments()
	rank := func(s routekey.Segment) int {
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
	return compareBool(a.Method == routekey.Any, b.Method == routekey.Any)
}
