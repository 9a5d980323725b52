// What an Override or an escape hatch may have spoiled: values that pass a synth,
// also the CDK's own validation, and fail the deployment.

package restapi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/tlspolicy"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// What a method can have. (API Gateway API reference, PutMethod and
// PutIntegration.)
var (
	authorizationTypes = []string{"NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"}
	integrationTypes   = []string{"AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"}
)

// The longest that any integration may take: a stream's 15 minutes. Others wait
// 29 seconds, or longer where AWS has raised the quota, without a limit that the
// guide names.
const longestTimeout = 15 * time.Minute

// overridden returns what is wrong with a method after its Override. What the
// key says of it stays: the function's router and the plan's checks hold for it.
func overridden(r *plan.Planned, before, after *awsapigateway.CfnMethodProps) []string {
	found := problems.In("restapi.Route.Override")
	for _, fixed := range []struct {
		name    string
		was, is any
		why     string
	}{
		{"HttpMethod", textOf(before.HttpMethod), textOf(after.HttpMethod), "the route's Key has the method"},
		{"RestApiId", before.RestApiId, after.RestApiId, "a route belongs to its API"},
		{"ResourceId", before.ResourceId, after.ResourceId, "the route's Key has the path"},
	} {
		if fixed.is != fixed.was {
			found.Add("changes %s: leave it, %s", fixed.name, fixed.why)
		}
	}
	found.Each(oneOf("AuthorizationType", after.AuthorizationType, authorizationTypes))
	if t := after.AuthorizationType; t != nil && (*t == "CUSTOM" || *t == "COGNITO_USER_POOLS") && after.AuthorizerId == nil {
		found.Add("AuthorizationType %s needs an AuthorizerId", *t)
	}
	var integration awsapigateway.CfnMethod_IntegrationProperty
	switch i := after.Integration.(type) {
	case *awsapigateway.CfnMethod_IntegrationProperty:
		if i == nil {
			return found.All()
		}
		integration = *i
	case awsapigateway.CfnMethod_IntegrationProperty:
		integration = i
	default:
		return found.All() // a token, or a map that CloudFormation's names are in
	}
	found.Each(oneOf("Integration.Type", integration.Type, integrationTypes))
	if ms := integration.TimeoutInMillis; ms != nil && !token.Number(*ms) && (*ms < 50 || *ms > float64(longestTimeout.Milliseconds())) {
		found.Add("Integration.TimeoutInMillis is %.0f; a REST API waits 50 ms to 29 s, longer only after AWS has raised the quota, and "+
			"never longer than %v", *ms, longestTimeout)
	}
	return found.All()
}

// textOf is what a pointer of the CDK's points to; "" of nil.
func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func oneOf(name string, value *string, values []string) string {
	if value == nil || token.In(*value) || slices.Contains(values, *value) {
		return ""
	}
	return fmt.Sprintf("%s is %q; there are %s", name, *value, strings.Join(values, ", "))
}

// checkPolicy finds a security policy that a user has set on the resource itself.
func (a *API) checkPolicy() {
	cfn := a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
	set := cfn.SecurityPolicy()
	if set == nil || domain.SecurityPolicy(*set) == a.props.SecurityPolicy || domain.SecurityPolicy(*set) == defaultPolicies[a.endpoint] {
		return // checked already
	}
	wrong, _ := tlspolicy.Check(*set, "", string(a.endpoint))
	for _, text := range wrong {
		a.base.Problem(a.base.Pos, "the resource of the API: %s", text)
	}
}
