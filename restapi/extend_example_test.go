// Routes on an API that was made elsewhere.

package restapi_test

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// A path below one that another team's API has, served by its stage "live".
func ExampleExtend() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Reports"), nil)

	shared := awsapigateway.RestApi_FromRestApiAttributes(stack, jsii.String("Shared"), &awsapigateway.RestApiAttributes{
		RestApiId: jsii.String("a1b2c3d4e5"), RootResourceId: jsii.String("f6g7h8i9j0"),
	})
	reports := restapi.Extend(stack, "Routes", shared, &restapi.ExtendProps{
		Stages:    []string{"live"},
		Resources: []restapi.Resource{{Path: "/todos", ID: "k1l2m3"}},
	})
	reports.Handle(restapi.Route{Key: "GET /todos/report", Integration: integrations.URL("https://reports.example.com", nil)})

	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::ApiGateway::Resource"), map[string]any{"ParentId": "k1l2m3", "PathPart": "report"})
	template.HasResourceProperties(jsii.String("AWS::ApiGateway::Deployment"), map[string]any{"StageName": "live"})
	// Output:
}
