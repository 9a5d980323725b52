// CDKIDs: an API that the CDK declared before keeps its resources.

package restapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// An API of the CDK's that is declared with this package keeps its id, its stage,
// its resources and its methods: resources that had other logical ids would be
// made before the old ones are deleted, and API Gateway refuses two of one path.
func TestAnAPIOfTheCDKKeepsItsResources(t *testing.T) {
	before := synthtest.Stack()
	old := awsapigateway.NewRestApi(before, jsii.String("Api"), &awsapigateway.RestApiProps{
		DeployOptions:               &awsapigateway.StageOptions{StageName: jsii.String("prod")},
		DefaultCorsPreflightOptions: &awsapigateway.CorsOptions{AllowOrigins: jsii.Strings("*")},
	})
	for _, path := range []string{"todos", "todos/{id}", "todos/{id}/notes", "files", "files/{proxy+}"} {
		resource := old.Root().ResourceForPath(jsii.String(path))
		resource.AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)
		if path == "todos" {
			resource.AddMethod(jsii.String("ANY"), awsapigateway.NewMockIntegration(nil), nil)
		}
	}
	old.Root().AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)

	after := synthtest.Stack()
	api := restapi.New(after, "Api", &restapi.Props{CDKIDs: true, CORS: cors.AllowAny(), Stages: []restapi.Stage{{Name: "prod"}}})
	for _, key := range []string{"GET /", "GET /todos", "ANY /todos", "GET /todos/{id}", "GET /todos/{id}/notes", "GET /files", "GET /files/{proxy+}"} {
		api.Handle(restapi.Route{Key: key, Integration: pong()})
	}
	was, is := kept(t, before), kept(t, after)
	if len(was) < 15 {
		t.Fatalf("%d resources of the CDK's: %v", len(was), was)
	}
	for id, what := range was {
		if what != is[id] {
			t.Errorf("%s %s would be deleted; after are %v", id, what, is)
		}
	}
}

// kept returns the API, its stage, resources and methods, by their logical ids.
func kept(t *testing.T, stack awscdk.Stack) map[string]string {
	t.Helper()
	out := map[string]string{}
	for id, r := range synthtest.Synth(t, stack).Resources {
		if !slices.Contains([]string{"AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method"}, r.Type) {
			continue
		}
		out[id] = r.Type
		for _, name := range []string{"StageName", "PathPart", "HttpMethod"} {
			if text, ok := r.Properties[name].(string); ok {
				out[id] += " " + text
			}
		}
	}
	return out
}

// Paths that the ids of the CDK can't tell from something else are reported: the
// CDK would end the synth without a place, or make two resources of one id.
func TestPathsWithoutAnIDOfTheCDK(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{CDKIDs: true, CORS: cors.AllowAny(), Stages: []restapi.Stage{{Name: "prod"}}})
	for _, key := range []string{"GET /", "GET /GET", "GET /a/OPTIONS/b", "GET /a", "GET /b/Default", "GET /Deployment", "GET /DeploymentStage.prod", "GET /fine/GET", "GET /fine/Deployment"} {
		api.Handle(restapi.Route{Key: key, Integration: pong()})
	}
	got := synthtest.Report(app)
	want := []string{
		`route "GET /Deployment": with CDKIDs the path "/Deployment" has the id of the construct Test/Api/Deployment`,
		`route "GET /DeploymentStage.prod": with CDKIDs the path "/DeploymentStage.prod" has the id of the construct Test/Api/DeploymentStage.prod`,
		`route "GET /GET": with CDKIDs the path "/GET" has the id of the method GET of /`,
		`route "GET /a/OPTIONS/b": with CDKIDs the path "/a/OPTIONS" has the id of the method OPTIONS of /a`,
		`route "GET /b/Default": with CDKIDs the path "/b/Default" has the id of what is above it`,
	}
	for i, text := range got {
		if i >= len(want) || !strings.Contains(text, "cdkids_test.go:") || !strings.Contains(text, want[i]) {
			t.Errorf("reported: %s", text)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d", len(got), len(want))
	}
}
