// Command shop is a whole application: a REST API for partners, who have API
// keys with quotas, with requests that are checked before they reach a function
// and answers that are cached.
package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/examples/shop/functions/orders"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func main() { gatehouse.Run(shop) }

// shop declares the application.
func shop(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)

	accesslog.NewAccount(stack, "Account") // lets REST APIs write logs

	api := restapi.New(stack, "Api", &restapi.Props{
		CORS:          cors.Allow("https://shop.example.com"),
		DefaultAuth:   authorizers.IAM(),
		RequireAPIKey: true,
		Tracing:       true,
		Stages: []restapi.Stage{{
			ExecutionLog: restapi.LogErrors,
			Metrics:      true,
			Throttle:     &restapi.Throttle{Rate: 200, Burst: 100},
			Cache:        &restapi.Cache{TTL: time.Minute},
		}},
		Plans: []restapi.UsagePlan{
			{
				Name:     "partner",
				Throttle: &restapi.Throttle{Rate: 20, Burst: 40},
				Quota:    &restapi.Quota{Requests: 100_000, Per: restapi.Month},
				Routes:   []restapi.RouteLimit{{Key: "POST /orders", Throttle: restapi.Throttle{Rate: 2, Burst: 5}}},
				Keys:     []restapi.Key{{Name: "tea-house"}, {Name: "cup-and-co"}},
			},
		},
		Responses: []restapi.GatewayResponse{
			{Type: restapi.MissingAuthenticationToken, Status: 404, Body: `{"message":"Not Found"}`},
		},
	})
	api.Handle(
		restapi.Route{
			Key:     "GET /products",
			Handler: "functions/catalogue.List",
			Auth:    authorizers.None(), // everybody may know what there is to buy
			Cache:   &restapi.RouteCache{Keys: []string{"query.kind"}},
		},
		restapi.Route{
			Key:     "GET /products/{sku}",
			Handler: "functions/catalogue.Get",
			Auth:    authorizers.None(),
		},
		restapi.Route{
			Key:     "POST /orders",
			Handler: "functions/orders.Place",
			Request: &restapi.Request{Body: restapi.SchemaOf[orders.Order](), Headers: []string{"X-Partner"}},
		},
	)
	acceptFindings(stack)
}
