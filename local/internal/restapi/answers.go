// Answers of the gateway's own: failures, and the gateway responses that they become.

package restapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"sort"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// failure is why a request gets an answer of the gateway's own.
type failure struct {
	kind    string // type of gateway response
	status  int    // 0: the kind's own
	message string // empty: the kind's own
	null    bool   // the message is null
	upper   bool   // the body's member is "Message"
	reason  string // for the log
	detail  string // $context.error.validationErrorString
}

// The types of gateway responses (developer guide, "Gateway response types for API
// Gateway"), and one for what only this server says.
const (
	accessDenied         = "ACCESS_DENIED"
	configurationError   = "API_CONFIGURATION_ERROR"
	authorizerConfig     = "AUTHORIZER_CONFIGURATION_ERROR"
	authorizerFailure    = "AUTHORIZER_FAILURE"
	badRequestBody       = "BAD_REQUEST_BODY"
	badRequestParameters = "BAD_REQUEST_PARAMETERS"
	integrationFailure   = "INTEGRATION_FAILURE"
	integrationTimeout   = "INTEGRATION_TIMEOUT"
	invalidKey           = "INVALID_API_KEY"
	invalidSignature     = "INVALID_SIGNATURE"
	missingToken         = "MISSING_AUTHENTICATION_TOKEN"
	quotaExceeded        = "QUOTA_EXCEEDED"
	requestTooLarge      = "REQUEST_TOO_LARGE"
	throttled            = "THROTTLED"
	unauthorized         = "UNAUTHORIZED"
	unsupportedType      = "UNSUPPORTED_MEDIA_TYPE"
	local                = "LOCAL"
)

// kinds has the status, message and error type of each kind. Bodies of 5xx and of bad
// requests have a blank after the colon, others have not (recorded for 500, 502 and the
// missing token; the rest is what users report).
var kinds = map[string]struct {
	status    int
	message   string
	errorType string
	blank     bool
}{
	accessDenied:         {403, "User is not authorized to access this resource", "AccessDeniedException", false},
	configurationError:   {500, "Internal server error", "InternalServerErrorException", true},
	authorizerConfig:     {500, "", "AuthorizerConfigurationException", false},
	authorizerFailure:    {500, "", "AuthorizerConfigurationException", false},
	badRequestBody:       {400, "Invalid request body", "BadRequestException", true},
	badRequestParameters: {400, "", "BadRequestException", true},
	integrationFailure:   {504, "Network error communicating with endpoint", "InternalServerErrorException", true},
	integrationTimeout:   {504, "Endpoint request timed out", "InternalServerErrorException", true},
	invalidKey:           {403, "Forbidden", "ForbiddenException", false},
	invalidSignature:     {403, "", "InvalidSignatureException", false},
	missingToken:         {403, "Missing Authentication Token", "MissingAuthenticationTokenException", false},
	quotaExceeded:        {429, "Limit Exceeded", "LimitExceededException", false},
	requestTooLarge:      {413, "Request Too Long", "RequestTooLongException", false},
	throttled:            {429, "Too Many Requests", "TooManyRequestsException", false},
	unauthorized:         {401, "Unauthorized", "UnauthorizedException", false},
	unsupportedType:      {415, "Unsupported Media Type", "BadRequestException", false},
}

// text is the failure's message.
func (f *failure) text() string { return cmp.Or(f.message, kinds[f.kind].message) }

// statusOf is the failure's status.
func (f *failure) statusOf() int { return cmp.Or(f.status, kinds[f.kind].status) }

// end ends a step by a failure; nil is in order.
func (f *failure) end(step trace.Step) {
	switch {
	case f == nil:
		step.End("")
	case f.statusOf() >= http.StatusInternalServerError:
		step.Fail(f.reason)
	default:
		step.Refuse(f.reason)
	}
}

func internal(format string, args ...any) *failure {
	return &failure{kind: configurationError, reason: fmt.Sprintf(format, args...)}
}

func unable(reason string) *failure {
	return &failure{kind: local, status: http.StatusNotImplemented, message: "gatehouse: " + reason, reason: reason}
}

func forbidden(format string, args ...any) *failure {
	return &failure{kind: invalidKey, reason: fmt.Sprintf(format, args...)}
}

