// Routes that several constructs declare on one API: the API itself, and
// extensions of it, perhaps in other stacks.

package api

import (
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

// claims are what constructs of an application have made of APIs, by the id of
// the API: a CDK token, or the text by which an API was imported.
var claims perapp.Values[map[string]*claimed]

// claimed has the places of what is made of one API, each by its name: a route
// by the shape of its key, a resource, an authorizer.
type claimed struct {
	routes, resources, auths map[string]claim
}

type claim struct {
	by   *API
	pos  plan.Pos
	name string
}

// claim reports what another construct has made of the API already: the service
// would refuse the second one, in the middle of a deployment.
func (a *API) claim() {
	if a.ID == "" {
		return // there is no API, which is reported
	}
	all := claims.Of(a.Construct)
	if *all == nil {
		*all = map[string]*claimed{}
	}
	c := (*all)[a.ID]
	if c == nil {
		c = &claimed{map[string]claim{}, map[string]claim{}, map[string]claim{}}
		(*all)[a.ID] = c
	}
	a.plan.LeaveOut(func(r *plan.Planned) bool {
		first, taken := c.routes[r.Key.Shape()]
		return r.Preflight && taken && first.by != a // it answers preflights already
	})
	for _, r := range a.plan.Routes {
		a.claimOne(c.routes, r.Key.Shape(), "route", r.Key.String(), r.Pos, "declare it once")
	}
	for _, auth := range a.plan.Auths {
		pos := a.Pos
		for _, r := range a.plan.Routes {
			if r.Auth == auth {
				pos = r.Pos
				break
			}
		}
		a.claimOne(c.auths, auth.Name(), "authorizer", auth.Name(), pos, "an API has one authorizer of a name: give this one another")
	}
	first := a.firstBelow()
	for _, r := range a.plan.Resources {
		if a.Existing != nil && a.Existing(r) {
			continue
		}
		pos, ok := first[r.Path]
		if !ok {
			pos = a.Pos
		}
		a.claimOne(c.resources, r.Shape, "path", r.Path, pos,
			"two extensions can't both make it: declare what is below it on one of them, or a route on the API itself")
	}
}

// firstBelow returns where the first route is declared that has a path, or one
// below it.
func (a *API) firstBelow() map[string]plan.Pos {
	first := map[string]plan.Pos{}
	for _, r := range a.plan.Routes {
		path := r.Key.Path.String()
		for end := len(path); end > 0; end = strings.LastIndexByte(path[:end], '/') {
			if _, known := first[path[:end]]; !known {
				first[path[:end]] = r.Pos
			}
		}
	}
	return first
}

func (a *API) claimOne(all map[string]claim, key, what, name string, pos plan.Pos, cure string) {
	first, taken := all[key]
	switch {
	case !taken:
		all[key] = claim{a, pos, name}
	case first.by == a:
	case first.name == name:
		a.Problem(pos, "%s %q: made already by %s at %v: %s", what, name, *first.by.Construct.Node().Path(), first.pos, cure)
	default:
		a.Problem(pos, "%s %q: the same as %q of %s at %v: %s", what, name, first.name, *first.by.Construct.Node().Path(), first.pos, cure)
	}
}

// ExtensionProblem says why an extension can't be one of an API: there is none,
// or its stack can't refer to it; "" if it can.
func ExtensionProblem(extension constructs.Construct, api constructs.IConstruct, id string) string {
	if isnil.Any(api) {
		return "the API is nil: give one that was made elsewhere, such as that of FromAttributes"
	}
	if known := view.Of(api); known != nil && known.Definition {
		return fmt.Sprintf("the API, made at %v, is one definition, which has all its routes: declare them on the API itself", known.Pos)
	}
	if here, there, other := place.Stages(extension, api); other && token.In(id) {
		return fmt.Sprintf("the extension is in %s, and the API in %s: nothing can refer to what is in another Stage of the CDK: "+
			"import the API by its id, with FromAttributes", here, there)
	}
	return ""
}
