// The definition of an HTTP API that is read.

package definition

import (
	"encoding/json"
	"fmt"
)

func ExampleReadHTTP() {
	var document any
	if err := json.Unmarshal([]byte(`{
		"openapi": "3.0.1", "info": {"title": "todos"},
		"paths": {
			"/todos/{id}": {"get": {
				"security": [{"login": ["todos:read"]}],
				"x-amazon-apigateway-integration": {"$ref": "#/components/x-amazon-apigateway-integrations/todos"}
			}},
			"/$default": {"x-amazon-apigateway-any-method": {
				"isDefaultRoute": true,
				"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "ANY", "uri": "https://example.com"}
			}}
		},
		"components": {
			"securitySchemes": {"login": {
				"type": "openIdConnect", "openIdConnectUrl": "https://login.example.com/.well-known/openid-configuration",
				"x-amazon-apigateway-authorizer": {"type": "jwt", "jwtConfiguration": {"audience": ["todo-app"]}}
			}},
			"x-amazon-apigateway-integrations": {"todos": {"type": "aws_proxy", "uri": "arn:${AWS::Partition}:lambda:..."}}
		}
	}`), &document); err != nil {
		fmt.Println(err)
		return
	}
	d, problems := ReadHTTP(document, Options{Variables: map[string]string{"AWS::Partition": "aws"}})
	for _, r := range d.Routes {
		fmt.Println(r.Key, r.Properties["AuthorizationType"], r.Properties["AuthorizationScopes"], d.Integrations[r.Integration]["IntegrationUri"])
	}
	fmt.Println(d.Authorizers["login"]["JwtConfiguration"], problems)
	// Output:
	// $default NONE <nil> https://example.com
	// GET /todos/{id} JWT [todos:read] arn:aws:lambda:...
	// map[Audience:[todo-app] Issuer:https://login.example.com] []
}
