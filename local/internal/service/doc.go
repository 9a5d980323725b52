// Package service calls an AWS service for an integration of an HTTP API, at
// an endpoint that the developer names with AWS_ENDPOINT_URL_SQS and the like:
// an emulator, or the service itself.
//
//	call, err := service.New("SQS-SendMessage", "eu-west-1", os.Getenv)
//	answer, err := call.Do(ctx, map[string]string{"QueueUrl": url, "MessageBody": "hi"})
//
// Without an endpoint New returns an error that names the variable: nothing is
// sent to an account by accident.
package service
