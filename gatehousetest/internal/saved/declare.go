// The application whose requests are saved.

package saved

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// handler is that of every route: it answers with what it was asked.
const handler = "gatehousetest/internal/saved/app/handlers.Echo"

// Declare declares the application.
func Declare(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Saved"), nil)

	api := httpapi.New(stack, "Http", nil)
	api.Handle(
		httpapi.Route{Key: "ANY /open/{proxy+}", Handler: handler, Auth: authorizers.None()},
		httpapi.Route{
			Key: "GET /mine", Handler: handler, Auth: authorizers.JWT("login", "https://login.example.com", "shop"), Scopes: []string{"read"},
		},
		httpapi.Route{Key: "GET /signed", Handler: handler, Auth: authorizers.IAM()},
	)

	rest := restapi.New(stack, "Rest", &restapi.Props{
		RequireAPIKey: true,
		Plans:         []restapi.UsagePlan{{Name: "partner", Keys: []restapi.Key{{Name: "tea-house"}}}},
	})
	rest.Handle(restapi.Route{Key: "GET /keyed", Handler: handler, Auth: authorizers.None()})

	chat := websocket.New(stack, "Chat", nil)
	chat.Handle(websocket.Route{Key: "say", Handler: handler, Reply: true})
}
