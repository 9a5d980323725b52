// What the gateway itself answers: errors before a request reaches its
// integration, with the headers of CORS.

package restapi

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// GatewayResponse is what the gateway itself answers to requests that reach no
// integration. (API Gateway developer guide, "Gateway response types".)
//
// With CORS, all of them have its headers. With schemas for bodies,
// BadRequestBody says what is wrong with a body unless you say otherwise.
type GatewayResponse struct {
	// Type is which of them.
	Type ResponseType

	// Status is the status that the client gets. Default: that of the type.
	Status int

	// Headers of the response. A value is a text, or what API Gateway maps:
	// "method.request.header.Origin", "context.requestId". Default: none.
	Headers map[string]string

	// Body is the body, as JSON, in which variables such as
	// $context.error.messageString are replaced. Default: that of the type.
	Body string
}

// ResponseType is a type of gateway response.
type ResponseType string

// The types of gateway response.
const (
	AccessDenied               ResponseType = "ACCESS_DENIED"
	APIConfigurationError      ResponseType = "API_CONFIGURATION_ERROR"
	AuthorizerConfigError      ResponseType = "AUTHORIZER_CONFIGURATION_ERROR"
	AuthorizerFailure          ResponseType = "AUTHORIZER_FAILURE"
	BadRequestBody             ResponseType = "BAD_REQUEST_BODY"
	BadRequestParameters       ResponseType = "BAD_REQUEST_PARAMETERS"
	Default4XX                 ResponseType = "DEFAULT_4XX"
	Default5XX                 ResponseType = "DEFAULT_5XX"
	ExpiredToken               ResponseType = "EXPIRED_TOKEN"
	IntegrationFailure         ResponseType = "INTEGRATION_FAILURE"
	IntegrationTimeout         ResponseType = "INTEGRATION_TIMEOUT"
	InvalidAPIKey              ResponseType = "INVALID_API_KEY"
	InvalidSignature           ResponseType = "INVALID_SIGNATURE"
	MissingAuthenticationToken ResponseType = "MISSING_AUTHENTICATION_TOKEN"
	QuotaExceeded              ResponseType = "QUOTA_EXCEEDED"
	RequestTooLarge            ResponseType = "REQUEST_TOO_LARGE"
	ResourceNotFound           ResponseType = "RESOURCE_NOT_FOUND"
	Throttled                  ResponseType = "THROTTLED"
	Unauthorized               ResponseType = "UNAUTHORIZED"
	UnsupportedMediaType       ResponseType = "UNSUPPORTED_MEDIA_TYPE"
	WAFFiltered                ResponseType = "WAF_FILTERED"
)

var responseTypes = []ResponseType{
	AccessDenied, APIConfigurationError, AuthorizerConfigError, AuthorizerFailure, BadRequestBody, BadRequestParameters,
	Default4XX, Default5XX, ExpiredToken, IntegrationFailure, IntegrationTimeout, InvalidAPIKey, InvalidSignature,
	MissingAuthenticationToken, QuotaExceeded, RequestTooLarge, ResourceNotFound, Throttled, Unauthorized, UnsupportedMediaType, WAFFiltered,
}

var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&*+.^_`|~-]+$")

func responseProblems(responses []GatewayResponse) []string {
	var all []string
	for i, r := range responses {
		found := problems.In(fmt.Sprintf("gateway response %q", r.Type))
		if !slices.Contains(responseTypes, r.Type) {
			found.Add("there is no such type; there are %s", strings.Trim(fmt.Sprint(responseTypes), "[]"))
		}
		if slices.ContainsFunc(responses[:i], func(o GatewayResponse) bool { return o.Type == r.Type }) {
			found.Add("is listed twice: put both into one")
		}
		if r.Status != 0 && (r.Status < 200 || r.Status > 599) {
			found.Add("Status is %d; a status is 200 to 599", r.Status)
		}
		for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
			if !headerName.MatchString(name) {
				found.Add("header %q is not a valid header name", name)
			}
			if strings.ContainsAny(r.Headers[name], "'\r\n") {
				found.Add("header %s is %q; a value has no quotes and no line breaks", name, r.Headers[name])
			}
		}
		all = append(all, found.All()...)
	}
	return all
}

// whatIsWrong is the body of a response to a request whose body does not
// satisfy its schema. The second variable stands in quotes as the gateway
// escapes it but doesn't quote it.
const whatIsWrong = `{"message":$context.error.messageString,"errors":"$context.error.validationErrorString"}`

// renderResponses makes the gateway responses: those declared, those that CORS
// needs, and the one that says what is wrong with a body.
func (a *API) renderResponses(p *plan.Plan, d *definition, document *body.Body) {
	responses := slices.Clone(a.props.Responses)
	need := func(r GatewayResponse) {
		if !slices.ContainsFunc(responses, func(o GatewayResponse) bool { return o.Type == r.Type }) {
			responses = append(responses, r)
		}
	}
	if a.props.CORS != nil {
		need(GatewayResponse{Type: Default4XX})
		need(GatewayResponse{Type: Default5XX})
	}
	if slices.ContainsFunc(p.Routes, func(r *plan.Planned) bool { q := requestOf(r); return q != nil && q.Body != nil }) {
		need(GatewayResponse{Type: BadRequestBody, Status: 400, Body: whatIsWrong})
	}
	for _, r := range responses {
		props := &awsapigateway.CfnGatewayResponseProps{RestApiId: a.RestApi.RestApiId(), ResponseType: jsii.String(string(r.Type))}
		headers := map[string]string{}
		if a.props.CORS != nil {
			for name, value := range a.props.CORS.Headers(a.props.CORS.AllowOrigins[0]) {
				headers["gatewayresponse.header."+name] = "'" + value + "'"
			}
		}
		for name, value := range r.Headers {
			headers["gatewayresponse.header."+name] = mapped(value)
		}
		if len(headers) > 0 {
			props.ResponseParameters = headers
		}
		if r.Status != 0 {
			props.StatusCode = jsii.String(strconv.Itoa(r.Status))
		}
		if r.Body != "" {
			props.ResponseTemplates = map[string]string{"application/json": r.Body}
		}
		if document != nil {
			one := body.Plain(props).(body.Object)
			delete(one, "restApiId")
			delete(one, "responseType")
			document.Named("x-amazon-apigateway-gateway-responses", string(r.Type), one)
			continue
		}
		id := "Response:" + string(r.Type)
		d.add(awsapigateway.NewCfnGatewayResponse(a, jsii.String(id), props), id, props)
	}
}

// mapped puts a text in quotes, as API Gateway has it, and leaves what it reads
// from the request or its context.
func mapped(value string) string {
	for _, from := range []string{"method.request.", "context.", "stageVariables."} {
		if strings.HasPrefix(value, from) {
			return value
		}
	}
	return "'" + value + "'"
}
