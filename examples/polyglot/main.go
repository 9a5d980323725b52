// Command polyglot is an application whose functions are written in several
// languages, behind one API and with one table.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

func main() { gatehouse.Run(polyglot) }

// polyglot declares the application.
func polyglot(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Polyglot"), nil)
	items := awsdynamodb.NewTableV2(stack, jsii.String("Items"), &awsdynamodb.TablePropsV2{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
	})

	api := httpapi.New(stack, "Api", &httpapi.Props{
		CORS:      cors.Allow("https://shop.example.com"),
		Functions: &function.Config{Links: []links.Link{links.Table(items)}}, // ITEMS_TABLE, in every language
	})
	api.Route("POST /items", "functions/items.Create") // Go: the package functions/items
	api.Route("GET /items/{id}", "functions/items.Get")
	api.Route("GET /search", "functions/search.find") // TypeScript: the file functions/search.ts
	api.Route("GET /search/{word}", "functions/search.count")
	api.Route("GET /labels/{id}", "functions/labels::label.print") // TypeScript: a file of a folder that is packaged whole
	api.Handle(httpapi.Route{
		Key:      "GET /report",
		Handler:  "functions/report.index", // Python: the file functions/report.py
		Function: &function.Config{Runtime: function.Python314},
	})

	acceptFindings(stack)
}
