// Whole templates, one for each kind of API.

package monitor_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestGolden(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"http": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", nil)
			api.Route("GET /todos", "testdata/todos.List")
			monitor.New(s, "Monitor", &monitor.Props{APIs: []monitor.API{api}, Topic: awssns.NewTopic(s, jsii.String("Topic"), nil)})
		},
		"rest": func(s awscdk.Stack) {
			accesslog.NewAccount(s, "Account")
			api := restapi.New(s, "Api", &restapi.Props{Stages: []restapi.Stage{{Name: "live", Cache: &restapi.Cache{}}}})
			api.Handle(restapi.Route{Key: "GET /todos", Integration: integrations.Mock(nil)})
			monitor.New(s, "Monitor", &monitor.Props{APIs: []monitor.API{api}, PerRoute: true, Name: "todos"})
		},
		"websocket": func(s awscdk.Stack) {
			accesslog.NewAccount(s, "Account")
			api := websocket.New(s, "Api", nil)
			api.Route("send", "testdata/chat.Send")
			monitor.New(s, "Monitor", &monitor.Props{APIs: []monitor.API{api}, PerRoute: true})
		},
		"functions": func(s awscdk.Stack) {
			monitor.New(s, "Monitor", &monitor.Props{Functions: []awslambda.IFunction{fn(s, "Worker", 60)}, NoDashboard: true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
