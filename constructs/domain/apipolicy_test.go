// REST APIs beside HTTP APIs of one domain, and what TLS the former take.

package domain_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func TestPoliciesOfAPIsBesideHTTPAPIs(t *testing.T) {
	ours := func(s awscdk.Stack, id string, d *domain.Domain, path string, policy domain.SecurityPolicy) {
		restapi.New(s, id, &restapi.Props{SecurityPolicy: policy, Stages: []restapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: path}}}}).
			Handle(restapi.Route{Key: "GET /a", Integration: away})
	}
	http := func(s awscdk.Stack, d *domain.Domain, path string) {
		httpapi.New(s, "Web", &httpapi.Props{Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: path}}}}).
			Handle(httpapi.Route{Key: "GET /b", Integration: away})
	}
	for name, tt := range map[string]struct {
		declare func(awscdk.Stack, *domain.Domain)
		want    []string
	}{
		"several parts": {func(s awscdk.Stack, d *domain.Domain) {
			ours(s, "Orders", d, "orders/v1", "")
			ours(s, "Stock", d, "stock/v1", domain.TLS13)
			http(s, d, "")
		}, []string{
			`path "orders/v1": has several parts and leads to stage "v1" of Test/Orders, whose API has the security policy SecurityPolicy_TLS13_1_2_2021_06: ` +
				`API Gateway refuses that beside an HTTP API, here stage "$default" of Test/Web mapped at apipolicy_test.go:`,
			`of Test/Stock, whose API has the security policy SecurityPolicy_TLS13_1_3_2025_09`,
		}},
		"of the CDK": {func(s awscdk.Stack, d *domain.Domain) {
			api := restAPI(s, "Own")
			api.Node().DefaultChild().(awsapigateway.CfnRestApi).SetSecurityPolicy(jsii.String("SecurityPolicy_TLS13_1_2_PQ_2025_09"))
			d.Map("own/v1", api.DeploymentStage())
			http(s, d, "web")
		}, []string{`path "own/v1": has several parts and leads to stage "prod" of Test/Own, whose API has the security policy SecurityPolicy_TLS13_1_2_PQ_2025_09`}},
		"one part": {func(s awscdk.Stack, d *domain.Domain) {
			ours(s, "Orders", d, "orders", "")
			http(s, d, "web/v1")
		}, nil},
		"older policy": {func(s awscdk.Stack, d *domain.Domain) {
			ours(s, "Orders", d, "orders/v1", domain.TLS12)
			ours(s, "Stock", d, "stock/v1", domain.TLS10)
			d.Map("own/v1", restAPI(s, "Own").DeploymentStage())
			d.Map("theirs/v1", awsapigateway.Stage_FromStageAttributes(s, jsii.String("Theirs"), &awsapigateway.StageAttributes{
				StageName: jsii.String("live"), RestApi: awsapigateway.RestApi_FromRestApiId(s, jsii.String("Elsewhere"), jsii.String("a1b2c3")),
			}))
			http(s, d, "")
		}, nil},
		"no HTTP API": {func(s awscdk.Stack, d *domain.Domain) {
			ours(s, "Orders", d, "orders/v1", "")
			ours(s, "Stock", d, "stock", "")
		}, nil},
		"HTTP API of another domain": {func(s awscdk.Stack, d *domain.Domain) {
			ours(s, "Orders", d, "orders/v1", "")
			http(s, domain.New(s, "Other", elsewhere("web.example.com")), "")
		}, nil},
		"two Domains of one name": {func(s awscdk.Stack, d *domain.Domain) {
			ours(s, "Orders", d, "orders/v1", "")
			http(s, domain.FromAttributes(s, "Again", domain.Attributes{Name: "api.example.com"}), "")
		}, []string{`path "orders/v1": has several parts and leads to`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := stackIn(app, "Test", "eu-west-1")
			tt.declare(stack, domain.New(stack, "Domain", elsewhere("api.example.com")))
			reports(t, app, tt.want...)
		})
	}
}

// What both domains and APIs say of a policy is tested with each; this is what
// only its name says.
func TestEnhancedPolicies(t *testing.T) {
	for policy, want := range map[domain.SecurityPolicy]bool{
		domain.TLS10: false, domain.TLS12: false, "": false, "TLS_1_3": false,
		domain.TLS12From2021: true, domain.EdgeTLS12From2018: true, "SecurityPolicy_TLS14_2030_01": true,
	} {
		if policy.Enhanced() != want {
			t.Errorf("%q.Enhanced() is %v", policy, !want)
		}
	}
}

// API Gateway adds policies over time: what may be one is let through, with a
// warning.
func TestPoliciesOfTomorrow(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	props := elsewhere("api.example.com")
	props.SecurityPolicy = "SecurityPolicy_TLS14_2030_01"
	domain.New(stack, "Domain", props)
	domain.FromAttributes(stack, "There", domain.Attributes{Name: "there.example.com", SecurityPolicy: "SecurityPolicy_TLS14_2030_01"}).
		Map("", restAPI(stack, "Api").DeploymentStage())
	got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::DomainName").Properties
	if got["SecurityPolicy"] != "SecurityPolicy_TLS14_2030_01" || got["EndpointAccessMode"] != "STRICT" {
		t.Errorf("SecurityPolicy is %v with %v", got["SecurityPolicy"], got["EndpointAccessMode"])
	}
	if !contains(warnings(stack), "SecurityPolicy_TLS14_2030_01 is not one of this package's constants") {
		t.Errorf("warnings: %v", warnings(stack))
	}
}
