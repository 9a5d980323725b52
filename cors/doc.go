// Package cors holds a CORS policy: which web pages may call an API from a
// browser. It is plain data, and one value serves at synth, in the Lambda
// function and on the local server:
//
//	api := httpapi.New(stack, "Api", &httpapi.Props{
//		CORS: cors.Allow("https://app.example.com"),
//	})
//
// Nothing is allowed until a policy says so; a nil policy is off.
package cors
