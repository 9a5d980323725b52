// Why routes lose.

package candidates

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Routes are the routes of an HTTP or REST API.
type Routes struct {
	rest bool
	list []*trace.Route
}

// New returns the routes of an API.
func New(rest bool, list []*trace.Route) *Routes { return &Routes{rest, list} }

// most is how many candidates are shown.
const most = 40

// Why makes a step for each route: the winner's key is won, empty if there is
// none. Method and path are as pattern.Table takes them.
func (r *Routes) Why(method, path, won string) (nodes []*trace.Node) {
	if r.rest && len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	var all []candidate
	for _, route := range r.list {
		all = append(all, r.candidate(route, method, path, won))
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	for i, c := range all {
		if i == most {
			return append(nodes, &trace.Node{
				Kind: trace.Candidate, Name: fmt.Sprintf("%d more", len(all)-most), Outcome: trace.Skipped, Reason: "they are further from the request",
			})
		}
		nodes = append(nodes, c.node)
	}
	return nodes
}

// candidate is a route beside a request.
type candidate struct {
	node *trace.Node
	rank int // lower is nearer to the request
}

func (r *Routes) candidate(route *trace.Route, method, path, won string) candidate {
	c := candidate{node: &trace.Node{Kind: trace.Candidate, Name: route.Key, Outcome: trace.Skipped, Place: route.Place}}
	of, resource, isPath := strings.Cut(route.Key, " ")
	same, why := fits(resource, path)
	switch {
	case route.Key == won:
		c.node.Outcome, c.node.Reason = trace.OK, ""
	case !isPath && won != "":
		c.rank, c.node.Reason = 1, "it takes what no other route takes"
	case !isPath:
		c.rank, c.node.Reason = 1, "Gatehouse can't read its key"
	case why == "" && of != pattern.Any && of != method:
		c.rank, c.node.Reason = 2, fmt.Sprintf("it takes %s, the request is %s", of, method)
	case why == "" && won != "":
		c.rank, c.node.Reason = 1, r.outdone(won, of, resource)
	case why == "":
		c.rank, c.node.Reason = 1, "it can't be served"
	default:
		c.rank, c.node.Reason = 100-min(same, 90), why
	}
	return c
}

// fits says why a resource does not match a path, and how many segments do.
func fits(resource, path string) (same int, why string) {
	want := strings.Split(strings.TrimPrefix(resource, "/"), "/")
	have := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, w := range want {
		rest := strings.Join(have[min(i, len(have)):], "/")
		switch {
		case strings.HasSuffix(w, "+}"):
			if rest == "" {
				return i, w + " takes at least one segment, and the path has none there"
			}
			return i, ""
		case i >= len(have):
			return i, fmt.Sprintf("the path ends before /%s", strings.Join(want[i:], "/"))
		case strings.HasPrefix(w, "{"):
			if have[i] == "" {
				return i, w + " takes a segment, and the path has none there"
			}
		case decoded(have[i]) != w:
			return i, fmt.Sprintf("segment %d of the path is %q, not %q", i+1, decoded(have[i]), w)
		}
	}
	if len(have) > len(want) {
		return len(want), fmt.Sprintf("the path goes on with /%s", strings.Join(have[len(want):], "/"))
	}
	return len(want), ""
}

func decoded(segment string) string {
	if text, err := url.PathUnescape(segment); err == nil {
		return text
	}
	return segment
}

// outdone says why a route that matches loses to the one that won.
func (r *Routes) outdone(won, method, resource string) string {
	of, winner, ok := strings.Cut(won, " ")
	if !ok {
		return "it can't be served"
	}
	if winner == resource {
		return fmt.Sprintf("%s is more specific than %s", of, method)
	}
	a, b := strings.Split(winner, "/"), strings.Split(resource, "/")
	if !r.rest && strings.HasSuffix(resource, "+}") {
		if strings.HasSuffix(winner, "+}") {
			return fmt.Sprintf("%s matches more of the path before its %s", won, a[len(a)-1])
		}
		return fmt.Sprintf("%s matches the whole path segment by segment", won)
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("in %s, %s is more specific than %s", won, a[i], b[i])
		}
	}
	return won + " is more specific"
}
