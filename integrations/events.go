// Event buses and streams.

package integrations

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
)

var putEvents = &action{
	kind: "EventBridge integration", subtype: "EventBridge-PutEvents", allows: "events:PutEvents", fixed: []string{"EventBusName"},
	required: []string{"Detail", "DetailType", "Source"}, optional: []string{"Resources", "Time", "TraceHeader"},
	resources: func(s service) []*string {
		return []*string{s.target.(awsevents.IEventBus).EventBusArn()}
	},
}

// EventBridge puts an event on a bus. Its detail is the request's body, a JSON
// object; its detail-type is the route's key, such as "POST /orders"; its
// source is the API's id, so that no client can pass for somebody else.
// Parameters of the options change that. Options may be nil.
func EventBridge(bus awsevents.IEventBus, options *ServiceOptions) Integration {
	return eventBridge{newService(putEvents, bus, map[string]string{
		"Detail": "$request.body", "DetailType": "$context.routeKey", "Source": "$context.apiId",
	}, options)}
}

type eventBridge struct{ service }

func (e eventBridge) BindHTTP(api HTTPScope) HTTPBinding {
	return e.bind(api, map[string]string{"EventBusName": *e.target.(awsevents.IEventBus).EventBusName()})
}

var putRecord = &action{
	kind: "Kinesis integration", subtype: "Kinesis-PutRecord", allows: "kinesis:PutRecord", fixed: []string{"StreamName"},
	required: []string{"Data", "PartitionKey"}, optional: []string{"ExplicitHashKey", "SequenceNumberForOrdering"},
	resources: func(s service) []*string {
		return []*string{s.target.(awskinesis.IStream).StreamArn()}
	},
}

// Kinesis puts a record into a stream. Its data is the request's body; its
// partition key the request's id, which spreads records over all shards.
// Parameters of the options change that. Options may be nil.
func Kinesis(stream awskinesis.IStream, options *ServiceOptions) Integration {
	return kinesis{newService(putRecord, stream, map[string]string{
		"Data": "$request.body", "PartitionKey": "$context.requestId",
	}, options)}
}

type kinesis struct{ service }

func (k kinesis) BindHTTP(api HTTPScope) HTTPBinding {
	return k.bind(api, map[string]string{"StreamName": *k.target.(awskinesis.IStream).StreamName()})
}

func quote(s string) string { return strconv.Quote(s) }
