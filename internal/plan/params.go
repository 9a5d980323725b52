// Parameters that an integration takes from the path of its routes.

package plan

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// parameterised is a Target that refers to parameters of its routes' paths.
type parameterised interface {
	Params() []string // names, such as "id"; "proxy" for {proxy+}
}

// params checks that a route has the parameters that its integration refers to.
// API Gateway would refuse the integration at deployment.
func (p *planner) params(r *Route, keys []routekey.Key) {
	target, ok := r.Target.(parameterised)
	if !ok || len(keys) == 0 {
		return
	}
	have := keys[0].Path.Params() // a list of methods has one path
	for _, name := range target.Params() {
		switch plain := strings.TrimSuffix(name, "+"); {
		case slices.Contains(have, name):
		case slices.Contains(have, plain):
			p.problem(r.Pos, "route %q: the integration refers to {%s}: write {%s}", r.Key, name, plain)
		case len(have) == 0:
			p.problem(r.Pos, "route %q: the integration refers to {%s}, but the route has no parameters", r.Key, name)
		default:
			p.problem(r.Pos, "route %q: the integration refers to {%s}, but the route has {%s}", r.Key, name, strings.Join(have, "}, {"))
		}
	}
}
