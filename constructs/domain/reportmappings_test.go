// What wrong mappings get.

package domain_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMistakesInMappings(t *testing.T) {
	public, edge := elsewhere, func(name string) *domain.Props {
		return &domain.Props{Name: name, DNS: domain.Elsewhere(), CertificateARN: certificate("us-east-1"), Endpoint: domain.Edge}
	}
	for name, tt := range map[string]struct {
		declare func(awscdk.Stack)
		want    []string
	}{
		"no domain": {func(s awscdk.Stack) {
			view.Map(&domain.Mapping{Path: "v1"}, viewHere(httpStage(s, "Api")))
			view.Map(&domain.Mapping{Domain: &domain.Domain{}}, viewHere(httpStage(s, "Api2")))
		}, []string{`Test/Api] reportmappings_test.go:`, `Test/Api2] reportmappings_test.go:`}},
		"no stage": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", public("api.example.com"))
			d.Map("a", nil)
			d.Map("b", awsapigatewayv2.HttpStage(nil))
			d.Map("c", awssqs.NewQueue(s, jsii.String("Queue"), nil))
		}, []string{`path "a": the stage is nil`, `path "b": the stage is nil`, `is not a stage of an API: give a stage, such as`}},
		"paths": {func(s awscdk.Stack) {
			d, st := domain.New(s, "Domain", public("api.example.com")), httpStage(s, "Api").Construct
			for _, path := range []string{"/v1", "v1/", "/", "/x y/", "a//b", "../x", "v1/./x", "{id}", "a b", "é", strings.Repeat("a", 301)} {
				d.Map(path, st)
			}
		}, []string{`path "/v1": write it without slashes around it: "v1"`, `path "v1/": write it without slashes`, `path "/": write it without slashes around it: ""`, `path "/x y/": write it without slashes around it; also a path has letters`,
			`path "a//b": has two slashes in a row`, `path "../x": has a segment "." or ".."`, `path "v1/./x": has a segment "." or ".."`, `path "{id}": has no parameters`, `path "a b": a path has letters`, `path "é": a path has letters`, `has 301 characters; up to 300`}},
		"one path twice": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", public("api.example.com"))
			d.Map("v1", httpStage(s, "A").Construct)
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, viewHere(httpStage(s, "B")))
		}, []string{`path "v1" leads to stage "$default" of Test/A already, mapped at reportmappings_test.go:`}},
		"one token twice": {func(s awscdk.Stack) {
			d, path := domain.New(s, "Domain", public("api.example.com")), *awscdk.NewCfnParameter(s, jsii.String("Path"), nil).ValueAsString()
			d.Map(path, httpStage(s, "A").Construct)
			d.Map(path, httpStage(s, "B").Construct)
		}, []string{`path "(token)" leads to stage "$default" of Test/A already`}},
		"existing domain of another region": {func(s awscdk.Stack) {
			other := stackIn(s.Node().Root().(awscdk.App), "TestOther", "us-east-1")
			domain.FromAttributes(s, "Domain", domain.Attributes{Name: "api.example.com"}).Map("", httpStage(other, "A").Construct)
		}, []string{`leads to stage "$default" of TestOther/A in aws://123456789012/us-east-1, and the domain is in aws://123456789012/eu-west-1`}},
		"one path in two stacks": {func(s awscdk.Stack) {
			other := stackIn(s.Node().Root().(awscdk.App), "TestOther", "eu-west-1")
			domain.New(s, "Domain", public("api.example.com")).Map("", httpStage(s, "A").Construct)
			domain.FromAttributes(other, "Domain", domain.Attributes{Name: "api.example.com"}).Map("", httpStage(other, "B").Construct)
		}, []string{`: give stage "$default" of TestOther/B another path`}},
		"one path of a private domain in two stacks": {func(s awscdk.Stack) {
			there := domain.Attributes{Name: "api.example.com", Endpoint: domain.Private, ARN: "arn:aws:apigateway:eu-west-1:123456789012:/domainnames/api.example.com+abcd1234"}
			for _, stack := range []awscdk.Stack{s, stackIn(s.Node().Root().(awscdk.App), "TestOther", "eu-west-1")} {
				domain.FromAttributes(stack, "Domain", there).Map("v1", restStage(stack, "A", awsapigateway.EndpointType_PRIVATE).Construct)
			}
		}, []string{`path "v1" leads to stage "prod" of Test/A already`}},
		"WebSocket beside HTTP": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", public("api.example.com"))
			d.Map("a", httpStage(s, "A").Construct)
			d.Map("b", webSocketStage(s, "B").Construct)
			d.Map("c", webSocketStage(s, "C").Construct)
		}, []string{`path "b": leads to stage "v1" of Test/B, a WebSocket API, beside stage "$default" of Test/A, an HTTP API`}},
		"edge": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", edge("api.example.com"))
			d.Map("a", httpStage(s, "A").Construct)
			d.Map("b/c", restAPI(s, "B").DeploymentStage())
			d.Map("", restAPI(s, "C").DeploymentStage())
		}, []string{`path "a": leads to stage "$default" of Test/A, an HTTP API: an Edge domain takes REST APIs only`, `path "b/c": has several parts, and an Edge domain takes one`,
			`maps the empty path beside others, and API Gateway refuses that for an Edge domain: give stage "prod" of Test/C a path`}},
		"newer policy": {func(s awscdk.Stack) {
			p := public("api.example.com")
			p.SecurityPolicy = domain.TLS13
			d := domain.New(s, "Domain", p)
			d.Map("a", httpStage(s, "A").Construct)
			d.Map("b/c", restAPI(s, "B").DeploymentStage())
		}, []string{`a domain with the security policy SecurityPolicy_TLS13_1_3_2025_09 takes REST APIs only`}},
		"RESTOnly": {func(s awscdk.Stack) {
			p := public("api.example.com")
			p.RESTOnly = true
			domain.New(s, "Domain", p).Map("a/b", httpStage(s, "A").Construct)
		}, []string{`a domain made by version 1 of API Gateway's interface (RESTOnly) takes REST APIs only`, `has several parts, and a domain made by version 1 of API Gateway's interface (RESTOnly) takes one`}},
		"old policy": {func(s awscdk.Stack) {
			p := public("api.example.com")
			p.SecurityPolicy = domain.TLS10
			domain.New(s, "Domain", p).Map("a/b", restAPI(s, "A").DeploymentStage())
		}, []string{`has several parts, and a domain with TLS10 takes one`}},
		"private and public": {func(s awscdk.Stack) {
			inner := domain.New(s, "Inner", &domain.Props{Name: "in.example.com", DNS: domain.Elsewhere(), CertificateARN: certificate("eu-west-1"), Endpoint: domain.Private, VPCEndpoints: []domain.VPCEndpoint{{ID: "vpce-1"}}})
			outer := domain.New(s, "Outer", public("out.example.com"))
			inner.Map("a", restAPI(s, "A", awsapigateway.EndpointType_REGIONAL).DeploymentStage())
			inner.Map("b", httpStage(s, "B").Construct)
			outer.Map("c", restStage(s, "C", awsapigateway.EndpointType_PRIVATE).Construct)
		}, []string{`path "a": leads to stage "prod" of Test/A, a public API, and a Private domain takes private ones only`,
			`path "b": leads to stage "$default" of Test/B, an HTTP API: a Private domain takes REST APIs only`,
			`path "c": leads to stage "prod" of Test/C, a private API, which needs a domain whose Endpoint is Private`}},
		"another region": {func(s awscdk.Stack) {
			other := stackIn(s.Node().Root().(awscdk.App), "Other", "us-east-1")
			domain.New(s, "Domain", public("api.example.com")).Map("", httpStage(other, "A").Construct)
		}, []string{`in aws://123456789012/us-east-1, and the domain is in aws://123456789012/eu-west-1`}},
		"another Stage": {func(s awscdk.Stack) {
			other := awscdk.NewStage(s.Node().Root().(awscdk.App), jsii.String("Prod"), nil)
			stack := awscdk.NewStack(other, jsii.String("Stack"), &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("123456789012"), Region: jsii.String("eu-west-1")}})
			domain.New(s, "Domain", public("api.example.com")).Map("", httpStage(stack, "A").Construct)
		}, []string{`which is in another Stage of the CDK: refer to the domain there by FromAttributes`}},
		"rules": {func(s awscdk.Stack) {
			d, st := domain.New(s, "Domain", public("api.example.com")), restAPI(s, "Api").DeploymentStage()
			header := func(name, value string) []domain.Header { return []domain.Header{{Name: name, Value: value}} }
			d.MapRule("a", domain.Rule{}, st)
			d.MapRule("b", domain.Rule{Priority: 1_000_001}, st)
			d.MapRule("c", domain.Rule{Priority: 1, Headers: []domain.Header{{Name: "a", Value: "1"}, {Name: "b", Value: "2"}, {Name: "c", Value: "3"}}}, st)
			d.MapRule("d", domain.Rule{Priority: 1}, st)
			d.MapRule(strings.Repeat("e", 128), domain.Rule{Priority: 2}, st)
			d.MapRule("f", domain.Rule{Priority: 3, Headers: header("a b", "x y")}, st)
			d.MapRule("g", domain.Rule{Priority: 4, Headers: header("Authorization", "a*b")}, st)
			d.MapRule("h", domain.Rule{Priority: 5, Headers: header(strings.Repeat("h", 40), "*")}, st)
			d.MapRule("i", domain.Rule{Priority: 6, Headers: header("i", strings.Repeat("i", 128))}, st)
			d.MapRule("j", domain.Rule{Priority: 7, Headers: header("X-Amzn-Trace-Id", "*"+strings.Repeat("j", 38)+"*")}, st)
			d.MapRule("k", domain.Rule{Priority: 8, Headers: header("", "")}, st)
		}, []string{`path "a": rule: Priority is 0; it is 1 to 1000000`, `path "b": rule: Priority is 1000001`, `path "c": rule: 3 headers; a rule can look at 2`,
			`rule: Priority 1 is that of the rule at reportmappings_test.go:`, `has 128 characters; up to 127`,
			`header "a b": a name has`, `header a b: value "x y": a value has`, `header "Authorization": API Gateway lets no rule look at it`, `header Authorization: value "a*b": "*" stands at the start or the end`,
			`has 40 characters; a rule's has up to 39`, `value "*" matches anything`, `header i: the value has 128 characters; a rule's has up to 127`,
			`header "X-Amzn-Trace-Id": API Gateway lets no rule`, `the value has 40 characters; one with "*" on both sides has up to 39`, `header "": a name has`, `header : value "": a value has`}},
		"rules of HTTP APIs": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", public("api.example.com"))
			d.MapRule("a", domain.Rule{Priority: 1}, httpStage(s, "A").Construct)
		}, []string{`rule: leads to stage "$default" of Test/A; rules are for REST APIs`}},
		"rules beside HTTP APIs": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", public("api.example.com"))
			d.Map("a", httpStage(s, "A").Construct)
			d.MapRule("b", domain.Rule{Priority: 1}, restAPI(s, "B").DeploymentStage())
		}, []string{`rule: the domain has mappings of HTTP APIs, beside which API Gateway has no rules`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			tt.declare(stackIn(app, "Test", "eu-west-1"))
			reports(t, app, tt.want...)
		})
	}
}

func TestManyMappings(t *testing.T) {
	app := synthtest.App()
	stack := stackIn(app, "Test", "eu-west-1")
	d, s := domain.New(stack, "Domain", elsewhere("api.example.com")), httpStage(stack, "Api").Construct
	for i := range 201 {
		d.Map("a/"+strings.Repeat("b", i+1), s)
	}
	d.Map("c", s)
	reports(t, app, `more than 200 mappings of several parts`)
}
