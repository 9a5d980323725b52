// The URLs that the CDK's RestApi has, without the cycle they make.

package restapi

import (
	"strings"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Url returns the URL of the main stage with a slash at its end, as the CDK's
// RestApi has it. The CDK's own refers to the stage, which waits for all methods
// and their functions: a function of the API that is told it could never be
// created. This one refers to the API alone.
func (a *API) Url() *string { return jsii.String(a.stageURL(plan.Caller(1)) + "/") }

// UrlForPath returns the URL of a path in the main stage; nil is the root.
func (a *API) UrlForPath(path *string) *string {
	if path == nil {
		return jsii.String(a.stageURL(plan.Caller(1)) + "/")
	}
	return jsii.String(a.stageURL(plan.Caller(1)) + "/" + strings.TrimPrefix(*path, "/"))
}

func (a *API) stageURL(pos plan.Pos) string {
	if len(a.base.Stages) == 0 {
		return strings.TrimSuffix(*a.RestApi.Url(), "/") // the user's own stage
	}
	return a.base.StageURL(pos, "")
}