func bodyFailed(err *gateway.BodyError) *failure {
	if err.Status == http.StatusRequestEntityTooLarge {
		return &failure{kind: requestTooLarge, reason: err.Reason}
	}
	return &failure{kind: badRequestBody, status: err.Status, message: http.StatusText(err.Status), reason: err.Reason}
}

// answerForm is a gateway response of the template.
type answerForm struct {
	assembly.GatewayResponse
	types []string // of Templates, sorted
}

func (g *restAPI) readAnswers() map[string]*answerForm {
	forms := map[string]*answerForm{}
	for kind, response := range g.rest.Answers {
		f := &answerForm{GatewayResponse: response}
		for contentType := range response.Templates {
			f.types = append(f.types, contentType)
		}
		sort.Strings(f.types)
		forms[kind] = f
	}
	return forms
}

// fail makes the answer of a failure: its own, as the gateway response of its type, or
// else the default one of 4xx and 5xx, changes it.
func (g *restAPI) fail(c *call, f *failure) *answer {
	known := kinds[f.kind]
	status, message := f.statusOf(), f.text()
	text := string(jsonText(message))
	if f.null || message == "" {
		text = "null"
	}
	member, blank := "message", ""
	if f.upper {
		member = "Message"
	}
	if known.blank {
		blank = " "
	}
	a := &answer{
		status: status, failed: f, header: http.Header{"Content-Type": {"application/json"}},
		body: []byte(`{"` + member + `":` + blank + text + `}`),
	}
	if known.errorType != "" {
		a.header["X-Amzn-Errortype"] = []string{known.errorType}
	}
	step := c.Trace.Note(trace.GatewayResponse, f.kind).In(g.traced.Place)
	defer func() {
		f.end(step.With("details", f.detail).With("status", a.status).With("header", a.header).With("body", a.body))
	}()
	if f.kind == local || g.answers == nil || c.stage == nil { // without a stage there is no API yet
		return a
	}
	fallback := "DEFAULT_4XX"
	if status >= 500 {
		fallback = "DEFAULT_5XX"
	}
	for _, kind := range []string{fallback, f.kind} {
		if form := g.answers[kind]; form != nil {
			g.apply(c, form, a, f, message)
			step.With("changed by", kind)
		}
	}
	return a
}

func (g *restAPI) apply(c *call, form *answerForm, a *answer, f *failure, message string) {
	if n := assembly.StatusCode(form.Status); n != 0 {
		a.status = n
	}
	values := c.answerValues(f, message, a.status)
	for name, source := range form.Parameters {
		header, ok := strings.CutPrefix(name, "gatewayresponse.header.")
		if !ok {
			continue
		}
		if value, ok := c.mapped(source, values); ok {
			a.header[http.CanonicalHeaderKey(header)] = []string{value}
		}
	}
	if len(form.types) == 0 {
		return
	}
	contentType := form.types[0]
	if form.Templates["application/json"] != "" {
		contentType = "application/json"
	}
	a.body = []byte(substitute(form.Templates[contentType], values))
	a.header["Content-Type"] = []string{contentType}
}

// answerVariable is a variable of a gateway response, whose templates know no more of
// the language than these.
var answerVariable = regexp.MustCompile(`\$\{?((?:context|stageVariables|method)\.[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])\}?`)

func substitute(template string, values func(string) (string, bool)) string {
	return answerVariable.ReplaceAllStringFunc(template, func(match string) string {
		name := answerVariable.FindStringSubmatch(match)[1]
		value, _ := values(name)
		return value
	})
}

// answerValues are the variables of gateway responses.
func (c *call) answerValues(f *failure, message string, status int) func(string) (string, bool) {
	return func(name string) (string, bool) {
		switch name {
		case "context.error.message":
			return message, true
		case "context.error.messageString":
			return string(jsonText(message)), true
		case "context.error.responseType":
			return f.kind, true
		case "context.error.validationErrorString":
			return f.detail, true
		case "context.status":
			return fmt.Sprint(status), true
		}
		return c.value(name)
	}
}

func jsonText(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		return []byte(`""`) // text always has a JSON form
	}
	return b
}
