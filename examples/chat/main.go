// Command chat is a whole application: a WebSocket API with rooms, where those
// who have a token talk to each other.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func main() { gatehouse.Run(chat) }

// chat declares the application.
func chat(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Chat"), nil)

	accesslog.NewAccount(stack, "Account") // the role for access logs: once for each account and region
	api := websocket.New(stack, "Api", &websocket.Props{
		Stages:    []websocket.Stage{{Throttle: &websocket.Throttle{Rate: 100, Burst: 200}}},
		Functions: &function.Config{Environment: map[string]string{"CHAT_PUBLIC_KEY": os.Getenv("CHAT_PUBLIC_KEY")}},
	})
	api.Route("$connect", "functions/chat.Connect")       // one Lambda function for the
	api.Route("$disconnect", "functions/chat.Disconnect") // Go package functions/chat;
	api.Route("join", "functions/chat.Join")              // its router is generated
	api.Route("leave", "functions/chat.Leave")
	api.Handle(
		websocket.Route{Key: "say", Handler: "functions/chat.Say", Model: said},
		websocket.Route{Key: "$default", Handler: "functions/chat.Unknown", Reply: true},
		websocket.Route{Key: "ping", Integration: integrations.Mock(&integrations.MockOptions{Body: `{"type":"pong"}`}), Reply: true},
	)

	table := roomTable(stack)
	fn := api.Function("functions/chat")
	table.GrantReadWriteData(fn)
	fn.AddEnvironment(jsii.String("CHAT_ROOMS"), table.TableName(), nil)

	acceptFindings(stack)
}

// said is what a message to say something must be.
var said = &websocket.Model{Name: "Said", Schema: `{
	"$schema": "http://json-schema.org/draft-04/schema#",
	"type": "object",
	"required": ["room", "text"],
	"properties": {
		"room": {"type": "string", "minLength": 1, "maxLength": 50},
		"text": {"type": "string", "minLength": 1, "maxLength": 2000}
	}
}`}

// roomTable is the table that package roomtable wants.
func roomTable(stack awscdk.Stack) awsdynamodb.TableV2 {
	room := &awsdynamodb.Attribute{Name: jsii.String("room"), Type: awsdynamodb.AttributeType_STRING}
	connection := &awsdynamodb.Attribute{Name: jsii.String("connection"), Type: awsdynamodb.AttributeType_STRING}
	return awsdynamodb.NewTableV2(stack, jsii.String("Rooms"), &awsdynamodb.TablePropsV2{
		PartitionKey:        room,
		SortKey:             connection,
		TimeToLiveAttribute: jsii.String("expires"),
		RemovalPolicy:       awscdk.RemovalPolicy_DESTROY, // it holds nothing that outlives a connection
		GlobalSecondaryIndexes: &[]*awsdynamodb.GlobalSecondaryIndexPropsV2{
			{IndexName: jsii.String("connections"), PartitionKey: connection, SortKey: room},
		},
	})
}
