// Package service calls an AWS service for an integration, at an endpoint that
// the developer names with AWS_ENDPOINT_URL_SQS and the like: an emulator, or the
// service itself. Integrations of HTTP APIs name an action by their subtype:
//
//	call, err := service.New("SQS-SendMessage", "eu-west-1", os.Getenv)
//	answer, err := call.Do(ctx, map[string]string{"QueueUrl": url, "MessageBody": "hi"})
//
// Those of REST and WebSocket APIs have a URI, and make the request themselves:
//
//	target, err := service.Parse("arn:aws:apigateway:eu-west-1:sqs:action/SendMessage")
//	endpoint, err := target.Endpoint(os.Getenv)
//	r, err := target.Request("POST", target.Path, query, header, body)
//	response, err := target.Send(ctx, endpoint, r, body, os.Getenv, http.DefaultTransport)
//
// Without an endpoint New and Endpoint return an error that names the variable:
// nothing is sent to an account by accident.
package service
