// A firewall, traces and access logs.

package restapi_test

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func ExampleWAF() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{
		Stages: []restapi.Stage{{WAF: &restapi.WAF{}}},
	})
	api.Route("GET /users", "functions/users.Index")

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::WAFv2::WebACL"), jsii.Number(1))
	template.ResourceCountIs(jsii.String("AWS::WAFv2::WebACLAssociation"), jsii.Number(1))
	// Output:
}

// A stage on which rules are tried out has a web ACL of its own, since its
// settings differ.
func ExampleWAF_settings() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{Stages: []restapi.Stage{
		{Name: "live", WAF: &restapi.WAF{RateLimit: 500, Log: true}},
		{Name: "test", WAF: &restapi.WAF{
			Name:       "trial",
			CountOnly:  true,
			RuleGroups: append(restapi.DefaultRuleGroups(), restapi.RuleGroup{Name: restapi.SQLInjection}),
		}},
	}})
	api.Route("GET /users", "functions/users.Index")

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::WAFv2::WebACL"), jsii.Number(2))
	// Output:
}

func ExampleProps_tracing() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{Tracing: true})
	api.Route("GET /users", "functions/users.Index")

	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::ApiGateway::Stage"), map[string]any{"TracingEnabled": true})
	template.HasResourceProperties(jsii.String("AWS::Lambda::Function"), map[string]any{"TracingConfig": map[string]any{"Mode": "Active"}})
	// Output:
}

func ExampleStage_accessLog() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	accesslog.NewAccount(stack, "Account") // lets REST APIs write logs
	api := restapi.New(stack, "Api", &restapi.Props{Stages: []restapi.Stage{
		{Name: "live", AccessLog: &accesslog.Config{
			RetentionDays: 90,
			Fields:        []accesslog.Field{{Name: "tenant", Value: "$context.authorizer.tenant"}},
		}},
		{Name: "partners", AccessLog: &accesslog.Config{
			Firehose: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-partners",
		}},
		{Name: "test", AccessLog: &accesslog.Config{Off: true}},
	}})
	api.Route("GET /users", "functions/users.Index")

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::Logs::LogGroup"), map[string]any{"RetentionInDays": 90})
	// Output:
}
