// What a lookup costs: allocations, places seen, and the worst that routes and
// requests can do.

package pattern

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// manyRoutes makes n routes such as an application has.
func manyRoutes(t testing.TB, n int) *Table[int] {
	routes := &Table[int]{}
	for i := range n / 5 {
		for _, s := range []string{
			"GET /r%d", "POST /r%d", "GET /r%d/{id}", "PUT /r%d/{id}/tags/{tag}", "GET /r%d/files/{path+}",
		} {
			if _, err := routes.Add(fmt.Sprintf(s, i), i); err != nil {
				t.Fatal(err)
			}
		}
	}
	return routes
}

func TestMatchAllocatesForValuesOnly(t *testing.T) {
	routes := manyRoutes(t, 50)
	for path, most := range map[string]float64{
		"/r3":                    0,
		"/nothing":               0,
		strings.Repeat("/a", 15): 0,
		"/r3/7":                  2, // values and Params
		"/r3/unknown/x/y":        1, // values
		"/r3/7/tags/x":           3, // values grow once
		"/r3/files/a/b/c":        3,
		"/r3/a%20b":              3, // the decoded value
	} {
		method := "GET"
		if strings.Contains(path, "tags") {
			method = "PUT"
		}
		if got := testing.AllocsPerRun(100, func() { routes.Match(method, path) }); got > most {
			t.Errorf("%s %s: %v allocations, want at most %v", method, path, got, most)
		}
	}
}

// How many places of the trie a lookup sees must not depend on the number of
// routes that the request has nothing to do with.
func TestVisitsDoNotGrowWithRoutes(t *testing.T) {
	for _, n := range []int{50, 5000} {
		routes := manyRoutes(t, n)
		for path, want := range map[string]int{
			"/r3":          2,
			"/r3/7/tags/x": 5,
			"/r3/7/tags":   4,
			"/nothing":     1,
		} {
			if got := visits(routes, "PUT", path); got != want {
				t.Errorf("%d routes, %s: %d places, want %d", n, path, got, want)
			}
		}
	}
}

// The worst that routes can do: at every place both a literal and a parameter
// lead on, and the last segment fails everywhere, so that every way is tried.
// Each place is seen once, so the cost is bounded by the routes declared; it is
// neither multiplied by the ways to a place nor by what the request adds.
func TestAdverseRoutesAreBounded(t *testing.T) {
	for _, depth := range []int{4, 8, 10} {
		routes := &Table[int]{}
		for i := range 1 << depth {
			var b strings.Builder
			for bit := range depth {
				b.WriteString([]string{"/a", fmt.Sprintf("/{p%d}", bit)}[i>>bit&1])
			}
			if _, err := routes.Add("GET "+b.String()+"/end", i); err != nil {
				t.Fatal(err)
			}
		}
		nodes := size(&routes.tree.root)
		for _, path := range []string{
			strings.Repeat("/a", depth) + "/none",
			strings.Repeat("/a", depth) + "/end", // of another method
			strings.Repeat("/a", 10_000),
			strings.Repeat("/", 10_000),
			"/" + strings.Repeat("%61", 10_000),
		} {
			if got := visits(routes, "POST", path); got > nodes {
				t.Errorf("depth %d, %.20s: %d places of %d", depth, path, got, nodes)
			}
		}
	}
}

// Many greedy routes below each other must not decode the rest again and again.
func TestLongRequestsCostWhatTheyAreLong(t *testing.T) {
	routes := &Table[int]{}
	for i := range 200 {
		path := strings.Repeat("/a", i) + "/{rest+}"
		if _, err := routes.Add("GET "+path, i); err != nil {
			t.Fatal(err)
		}
	}
	path := strings.Repeat("/a", 200) + strings.Repeat("/%61", 5000)
	v, params, ok := routes.Match("GET", path)
	if !ok || v != 199 || len(params) != 1 || params[0].Value != "a"+strings.Repeat("/a", 5000) {
		t.Fatalf("Match %v, %d parameters, %v", v, len(params), ok)
	}
	// The segments, the parameters, the decoded rest.
	if got := testing.AllocsPerRun(20, func() { routes.Match("GET", path) }); got > 10 {
		t.Errorf("%v allocations", got)
	}
}

func visits[V any](t *Table[V], method, path string) int {
	m := matcher[keyed[V]]{method: method, path: path, encoded: true}
	m.search(&t.tree)
	return m.visits
}

func size[V any](n *node[V]) int {
	sum := 1
	for _, next := range n.literals {
		sum += size(next)
	}
	if n.param != nil {
		sum += size(n.param)
	}
	return sum
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{50, 5000} {
		routes := manyRoutes(b, n)
		r := rand.New(rand.NewPCG(1, 1))
		for _, kind := range []string{"literal /r%d", "param /r%d/7", "two-params /r%d/7/tags/x", "greedy /r%d/files/a/b", "none /r%d/a/b/c"} {
			name, format, _ := strings.Cut(kind, " ")
			paths := make([]string, 64) // few, so that the memory's speed isn't what is measured
			for i := range paths {
				paths[i] = fmt.Sprintf(format, r.IntN(n/5))
			}
			method := "GET"
			if name == "two-params" {
				method = "PUT"
			}
			b.Run(fmt.Sprintf("%s/routes=%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					routes.Match(method, paths[i%len(paths)])
				}
			})
		}
	}
}
