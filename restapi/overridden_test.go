// What an Override sets is checked as well.

package restapi_test

import (
	"regexp"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// What an Override sets passes the CDK, and its validation, and would fail the
// deployment.
func TestWrongValuesOfAnOverride(t *testing.T) {
	method := func(set func(*awsapigateway.CfnMethodProps)) restapi.Route {
		return restapi.Route{Key: "GET /a", Handler: list, Override: set}
	}
	integration := func(set func(*awsapigateway.CfnMethod_IntegrationProperty)) restapi.Route {
		return method(func(p *awsapigateway.CfnMethodProps) {
			set(p.Integration.(*awsapigateway.CfnMethod_IntegrationProperty))
		})
	}
	timeout := func(ms float64) restapi.Route {
		return integration(func(i *awsapigateway.CfnMethod_IntegrationProperty) { i.TimeoutInMillis = jsii.Number(ms) })
	}
	config := func(set func(*awslambda.FunctionProps)) restapi.Route {
		return restapi.Route{Key: "GET /a", Handler: list, Function: &function.Config{Override: set}}
	}
	for name, test := range map[string]struct {
		route restapi.Route
		want  string // "" for nothing wrong
	}{
		"method":        {method(func(p *awsapigateway.CfnMethodProps) { p.HttpMethod = jsii.String("FETCH") }), `route "GET /a": restapi.Route.Override: changes HttpMethod: leave it, the route's Key has the method`},
		"no method":     {method(func(p *awsapigateway.CfnMethodProps) { p.HttpMethod = nil }), `changes HttpMethod`},
		"resource":      {method(func(p *awsapigateway.CfnMethodProps) { p.ResourceId = jsii.String("x") }), `changes ResourceId`},
		"authorization": {method(func(p *awsapigateway.CfnMethodProps) { p.AuthorizationType = jsii.String("FOO") }), `restapi.Route.Override: AuthorizationType is "FOO"; there are NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS`},
		"no authorizer": {method(func(p *awsapigateway.CfnMethodProps) { p.AuthorizationType = jsii.String("CUSTOM") }), `AuthorizationType CUSTOM needs an AuthorizerId`},
		"integration":   {integration(func(i *awsapigateway.CfnMethod_IntegrationProperty) { i.Type = jsii.String("LAMBDA") }), `Integration.Type is "LAMBDA"`},
		"short":         {timeout(49), `Integration.TimeoutInMillis is 49; a REST API waits 50 ms to 29 s`},
		"long":          {timeout(99_999_999), `Integration.TimeoutInMillis is 99999999`},
		"raised quota":  {timeout(120_000), ""},
		"IAM":           {method(func(p *awsapigateway.CfnMethodProps) { p.AuthorizationType = jsii.String("AWS_IAM") }), ""},
		"token": {integration(func(i *awsapigateway.CfnMethod_IntegrationProperty) {
			i.TimeoutInMillis = awscdk.Token_AsNumber(awscdk.Fn_Ref(jsii.String("X")))
		}), ""},
		"function waits": {config(func(p *awslambda.FunctionProps) { p.Timeout = awscdk.Duration_Hours(jsii.Number(1)) }), `function.Config.Override: Timeout is 1h0m0s; a function has 1s to 15m0s`},
		"function's MB":  {config(func(p *awslambda.FunctionProps) { p.MemorySize = jsii.Number(64) }), `function.Config.Override: MemorySize is 64; a function has 128 to 10240 MB`},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			restapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", nil).Handle(test.route)
			got := synthtest.Report(app)
			if test.want == "" {
				if len(got) > 0 {
					t.Errorf("%q", got)
				}
				return
			}
			if len(got) != 1 || !regexp.MustCompile(`^Test/Api\] overridden_test\.go:\d+: .*`+regexp.QuoteMeta(test.want)).MatchString(got[0]) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestSecurityPolicyOfTheResource(t *testing.T) {
	for policy, want := range map[string]int{"TLS_9": 1, string(domain.TLS13): 0, string(domain.EdgeTLS13): 1} {
		app := synthtest.App()
		api := restapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", nil)
		api.Route("GET /a", list)
		api.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi).SetSecurityPolicy(jsii.String(policy))
		if got := synthtest.Report(app); len(got) != want {
			t.Errorf("%s: %q", policy, got)
		}
	}
}
