// What the tests of this package share: a zone, APIs of each kind and
// certificates.

package domain_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

// certificate is one in the region.
func certificate(region string) string {
	return "arn:aws:acm:" + region + ":123456789012:certificate/0a1b2c3d"
}

func zone(scope constructs.Construct) awsroute53.IHostedZone {
	return awsroute53.HostedZone_FromHostedZoneAttributes(scope, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z0123456789"), ZoneName: jsii.String("example.com"),
	})
}

// stackIn returns a stack of an app in a region.
func stackIn(app awscdk.App, id, region string) awscdk.Stack {
	return awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("123456789012"), Region: jsii.String(region)}})
}

// registered returns the view of an API, as the kinds of API register it.
func registered(api constructs.Construct, kind *plan.Kind, id *string, stages map[string]constructs.Construct, routes ...string) *view.API {
	v := &view.API{Construct: api, Kind: kind, ID: *id, Name: *api.Node().Id(), Pos: here(2)}
	for name, construct := range stages {
		v.Stages = append(v.Stages, &view.Stage{API: v, Name: name, Shown: name, Construct: construct, Pos: here(2)})
	}
	p := &plan.Plan{}
	for i, text := range routes {
		keys, err := routekey.Parse(text)
		if err != nil {
			panic(err)
		}
		p.Routes = append(p.Routes, &plan.Planned{Key: keys[0], Pos: plan.Pos{File: "routes.go", Line: i + 1}})
	}
	v.Planned = func() *plan.Plan { return p }
	view.Register(v)
	return v
}

// httpStage returns our view of a stage of an HTTP API.
func httpStage(scope constructs.Construct, id string, routes ...string) *view.Stage {
	api := awsapigatewayv2.NewHttpApi(scope, jsii.String(id), &awsapigatewayv2.HttpApiProps{CreateDefaultStage: jsii.Bool(false)})
	stage := awsapigatewayv2.NewHttpStage(api, jsii.String("Stage"), &awsapigatewayv2.HttpStageProps{HttpApi: api, AutoDeploy: jsii.Bool(true)})
	return registered(api, plan.HTTP, api.ApiId(), map[string]constructs.Construct{"$default": stage}, routes...).Stages[0]
}

// webSocketStage returns our view of a stage of a WebSocket API.
func webSocketStage(scope constructs.Construct, id string) *view.Stage {
	api := awsapigatewayv2.NewWebSocketApi(scope, jsii.String(id), nil)
	stage := awsapigatewayv2.NewWebSocketStage(api, jsii.String("Stage"), &awsapigatewayv2.WebSocketStageProps{WebSocketApi: api, StageName: jsii.String("v1"), AutoDeploy: jsii.Bool(true)})
	return registered(api, plan.WebSocket, api.ApiId(), map[string]constructs.Construct{"v1": stage}).Stages[0]
}

// restStage returns our view of a stage of a REST API.
func restStage(scope constructs.Construct, id string, types ...awsapigateway.EndpointType) *view.Stage {
	api := restAPI(scope, id, types...)
	return registered(api, plan.REST, api.RestApiId(), map[string]constructs.Construct{"prod": api.DeploymentStage()}).Stages[0]
}

// restAPI makes a REST API of the CDK's own.
func restAPI(scope constructs.Construct, id string, types ...awsapigateway.EndpointType) awsapigateway.RestApi {
	props := &awsapigateway.RestApiProps{}
	if len(types) > 0 {
		props.EndpointConfiguration = &awsapigateway.EndpointConfiguration{Types: &types}
	}
	api := awsapigateway.NewRestApi(scope, jsii.String(id), props)
	api.Root().AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)
	return api
}

// here is a line of a test, as messages say it.
func here(skip int) plan.Pos { return plan.Caller(skip) }

// line returns the line of its caller, or one some lines away.
func line(offset int) string {
	_, file, n, _ := runtime.Caller(1)
	return fmt.Sprintf("%s:%d: ", file[strings.LastIndex(file, "/")+1:], n+offset)
}

// contains reports whether some text contains another.
func contains(texts []string, want string) bool {
	for _, text := range texts {
		if strings.Contains(text, want) {
			return true
		}
	}
	return false
}

// viewHere gives a stage the place of the caller, as its API's New does.
func viewHere(s *view.Stage) *view.Stage {
	s.Pos = here(2)
	return s
}
