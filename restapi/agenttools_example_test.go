// Routes as tools of agents.

package restapi_test

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbedrockagentcore"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func ExampleAgentTools() {
	stack := awscdk.NewStack(synthtest.App(), jsii.String("Todo"), nil)

	gateway := awsbedrockagentcore.NewGateway(stack, jsii.String("Agents"), &awsbedrockagentcore.GatewayProps{
		GatewayName: jsii.String("agents"),
	})
	api := restapi.New(stack, "Api", &restapi.Props{
		DefaultAuth: authorizers.IAM(),
		AgentTools: &restapi.AgentTools{
			Gateway: gateway,
			Tools:   []restapi.AgentTool{{Key: "POST /todos", Name: "add_todo"}},
		},
	})
	api.Route("GET /todos", "testdata/todos.List")
	api.Route("POST /todos", "testdata/todos.Create")

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::BedrockAgentCore::GatewayTarget"), map[string]any{
		"Name": "Api", "CredentialProviderConfigurations": []any{map[string]any{"CredentialProviderType": "GATEWAY_IAM_ROLE"}},
	})
	// Output:
}
