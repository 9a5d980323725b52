// What WebSocket APIs have beside HTTP APIs: selection expressions, models,
// templates, and replies.

package assembly

import (
	"cmp"
	"encoding/json"
	"strings"
)

// Socket is what a WebSocket API has beside what an HTTP API has.
type Socket struct {
	Selection string // route selection expression, e.g. "$request.body.action"
}

// SocketRoute is what a route of a WebSocket API has beside what one of an HTTP
// API has.
type SocketRoute struct {
	Reply          bool              // it has a route response: what the integration answers goes to the client
	ModelSelection string            // an expression that chooses one of Models; empty for no model
	Models         map[string]string // JSON schemas by key
}

// SocketIntegration is how an integration of a WebSocket API makes requests and
// replies.
type SocketIntegration struct {
	Selection   string            // an expression that chooses one of Templates
	Templates   map[string]string // of requests
	Passthrough string            // WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER
	Responses   []SocketResponse
}

// SocketResponse makes a reply of what an integration that is no proxy answers.
type SocketResponse struct {
	Key       string // "$default", or an expression for statuses such as "/4\\d\\d/"
	Selection string // an expression that chooses one of Templates
	Templates map[string]string
}

// collectSockets reads the parts that only WebSocket APIs have.
func (r *reader) collectSockets(byType map[string][]place, integrations map[key]*Integration) {
	models := map[key]string{}
	for _, p := range byType["AWS::ApiGatewayV2::Model"] {
		var problems []Problem
		api := r.apiOf(p, &problems)
		if api == nil {
			continue
		}
		props := p.s.props(p.id, p.r, &problems)
		schema, err := json.Marshal(props.value("Schema"))
		if err != nil || len(problems) > 0 {
			api.Problems = append(api.Problems, problems...)
			continue
		}
		models[key{api.ID, props.string("Name")}] = string(schema)
	}
	for _, p := range byType["AWS::ApiGatewayV2::IntegrationResponse"] {
		var problems []Problem
		api := r.apiOf(p, &problems)
		if api == nil {
			continue
		}
		props := p.s.props(p.id, p.r, &problems)
		response := SocketResponse{
			Key: props.string("IntegrationResponseKey"), Selection: props.string("TemplateSelectionExpression"),
			Templates: props.stringMap("ResponseTemplates"),
		}
		in := integrations[key{api.ID, props.string("IntegrationId")}]
		if in == nil || in.Socket == nil {
			r.app.Problems = append(r.app.Problems, append(problems,
				Problem{props.path, "it belongs to no integration of a WebSocket API of this app"})...)
			continue
		}
		in.Problems = append(in.Problems, problems...)
		in.Socket.Responses = append(in.Socket.Responses, response)
	}
	for _, p := range byType["AWS::ApiGatewayV2::Route"] {
		r.readSocketRoute(p, models)
	}
}

func (r *reader) readSocketRoute(p place, models map[key]string) {
	var ignored []Problem // noted when the route was read
	api := r.apis[p.s.props(p.id, p.r, &ignored).string("ApiId")]
	if api == nil || api.Kind != WebSocket {
		return
	}
	var route *Route
	for _, candidate := range api.Routes {
		if candidate.Path == p.s.pathOf(p.id) {
			route = candidate
		}
	}
	if route == nil {
		return
	}
	props := p.s.props(p.id, p.r, &route.Problems)
	route.Socket = &SocketRoute{
		Reply:          props.string("RouteResponseSelectionExpression") != "",
		ModelSelection: props.string("ModelSelectionExpression"),
	}
	for at, name := range props.stringMap("RequestModels") {
		schema, ok := models[key{api.ID, name}]
		if !ok {
			props.problem("its model %q is not one of this API", name)
			continue
		}
		if route.Socket.Models == nil {
			route.Socket.Models = map[string]string{}
		}
		route.Socket.Models[at] = schema
	}
}

// readSocketIntegration reads what an integration of a WebSocket API has.
func (r *reader) readSocketIntegration(props props, in *Integration) {
	in.Socket = &SocketIntegration{
		Selection:   props.string("TemplateSelectionExpression"),
		Templates:   props.stringMap("RequestTemplates"),
		Passthrough: cmp.Or(props.string("PassthroughBehavior"), "WHEN_NO_MATCH"),
	}
	if in.Type == "AWS" && strings.Contains(in.URI, ":lambda:path/") && len(in.Problems) == 0 {
		r.setFunction(in, in.URI)
	}
}
