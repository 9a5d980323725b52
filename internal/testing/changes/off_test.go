// What was on and is off again: the second template says so, since a property
// that only disappears is often left as it was.

package changes_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func restWith(props restapi.Props) func(awscdk.Stack) {
	return func(stack awscdk.Stack) {
		accesslog.NewAccount(stack, "Account")
		restapi.New(stack, "Api", &props).Handle(restapi.Route{Key: "GET /a", Integration: integrations.URL("https://example.com", nil)})
	}
}

func httpWith(props httpapi.Props) func(awscdk.Stack) {
	return func(stack awscdk.Stack) {
		httpapi.New(stack, "Api", &props).Handle(httpapi.Route{Key: "GET /a", Integration: integrations.URL("https://example.com", nil)})
	}
}

func websocketWith(props websocket.Props) func(awscdk.Stack) {
	return func(stack awscdk.Stack) {
		accesslog.NewAccount(stack, "Account")
		websocket.New(stack, "Api", &props).Handle(websocket.Route{Key: "say", Integration: integrations.URL("https://example.com", nil)})
	}
}

const (
	restStage = "AWS::ApiGateway::Stage"
	restAPI   = "AWS::ApiGateway::RestApi"
	v2Stage   = "AWS::ApiGatewayV2::Stage"
	v2API     = "AWS::ApiGatewayV2::Api"
)

var offs = []struct {
	name    string
	on, off func(awscdk.Stack)
	want    map[string]string // "type property" of the second template
	steps   []string
}{
	{
		"stage of a REST API",
		restWith(restapi.Props{Stages: []restapi.Stage{{
			Cache: &restapi.Cache{}, Tracing: true, Metrics: true, ExecutionLog: restapi.LogInfo, LogData: true,
		}}}),
		restWith(restapi.Props{}),
		map[string]string{
			restStage + " CacheClusterEnabled": "false",
			restStage + " TracingEnabled":      "false",
			restStage + " MethodSettings":      `[{"CachingEnabled":false,"DataTraceEnabled":false,"HttpMethod":"*","LoggingLevel":"OFF","MetricsEnabled":false,"ResourcePath":"/*"}]`,
		},
		[]string{"update ApiStage"}, // and no new deployment
	},
	{
		"REST API",
		restWith(restapi.Props{DisableEndpoint: true, AllowFrom: []restapi.Source{restapi.IPs("203.0.113.0/24")}, Override: func(l2 *awsapigateway.RestApiProps) {
			l2.ApiKeySourceType = awsapigateway.ApiKeySourceType_AUTHORIZER
		}}),
		restWith(restapi.Props{}),
		map[string]string{
			restAPI + " DisableExecuteApiEndpoint": "false",
			restAPI + " Policy":                    `{"Fn::Join":["",[""]]}`,
			restAPI + " ApiKeySourceType":          `"HEADER"`,
		},
		[]string{"update Api", "create ApiDeployment", "update ApiStage", "delete ApiDeployment"},
	},
	{
		"HTTP API",
		httpWith(httpapi.Props{DisableEndpoint: true, Stages: []httpapi.Stage{{Metrics: true}}}),
		httpWith(httpapi.Props{}),
		map[string]string{
			v2Stage + " DefaultRouteSettings":    `{"DetailedMetricsEnabled":false}`,
			v2API + " DisableExecuteApiEndpoint": "false",
		},
		[]string{"update Api", "update ApiDefaultStage"},
	},
	{
		"WebSocket API",
		websocketWith(websocket.Props{DisableEndpoint: true, APIKeyFrom: websocket.AuthorizerAPIKey, Stages: []websocket.Stage{{
			Metrics: true, ExecutionLog: websocket.LogInfo, LogData: true,
		}}}),
		websocketWith(websocket.Props{}),
		map[string]string{
			v2Stage + " DefaultRouteSettings":    `{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"OFF"}`,
			v2API + " DisableExecuteApiEndpoint": "false",
			v2API + " ApiKeySelectionExpression": `"$request.header.x-api-key"`,
		},
		[]string{"update Api", "update ApiStage"},
	},
	{
		"metrics of an HTTP API with a limit, also where a route has its own",
		httpWith(httpapi.Props{Stages: []httpapi.Stage{{Metrics: true, RouteLimits: []httpapi.RouteLimit{{Key: "GET /a", Throttle: httpapi.Throttle{Rate: 1, Burst: 2}}}}}}),
		httpWith(httpapi.Props{Stages: []httpapi.Stage{{RouteLimits: []httpapi.RouteLimit{{Key: "GET /a", Throttle: httpapi.Throttle{Rate: 1, Burst: 2}}}}}}),
		map[string]string{v2Stage + " RouteSettings": `{"GET /a":{"DetailedMetricsEnabled":false,"ThrottlingBurstLimit":2,"ThrottlingRateLimit":1}}`},
		[]string{"update ApiDefaultStage"},
	},
}

