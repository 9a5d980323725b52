// Event buses.

package integrations

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
)

var putEvents = &action{
	kind: "an EventBridge integration", subtype: "EventBridge-PutEvents", allows: "events:PutEvents", fixed: []string{"EventBusName"},
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

// BindREST implements [ForREST].
func (e eventBridge) BindREST(api RESTScope) RESTBinding {
	return e.bindREST(api, "events:action/PutEvents",
		map[string]string{"X-Amz-Target": "AWSEvents.PutEvents", "Content-Type": "application/x-amz-json-1.1"},
		fmt.Sprintf(`{"Entries":[{"EventBusName":"%s","Source":"$context.apiId","DetailType":"$context.httpMethod `+
			`$context.resourcePath","Detail":"%s"}]}`,
			*e.target.(awsevents.IEventBus).EventBusName(), bodyAsText))
}
