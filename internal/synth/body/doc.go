// Package body writes an API as one OpenAPI 3.0 definition with API Gateway's
// extensions: the Body of the API's resource.
//
//	b := body.New("todo", "todos of everybody")
//	b.Operation(key, body.Object{"x-amazon-apigateway-integration": body.Object{"type": "http_proxy", ...}})
//	resource.SetBody(b.Value())
//
// What stands in it is plain JSON, in which texts may hold tokens of the CDK.
package body