func TestOffIsWritten(t *testing.T) {
	for _, test := range offs {
		t.Run(test.name, func(t *testing.T) {
			before, after := templateOf(t, test.on), templateOf(t, test.off)
			for name, want := range test.want {
				kind, property, _ := strings.Cut(name, " ")
				got, err := json.Marshal(after.Only(t, kind).Properties[property])
				if err != nil || string(got) != want {
					t.Errorf("%s is %s, %v; want %s", name, got, err, want)
				}
				if was, _ := json.Marshal(before.Only(t, kind).Properties[property]); string(was) == want {
					t.Errorf("%s is %s already in the first template", name, was)
				}
			}
			changes.Between(t, before, after).Want(t, test.steps...)
		})
	}
}

func templateOf(t *testing.T, declare func(awscdk.Stack)) synthtest.Template {
	t.Helper()
	stack := synthtest.Stack()
	declare(stack)
	return synthtest.Synth(t, stack)
}

// An application that was deployed when "off" was left out is updated in place,
// and keeps its deployment.
func TestWritingOffReplacesNothing(t *testing.T) {
	for _, test := range offs {
		t.Run(test.name, func(t *testing.T) {
			before, after := templateOf(t, test.off), templateOf(t, test.off)
			for _, r := range before.Resources {
				for name := range test.want {
					if kind, property, _ := strings.Cut(name, " "); kind == r.Type {
						delete(r.Properties, property)
					}
				}
			}
			for _, s := range changes.Between(t, before, after).Steps {
				if s.Action != redeploy.Update || s.Type == "AWS::ApiGateway::Deployment" {
					t.Errorf("%v", s)
				}
			}
		})
	}
}

// What users have set by the CDK's own classes stays.
func TestOffLeavesWhatUsersSet(t *testing.T) {
	stack := synthtest.Stack()
	rest := restapi.New(stack, "Rest", nil)
	rest.Handle(restapi.Route{Key: "GET /a", Integration: integrations.URL("https://example.com", nil)})
	cfn := rest.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
	cfn.AddPropertyOverride(jsii.String("Policy"), map[string]any{"Version": "2012-10-17"})
	cfn.SetApiKeySourceType(jsii.String("AUTHORIZER"))
	stage := rest.Stages()[0].Node().DefaultChild().(awsapigateway.CfnStage)
	stage.SetCacheClusterEnabled(true)
	stage.SetMethodSettings([]any{&awsapigateway.CfnStage_MethodSettingProperty{HttpMethod: jsii.String("GET"), ResourcePath: jsii.String("/a"), MetricsEnabled: true}})
	api := httpapi.New(stack, "Http", nil)
	api.Handle(httpapi.Route{Key: "GET /a", Integration: integrations.URL("https://example.com", nil)})
	api.HttpApi.Node().DefaultChild().(awsapigatewayv2.CfnApi).SetDisableExecuteApiEndpoint(true)
	api.Stages()[0].Node().DefaultChild().(awsapigatewayv2.CfnStage).SetDefaultRouteSettings(&awsapigatewayv2.CfnStage_RouteSettingsProperty{DetailedMetricsEnabled: true})
	template := synthtest.Synth(t, stack)
	for name, want := range map[string]string{
		restAPI + " Policy":                  `{"Version":"2012-10-17"}`,
		restAPI + " ApiKeySourceType":        `"AUTHORIZER"`,
		restStage + " CacheClusterEnabled":   "true",
		restStage + " MethodSettings":        `[{"HttpMethod":"GET","MetricsEnabled":true,"ResourcePath":"/a"}]`,
		v2API + " DisableExecuteApiEndpoint": "true",
		v2Stage + " DefaultRouteSettings":    `{"DetailedMetricsEnabled":true}`,
	} {
		kind, property, _ := strings.Cut(name, " ")
		if got, _ := json.Marshal(template.Only(t, kind).Properties[property]); string(got) != want {
			t.Errorf("%s is %s; want %s", name, got, want)
		}
	}
}
