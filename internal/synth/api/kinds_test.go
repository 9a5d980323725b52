// The kinds of API as tests of what they share see them.

package api_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// stage holds what a stage of each kind has.
type stage struct {
	Name, Description string
	Variables         map[string]string
	Throttle          *throttle
	RouteLimits       []limit
	Domain            *domain.Mapping
	AccessLog         *accesslog.Config
	Metrics           bool
	Deployment        string
}

type throttle struct {
	Rate  float64
	Burst int
}

type limit struct {
	Key      string
	Throttle throttle
}

// anAPI is what each kind of API is.
type anAPI interface {
	constructs.Construct
	StageURL(name string) string
}

// kind is a kind of API, with keys of its routes. An API that it makes has both.
type kind struct {
	name     string
	a, b     string // routes that the API has
	none     string // one that it has not
	resource string // the type of its stages
	scheme   string
	make     func(scope awscdk.Stack, stages []stage, disable bool) anAPI
}

var target = integrations.URL("https://example.com", nil)

var kinds = []kind{
	{"HTTP", "GET /a", "GET /b", "GET /c", "AWS::ApiGatewayV2::Stage", "https", func(scope awscdk.Stack, stages []stage, disable bool) anAPI {
		props := &httpapi.Props{DisableEndpoint: disable}
		for _, s := range stages {
			made := httpapi.Stage{Name: s.Name, Description: s.Description, Variables: s.Variables, Throttle: (*httpapi.Throttle)(s.Throttle),
				Domain: s.Domain, AccessLog: s.AccessLog, Metrics: s.Metrics, Deployment: s.Deployment}
			for _, l := range s.RouteLimits {
				made.RouteLimits = append(made.RouteLimits, httpapi.RouteLimit{Key: l.Key, Throttle: httpapi.Throttle(l.Throttle)})
			}
			props.Stages = append(props.Stages, made)
		}
		api := httpapi.New(scope, "Api", props)
		api.Handle(httpapi.Route{Key: "GET /a", Integration: target}, httpapi.Route{Key: "GET /b", Integration: target, Throttle: &httpapi.Throttle{Rate: 7, Burst: 7}})
		return api
	}},
	{"REST", "GET /a", "GET /b", "GET /c", "AWS::ApiGateway::Stage", "https", func(scope awscdk.Stack, stages []stage, disable bool) anAPI {
		accesslog.NewAccount(scope, "Account")
		props := &restapi.Props{DisableEndpoint: disable, KeepDeployments: true}
		for _, s := range stages {
			made := restapi.Stage{Name: s.Name, Description: s.Description, Variables: s.Variables, Throttle: (*restapi.Throttle)(s.Throttle),
				Domain: s.Domain, AccessLog: s.AccessLog, Metrics: s.Metrics, Deployment: s.Deployment}
			for _, l := range s.RouteLimits {
				made.RouteLimits = append(made.RouteLimits, restapi.RouteLimit{Key: l.Key, Throttle: restapi.Throttle(l.Throttle)})
			}
			props.Stages = append(props.Stages, made)
		}
		api := restapi.New(scope, "Api", props)
		api.Handle(restapi.Route{Key: "GET /a", Integration: target}, restapi.Route{Key: "GET /b", Integration: target, Throttle: &restapi.Throttle{Rate: 7, Burst: 7}})
		return api
	}},
	{"WebSocket", "a", "b", "c", "AWS::ApiGatewayV2::Stage", "wss", func(scope awscdk.Stack, stages []stage, disable bool) anAPI {
		accesslog.NewAccount(scope, "Account")
		props := &websocket.Props{DisableEndpoint: disable}
		for _, s := range stages {
			made := websocket.Stage{Name: s.Name, Description: s.Description, Variables: s.Variables, Throttle: (*websocket.Throttle)(s.Throttle),
				Domain: s.Domain, AccessLog: s.AccessLog, Metrics: s.Metrics, Deployment: s.Deployment}
			for _, l := range s.RouteLimits {
				made.RouteLimits = append(made.RouteLimits, websocket.RouteLimit{Key: l.Key, Throttle: websocket.Throttle(l.Throttle)})
			}
			props.Stages = append(props.Stages, made)
		}
		api := websocket.New(scope, "Api", props)
		api.Handle(websocket.Route{Key: "a", Integration: target}, websocket.Route{Key: "b", Integration: target, Throttle: &websocket.Throttle{Rate: 7, Burst: 7}})
		return api
	}},
}

// each runs a test for each kind of API.
func each(t *testing.T, test func(t *testing.T, k kind)) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) { test(t, k) })
	}
}
