// Command library is a whole application whose handlers are typed: its documents
// and its clients in Go and TypeScript come of their types.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func main() { gatehouse.Run(library) }

// library declares the application.
func library(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Library"), nil)

	api := httpapi.New(stack, "Api", &httpapi.Props{
		Name:        "Library",
		Description: "Books and who has them.",
		CORS:        &cors.Policy{AllowOrigins: []string{"*"}, AllowHeaders: []string{"Authorization", "Content-Type", "X-Agent"}},
	})
	login := authorizers.JWT("login", "https://login.example.com", "library")
	api.Route("GET /books", "functions/books.List")
	api.Route("GET /books/{isbn}", "functions/books.Get")
	api.Handle(
		httpapi.Route{Key: "POST /books", Handler: "functions/books.Add", Auth: login},
		httpapi.Route{Key: "DELETE /books/{isbn}", Handler: "functions/books.Remove", Auth: login, Scopes: []string{"books/write"}},
	)
	api.Route("GET /covers/{path+}", "functions/books.Cover")

	accesslog.NewAccount(stack, "Account")
	live := websocket.New(stack, "Live", &websocket.Props{Name: "Library live"})
	live.Handle(websocket.Route{Key: "search", Handler: "functions/live.Search", Reply: true})

	acceptFindings(stack)
}
