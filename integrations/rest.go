// What a REST API asks of an integration.

package integrations

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ForREST is an integration that a REST API can have.
type ForREST interface {
	Integration

	// BindREST says what one API needs. It is called at synth, once for each
	// API.
	BindREST(api RESTScope) RESTBinding
}

// RESTScope is the REST API that an integration is made for.
type RESTScope struct {
	Scope constructs.Construct // parent of new constructs
	API   awsapigateway.IRestApi
}

// RESTBinding is an integration of a REST API's methods.
type RESTBinding struct {
	// Integration holds the properties, all but IntegrationResponses and
	// CacheKeyParameters. Without IntegrationHttpMethod it has that of the
	// method.
	Integration *awsapigateway.CfnMethod_IntegrationProperty

	// AppendPath asks for the path of the request at the end of the URI.
	AppendPath bool

	// Responses are what becomes of the backend's responses; none for a proxy
	// integration, which passes them on.
	Responses []RESTResponse

	// Parameters are what the method must declare because the integration
	// reads it, such as "method.request.path.id".
	Parameters []string

	// Invokes is a function that the API needs a permission for, if any, and
	// FunctionID its name in ids, which never derives from an order. Qualifiers
	// are the aliases or versions of it that a stage variable chooses from;
	// none: the function itself.
	Invokes    awslambda.IFunction
	FunctionID string
	Qualifiers []string
}

// RESTResponse is a response of a method whose integration is not a proxy.
type RESTResponse struct {
	Status    int               // what the client gets
	Pattern   string            // which of the backend's responses: a regular expression; "" is any other
	Templates map[string]string // bodies, by content type
	Headers   map[string]string // values as API Gateway maps them: "'text/csv'", "integration.response.header.ETag"
}

// serviceURI is the URI of an AWS service's action or path, in the region of
// what it is done with, which may be imported from another than the API's.
func serviceURI(scope constructs.Construct, target constructs.IConstruct, what string) *string {
	stack := awscdk.Stack_Of(scope)
	region := stack.Region()
	if r, ok := target.(awscdk.IResource); ok {
		region = r.Env().Region
	}
	return jsii.String(fmt.Sprintf("arn:%s:apigateway:%s:%s", *stack.Partition(), *region, what))
}

// restProblems checks what a REST API has in another way. (API Gateway
// developer guide, "Quotas for configuring and running a REST API".)
func restProblems(timeout time.Duration, m mapping) []string {
	var out []string
	if timeout > 29*time.Second {
		out = append(out, fmt.Sprintf("Timeout is %v; a REST API waits 50ms to 29s", timeout))
	}
	if m != (mapping{}) {
		out = append(out, "changes of requests and responses are for HTTP APIs; a REST API has mapping templates, as integrations.LambdaMapped")
	}
	return out
}
