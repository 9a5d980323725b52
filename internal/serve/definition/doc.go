// Package definition reads OpenAPI documents that REST APIs are made of, OpenAPI 3.0 and
// Swagger 2.0 with API Gateway's extensions, into what CloudFormation's resources would
// say of the same API.
//
//	d, problems := definition.Read(document, definition.Options{BasePath: "prepend"})
//	for _, m := range d.Methods {
//		fmt.Println(m.Verb, m.Path, m.Properties["AuthorizationType"])
//	}
//
// The properties are those of AWS::ApiGateway::Method, Authorizer and GatewayResponse, so
// whoever reads templates reads definitions in the same way. Sources: API Gateway
// developer guide, "OpenAPI extensions for API Gateway" and "OpenAPI basePath property".
package definition
