// An API as one definition in its own resource: what every kind must check.

package api

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// maxDefinition is how large a definition may be, in bytes. (API Gateway
// developer guide, "Quotas for configuring and running a REST API", size of API
// definition: 6 MB; of HTTP APIs the guide names none, and the same is taken.)
const maxDefinition = 6_000_000

// maxTemplate is how large a template may be, in bytes. (CloudFormation user
// guide, "CloudFormation quotas", template body in an S3 object: 1 MB.)
const maxTemplate = 1_000_000

// RenameForDefinition gives the API's resource a logical id of its own, so that
// switching makes a new API. In place, CloudFormation would import the definition,
// and then delete the routes that were resources, from the same API.
func RenameForDefinition(cfn awscdk.CfnResource) {
	cfn.OverrideLogicalId(jsii.String(*cfn.Stack().GetLogicalId(cfn) + "Definition"))
}

// ReadOwn reads a document of the user's, and says what is wrong with it.
func ReadOwn(definition bool, text string) (own *body.Own, problems []string) {
	switch {
	case text == "":
		return nil, nil
	case !definition:
		return nil, []string{"OpenAPI is a part of a definition: set Definition, too"}
	}
	own, problems = body.ParseOwn(text)
	for i, p := range problems {
		problems[i] = "OpenAPI: " + p
	}
	return own, problems
}

// MergeOwn joins a definition with a document of the user's, which may be nil.
func (a *API) MergeOwn(d *body.Body, own *body.Own) {
	if own == nil {
		return
	}
	for _, p := range d.Merge(own) {
		a.Problem(a.Pos, "OpenAPI: %s", p)
	}
}

// CheckKeys finds routes that no definition holds together.
func (a *API) CheckKeys(p *plan.Plan, problem func(r *plan.Planned, format string, args ...any)) {
	keys := make([]routekey.Key, len(p.Routes))
	for i, r := range p.Routes {
		keys[i] = r.Key
	}
	for _, unfit := range body.Check(keys) {
		problem(p.Routes[unfit.Index], "%s", unfit.Text)
	}
}

// CheckDefinition reports a definition that is too large: for API Gateway, or for
// the template in which it stands. How long a text is that is known at deployment
// only is estimated.
func (a *API) CheckDefinition(size body.Sizes) {
	switch {
	case size.Definition > maxDefinition:
		a.Problem(a.Pos, "the definition has %d bytes, and API Gateway takes %d: split the API", size.Definition, maxDefinition)
	case size.Compact > maxTemplate:
		a.Problem(a.Pos, "the definition has %d bytes, and CloudFormation takes %d in a template: split the API", size.Compact, maxTemplate)
	case size.Indented > maxTemplate:
		atsynth.Warn(a.Construct, []plan.Warning{plan.Warn(a.Pos, warning.New(warning.DefinitionSize,
			"the definition has %d bytes as CloudFormation gets it, which takes %d in a template: set SuppressTemplateIndentation in the "+
				"StackProps, which leaves %d, or split the API", size.Indented, maxTemplate, size.Compact))})
	}
}

// checkStrangers reports what users have made beside a definition.
func (a *API) checkStrangers() {
	if !a.Definition || a.Strangers == nil {
		return
	}
	for _, c := range a.Strangers() {
		a.Problem(a.Pos, "Definition: %s (%s) can't be beside a definition, which has all of the API: declare it with Route or Handle",
			*c.Node().Path(), *c.CfnResourceType())
	}
}
