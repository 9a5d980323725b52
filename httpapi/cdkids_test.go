// CDKIDs: an API that the CDK declared before keeps its resources.

package httpapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// An API of the CDK's that is declared with this package keeps its id, its stage
// and its routes: a route that had another logical id would be made before the
// old one is deleted, and API Gateway refuses two of one key.
func TestAnAPIOfTheCDKKeepsItsRoutes(t *testing.T) {
	url := "https://legacy.example.com"
	before := synthtest.Stack()
	old := awsapigatewayv2.NewHttpApi(before, jsii.String("Api"), &awsapigatewayv2.HttpApiProps{
		DefaultIntegration: awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("All"), jsii.String(url), nil),
	})
	for path, methods := range map[string][]awsapigatewayv2.HttpMethod{
		"/todos":                {awsapigatewayv2.HttpMethod_GET, awsapigatewayv2.HttpMethod_POST},
		"/todos/{id}":           {awsapigatewayv2.HttpMethod_GET},
		"/files/{proxy+}":       {awsapigatewayv2.HttpMethod_ANY},
		"/":                     {awsapigatewayv2.HttpMethod_GET},
		"/a-b_c.d/{id}/x:y/z.z": {awsapigatewayv2.HttpMethod_DELETE},
	} {
		old.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
			Path: jsii.String(path), Methods: &methods, Integration: awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("Url"), jsii.String(url), nil),
		})
	}
	after := synthtest.Stack()
	api := httpapi.New(after, "Api", &httpapi.Props{CDKIDs: true})
	for _, key := range []string{"GET,POST /todos", "GET /todos/{id}", "ANY /files/{proxy+}", "GET /", "DELETE /a-b_c.d/{id}/x:y/z.z", "$default"} {
		api.Handle(httpapi.Route{Key: key, Integration: integrations.URL(url, nil)})
	}
	was, is := routes(t, before), routes(t, after)
	if len(was) != 9 {
		t.Fatalf("%d resources of the CDK's: %v", len(was), was)
	}
	for id, key := range was {
		if is[id] != key {
			t.Errorf("%s %s would be deleted; after are %v", id, key, is)
		}
	}
	if len(is) != len(was) {
		t.Errorf("%v, then %v", was, is)
	}
}

// routes returns the API, its stages and its routes, by their logical ids.
func routes(t *testing.T, stack awscdk.Stack) map[string]any {
	t.Helper()
	template := synthtest.Synth(t, stack)
	out := map[string]any{}
	for id, r := range template.Resources {
		switch {
		case r.Type == "AWS::ApiGatewayV2::Route":
			out[id] = r.Properties["RouteKey"]
		case slices.Contains([]string{"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"}, r.Type):
			out[id] = r.Type
		}
	}
	return out
}

// Routes that the ids of the CDK can't tell apart are reported: the CDK would end
// the synth without a place.
func TestRoutesOfOneIDOfTheCDK(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{CDKIDs: true})
	url := integrations.URL("https://a.example.com", nil)
	api.Handle(httpapi.Route{Key: "GET /a/b", Integration: url}, httpapi.Route{Key: "GET /a--b", Integration: url})
	got := synthtest.Report(app)
	if len(got) != 1 || !strings.Contains(got[0], `cdkids_test.go:`) || !strings.Contains(got[0], `with CDKIDs it has the id "GET--a--b", as "GET /a/b" has`) &&
		!strings.Contains(got[0], `with CDKIDs it has the id "GET--a--b", as "GET /a--b" has`) {
		t.Errorf("%q", got)
	}
}
