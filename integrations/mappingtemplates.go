// Mapping templates: how a REST API writes the request to a backend, and the
// response to its client, when the integration is not a proxy.

package integrations

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// Mapping holds the mapping templates of an integration. The zero value of each
// field means its default.
//
// Templates are in the Velocity language. A value from the request goes into
// JSON as "$util.escapeJavaScript($input.params('id'))": as it is, a client
// could write more than a value. (API Gateway developer guide, "Mapping
// template transformations for REST APIs".)
type Mapping struct {
	// Request holds the template of the backend's request for each content
	// type of the client's; other content types are answered 415. Default: the
	// body is passed on.
	Request map[string]string

	// Responses are what clients get. Default: that of the integration.
	Responses []RESTResponse

	// Timeout is how long the API waits: 50 ms to 29 s. Default: 29 s.
	Timeout time.Duration
}

func (m *Mapping) clone() Mapping {
	if m == nil {
		return Mapping{}
	}
	c := Mapping{Request: maps.Clone(m.Request), Responses: slices.Clone(m.Responses), Timeout: m.Timeout}
	for i, r := range c.Responses {
		c.Responses[i].Templates, c.Responses[i].Headers = maps.Clone(r.Templates), maps.Clone(r.Headers)
	}
	return c
}

func (m *Mapping) mappingProblems() []string {
	var found problems.List
	for _, contentType := range slices.Sorted(maps.Keys(m.Request)) {
		if !strings.Contains(contentType, "/") {
			found.Add(`Request: %q is not a content type, such as "application/json"`, contentType)
		}
	}
	if m.Timeout != 0 && (m.Timeout < 50*time.Millisecond || m.Timeout > 29*time.Second) {
		found.Add("Timeout is %v; a REST API waits 50ms to 29s", m.Timeout)
	}
	usual := 0
	for _, r := range m.Responses {
		if r.Status < 200 || r.Status > 599 {
			found.Add("response: Status is %d; a status is 200 to 599", r.Status)
		}
		if _, err := regexp.Compile(r.Pattern); err != nil {
			found.Add("response %d: Pattern: %v", r.Status, err)
		}
		if r.Pattern == "" {
			usual++
		}
		for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
			if v := r.Headers[name]; !mappedHeader.MatchString(v) {
				found.Add(`response %d: header %s is %q; it is a text in quotes, "'no-store'", or what there is in the response, `+
					`"integration.response.header.ETag"`, r.Status, name, v)
			}
		}
	}
	if len(m.Responses) > 0 && usual != 1 {
		found.Add("%d responses have no Pattern; one must, which is for all that no other matches", usual)
	}
	return found.All()
}

var mappedHeader = regexp.MustCompile(`^('[^']*'|integration\.response\.(header|multivalueheader|body)\S*|context\.\S+|` +
	`stageVariables\.\S+)$`)

// write sets the templates on an integration that is not a proxy.
func (m *Mapping) write(to *awsapigateway.CfnMethod_IntegrationProperty) {
	if len(m.Request) > 0 {
		to.RequestTemplates = m.Request
		to.PassthroughBehavior = jsii.String("NEVER")
	}
	if m.Timeout != 0 {
		to.TimeoutInMillis = jsii.Number(m.Timeout.Milliseconds())
	}
}

// responses are those of the mapping, or the given ones.
func (m *Mapping) responses(usual []RESTResponse) []RESTResponse {
	if len(m.Responses) > 0 {
		return m.Responses
	}
	return usual
}

// plainErrors are the responses of a service without the service's own errors
// in them, which tell clients more than they should know.
func plainErrors(ok RESTResponse) []RESTResponse {
	body := func(text string) map[string]string {
		return map[string]string{"application/json": `{"message":"` + text + `"}`}
	}
	return []RESTResponse{
		ok,
		{Status: 400, Pattern: `4\d{2}`, Templates: body("Bad Request")},
		{Status: 502, Pattern: `5\d{2}`, Templates: body("Bad Gateway")},
	}
}
