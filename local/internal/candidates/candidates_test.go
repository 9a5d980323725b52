// Reasons, beside what the table decides.

package candidates_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/local/internal/candidates"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

func routes(keys ...string) (list []*trace.Route) {
	for _, key := range keys {
		list = append(list, &trace.Route{Key: key})
	}
	return list
}

func ExampleRoutes_Why() {
	all := candidates.New(false, routes("GET /todos/{id}", "GET /todos/new", "POST /todos/new", "ANY /{rest+}", "GET /todos/{id}/tags", "$default"))
	for _, n := range all.Why("GET", "/todos/new", "GET /todos/new") {
		fmt.Printf("%s %s: %s.\n", n.Outcome, n.Name, n.Reason)
	}
	// Output:
	// ok GET /todos/new: .
	// skipped GET /todos/{id}: in GET /todos/new, new is more specific than {id}.
	// skipped ANY /{rest+}: GET /todos/new matches the whole path segment by segment.
	// skipped $default: it takes what no other route takes.
	// skipped POST /todos/new: it takes POST, the request is GET.
	// skipped GET /todos/{id}/tags: the path ends before /tags.
}

// A route that a table of its own finds is never said not to match, and the
// other way round.
func TestReasonsAgreeWithTheTable(t *testing.T) {
	keys := []string{"GET /", "GET /a", "GET /a/", "POST /a", "ANY /a", "GET /a/{x}", "GET /a/{x+}", "ANY /{x+}", "GET /{x}/b", "GET /a/{x}/b/{y+}"}
	for _, rest := range []bool{false, true} {
		for _, path := range []string{"/", "/a", "/a/", "/a/b", "/a/%62", "/c/b", "/a//b", "/a/b/b/c/d", "/b", "//", "/a%2Fb"} {
			for _, key := range keys {
				table := pattern.Table[bool]{REST: rest}
				if _, err := table.Add(key, true); err != nil {
					continue
				}
				_, _, found := table.Match("GET", path)
				node := candidates.New(rest, routes(key)).Why("GET", path, "")[0]
				if says := node.Reason == "it can't be served"; says != found {
					t.Errorf("REST %v: %s for GET %s: found %v, the reason is %q", rest, key, path, found, node.Reason)
				}
			}
		}
	}
}

func TestOnlyTheNearestCandidatesAreShown(t *testing.T) {
	var keys []string
	for i := range 300 {
		keys = append(keys, fmt.Sprintf("GET /r%d", i))
	}
	nodes := candidates.New(true, routes(append(keys, "GET /x/{id}")...)).Why("GET", "/x/y/z", "")
	if len(nodes) != 41 || nodes[0].Name != "GET /x/{id}" || nodes[40].Name != "261 more" || !strings.Contains(nodes[0].Reason, "goes on with /z") {
		t.Errorf("%d, %+v, %+v", len(nodes), nodes[0], nodes[len(nodes)-1])
	}
}
