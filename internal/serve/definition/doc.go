// Package definition reads OpenAPI documents that APIs are made of, with API Gateway's
// extensions, into what CloudFormation's resources would say of the same API: OpenAPI 3.0
// for HTTP APIs, and Swagger 2.0, too, for REST APIs.
//
//	d, problems := definition.ReadREST(document, definition.Options{BasePath: "prepend"})
//	for _, m := range d.Methods {
//		fmt.Println(m.Verb, m.Path, m.Properties["AuthorizationType"])
//	}
//
// The properties are those of AWS::ApiGateway::Method or AWS::ApiGatewayV2::Route,
// Integration, Authorizer and the like, so whoever reads templates reads definitions in
// the same way. What a document has and an API does not get is a warning; what can't be
// read is a problem, of the route if it concerns one. Sources: API Gateway developer
// guide, "OpenAPI extensions for API Gateway", "OpenAPI basePath property" and "Use
// OpenAPI definitions for HTTP APIs".
package definition
