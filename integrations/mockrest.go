// Mocks of REST APIs.

package integrations

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"
)

// BindREST implements [ForREST].
func (m *mock) BindREST(RESTScope) RESTBinding {
	response := RESTResponse{Status: m.Status}
	if m.Body != "" {
		response.Templates = map[string]string{m.ContentType: m.Body}
	}
	if len(m.Headers) > 0 {
		response.Headers = map[string]string{}
		for name, value := range m.Headers {
			response.Headers[name] = "'" + value + "'"
		}
	}
	return RESTBinding{
		Integration: &awsapigateway.CfnMethod_IntegrationProperty{
			Type: jsii.String("MOCK"),
			// A body of another content type would be taken for the template's
			// result, and answered with 500.
			PassthroughBehavior: jsii.String("NEVER"),
			RequestTemplates:    map[string]string{"application/json": fmt.Sprintf(`{"statusCode":%d}`, m.Status)},
		},
		Responses: []RESTResponse{response},
	}
}
