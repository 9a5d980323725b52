// Domains and the kinds of API that users make.

package domain_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

var away = integrations.URL("https://example.net", nil)

func TestKindsBehindMutualTLS(t *testing.T) {
	for name, declare := range map[string]func(constructs.Construct, *domain.Mapping){
		"AWS::ApiGatewayV2::Api": func(s constructs.Construct, m *domain.Mapping) {
			httpapi.New(s, "Api", &httpapi.Props{Stages: []httpapi.Stage{{Domain: m}}}).Handle(httpapi.Route{Key: "GET /a", Integration: away})
		},
		"AWS::ApiGateway::RestApi": func(s constructs.Construct, m *domain.Mapping) {
			restapi.New(s, "Api", &restapi.Props{Stages: []restapi.Stage{{Domain: m}}}).Handle(restapi.Route{Key: "GET /a", Integration: away})
		},
	} {
		for _, d := range []string{"partners.example.com", "*.partners.example.com"} {
			stack := stackIn(synthtest.App(), "Test", "eu-west-1")
			partners := domain.New(stack, "Domain", &domain.Props{Name: d, DNS: domain.Elsewhere(), MutualTLS: trust(t)})
			declare(stack, &domain.Mapping{Domain: partners, Path: "v1"})
			template := synthtest.Synth(t, stack)
			if off := template.Only(t, name).Properties["DisableExecuteApiEndpoint"]; off != true {
				t.Errorf("%s at %s: DisableExecuteApiEndpoint is %v", name, d, off)
			}
			template.Only(t, "AWS::ApiGatewayV2::ApiMapping")
			for _, text := range warnings(stack) {
				if strings.Contains(text, "nobody reaches") {
					t.Errorf("%s at %s: %s", name, d, text)
				}
			}
		}
	}
}

// The plan of an API is made when the domain asks for it, whichever of the two
// the CDK renders first.
func TestShadowsOfOurAPIs(t *testing.T) {
	for _, order := range []string{"domain first", "domain last"} {
		app := synthtest.App()
		names, apis := "A", "B"
		if order == "domain last" {
			names, apis = "B", "A"
		}
		stacks := map[string]awscdk.Stack{}
		for _, id := range []string{"A", "B"} {
			stacks[id] = stackIn(app, id, "eu-west-1")
		}
		d := domain.New(stacks[names], "Domain", elsewhere("api.example.com"))
		quiet := &accesslog.Config{Off: true}
		web := httpapi.New(stacks[apis], "Web", &httpapi.Props{Stages: []httpapi.Stage{{AccessLog: quiet, Domain: &domain.Mapping{Domain: d}}}})
		web.Handle(httpapi.Route{Key: "GET /orders/{id}", Integration: away}, httpapi.Route{Key: "GET /todos", Integration: away})
		orders := restapi.New(stacks[apis], "Orders", &restapi.Props{Stages: []restapi.Stage{{AccessLog: quiet, Domain: &domain.Mapping{Domain: d, Path: "orders"}}}})
		orders.Handle(restapi.Route{Key: "GET /{id}", Integration: away})
		if problems := synthtest.Report(app); len(problems) > 0 {
			t.Fatal(order, problems)
		}
		synthtest.WantWarning(t, stacks[names], `kinds_test.go:\d+: domain "api.example.com": route "GET /orders/{id}": clients of the domain don't reach it: path "orders" leads to stage "v1" of `+apis+`/Orders`)
		if n := len(synthtest.Synth(t, stacks[apis]).Of("AWS::ApiGatewayV2::Route")); n != 2 {
			t.Errorf("%s: %d routes, want 2", order, n)
		}
	}
}

func TestMistakesOfOurAPIsMappings(t *testing.T) {
	app := synthtest.App()
	stack := stackIn(app, "Test", "eu-west-1")
	d := domain.New(stack, "Domain", elsewhere("api.example.com"))
	web := httpapi.New(stack, "Web", &httpapi.Props{Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: "v1"}}}})
	web.Handle(httpapi.Route{Key: "GET /a", Integration: away})
	chat := websocket.New(stack, "Chat", &websocket.Props{Stages: []websocket.Stage{{Domain: &domain.Mapping{Domain: d, Path: "v1"}}}})
	made := line(-1)
	chat.Handle(websocket.Route{Key: "$default", Integration: away})
	got := synthtest.Report(app)
	for _, want := range []string{made + `domain "api.example.com": path "v1" leads to stage "$default" of Test/Web already`, made + `domain "api.example.com": path "v1": leads to stage "v1" of Test/Chat, a WebSocket API, beside`} {
		if !contains(got, want) {
			t.Errorf("nothing of %q:\n%s", want, strings.Join(got, "\n"))
		}
	}
}
