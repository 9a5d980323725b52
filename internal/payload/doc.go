// Package payload makes the events that API Gateway hands to functions, and
// reads their answers: those of REST APIs, formats 1.0 and 2.0 of HTTP APIs,
// function URLs, and the events of Lambda authorizers. The local server and the
// router's test events share it.
//
//	event, err := payload.V2(&payload.Request{Method: "GET", Path: "/todos/7", RouteKey: "GET /todos/{id}"})
//	answer, err := payload.ParseV2(output)
//
// Source: API Gateway developer guide, "Create AWS Lambda proxy integrations
// for HTTP APIs" and "Control access to HTTP APIs with AWS Lambda authorizers".
package payload
