// Starting: the function's main loop.

package router

import "github.com/aws/aws-lambda-go/lambda"

var _ lambda.Handler = (*Router)(nil)

// Start polls Lambda for events and answers them; it does not return. Events
// reach the router as bytes: aws-lambda-go decodes nothing for a lambda.Handler.
func Start(r *Router) {
	r.core.build()
	lambda.Start(r)
}
