// What can't have the ids of the CDK.

package restapi

import (
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// checkCDKIDs finds paths that the ids of the CDK can't tell from something else:
// there a path's part is a construct beside the methods of what it is below, and
// "Default" counts for nothing. (CDK developer guide, "Identifiers and the AWS
// CDK"; the CDK refuses them too, or makes two resources of one id.)
func (a *API) checkCDKIDs(p *plan.Plan, problem func(*plan.Planned, string, ...any)) {
	if !a.props.CDKIDs {
		return
	}
	seen := map[*plan.Resource]bool{}
	for _, r := range p.Routes {
		for res := r.Resource; res != nil && !seen[res]; res = res.Parent {
			seen[res] = true
			if what := a.sameCDKID(p, res); what != "" {
				problem(r, "with CDKIDs the path %q has the id of %s: leave CDKIDs out", res.Path, what)
			}
		}
	}
}

func (a *API) sameCDKID(p *plan.Plan, res *plan.Resource) string {
	if res.Part == "Default" {
		return "what is above it"
	}
	for _, o := range p.Routes {
		if o.Resource == res.Parent && (o.Key.Method == res.Part || res.Part == "OPTIONS" && a.props.CORS != nil) {
			return "the method " + res.Part + " of " + res.Parent.PathShape()
		}
	}
	if res.Parent != nil {
		return ""
	}
	if there := a.RestApi.Node().TryFindChild(jsii.String(res.Part)); there != nil &&
		there.Node().TryFindChild(jsii.String("Resource")) != nil {
		return "the construct " + *there.Node().Path()
	}
	return ""
}
