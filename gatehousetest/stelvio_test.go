// Handlers in Python as Stelvio's guide has them, unchanged: synthesised, built
// and called.

package gatehousetest_test

import (
	"os/exec"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func stelvioPython(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	table := awsdynamodb.NewTableV2(stack, jsii.String("todos"), &awsdynamodb.TablePropsV2{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("username"), Type: awsdynamodb.AttributeType_STRING},
	})

	api := restapi.New(stack, "todo-api", &restapi.Props{CORS: cors.AllowAny()})
	api.Handle(restapi.Route{
		Key:      "GET /todos",
		Handler:  "functions/todos.index",
		Function: &function.Config{Links: []links.Link{links.Table(table)}},
	})
	api.Route("GET /todos/{id}", "functions/todos.get")
	api.Handle(restapi.Route{
		Key:     "POST /orders",
		Handler: "functions/orders::handler.process_order",
		Auth:    authorizers.Token("jwt-auth", "functions/authorizers/jwt.handler", nil),
	})
}

func TestHandlersOfTheGuideStayAsTheyAre(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no Python on this machine")
	}
	t.Chdir("testdata/stelvio")
	api := gatehousetest.Serve(t, stelvioPython, local.Config{}).API("Todo/todo-api")

	var todos struct{ Table string }
	answer := api.Do("GET", "/todos", nil, gatehousetest.Header("Origin", "https://app.example.com")).Status(200)
	if answer.JSON(&todos); todos.Table == "" {
		t.Errorf("no name of the table: %s", answer.Text)
	}
	if got := answer.Header.Values("Access-Control-Allow-Origin"); len(got) != 1 || got[0] != "*" {
		t.Errorf("Access-Control-Allow-Origin: %q", got)
	}
	if got := api.Do("GET", "/todos/7", nil).Status(200).Text; got != "7" {
		t.Errorf("%q", got)
	}

	order := map[string]any{"items": []map[string]any{{"price": 1.5}, {"price": 2.25}}}
	api.Do("POST", "/orders", order).Status(401)
	var placed struct{ ID, Total int }
	api.Do("POST", "/orders", order, gatehousetest.Header("Authorization", "Bearer good")).Status(201).JSON(&placed)
	if placed.ID != 1 || placed.Total != 375 {
		t.Errorf("%+v", placed)
	}
}
