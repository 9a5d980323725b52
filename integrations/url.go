// HTTP servers.

package integrations

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// URLOptions holds the settings of a URL integration. The zero value of each
// field means its default.
type URLOptions struct {
	// Method is the HTTP method of the request to the server. Default: that
	// of the client's request.
	Method string

	// Timeout is how long the API waits for the server: 50 ms to 30 s.
	// Default: 30 s.
	Timeout time.Duration

	// Request is what the API changes in requests. Default: nothing.
	Request []Change

	// Responses is what the API changes in responses. Default: nothing.
	Responses []Response
}

// URL leads to a public HTTP server, which gets the client's request and whose
// response is the API's. A {name} in the URL stands for the parameter of the
// route's path that has this name; {proxy} stands for what {proxy+} matched.
// Options may be nil.
func URL(url string, options *URLOptions) Integration {
	u := urlIntegration{url: url}
	if options != nil {
		u.method, u.timeout = strings.ToUpper(options.Method), options.Timeout
		u.mapping = newMapping(options.Request, options.Responses)
	}
	return u
}

type urlIntegration struct {
	url, method string
	timeout     time.Duration
	mapping     mapping
}

func (urlIntegration) Kind() string { return "a URL integration" }

// methods are those of an integration's request (API Gateway V2 API reference,
// IntegrationMethod).
var methods = []string{"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

func (u urlIntegration) Problems() []string {
	found := problems.In(fmt.Sprintf("URL %q", u.url))
	if !token.In(u.url) {
		parsed, err := url.Parse(u.url)
		switch {
		case err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "":
			found.Add(`write a whole URL with http or https, such as "https://legacy.example.com/{proxy}"`)
		case parsed.User != nil:
			found.Add("holds credentials, which API Gateway does not send")
		case parsed.Fragment != "":
			found.Add("has a fragment, which no server ever gets")
		}
		if i := strings.IndexFunc(u.url, mustBeEscaped); err == nil && i >= 0 {
			char := string([]rune(u.url[i:])[:1])
			found.Add("character %q: write %q", char, url.PathEscape(char))
		}
	}
	found.Each(methodProblem(u.method), timeoutProblem(u.timeout))
	found.Each(u.placeholderProblems()...)
	found.Each(u.mapping.problems()...)
	return found.All()
}

// mustBeEscaped reports whether no URL holds a character as it is (RFC 3986,
// section 2), braces left out: they are parameters here.
func mustBeEscaped(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`|", r)
}

func methodProblem(method string) string {
	if method == "" || slices.Contains(methods, method) {
		return ""
	}
	return fmt.Sprintf("method %q is unknown; there are %s", method, strings.Join(methods, ", "))
}

// placeholder is what may stand for a parameter in a URL.
var (
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	paramName   = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

func (u urlIntegration) placeholders() []string {
	if token.In(u.url) {
		return nil // the text of a token has braces of its own
	}
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(u.url, -1) {
		names = append(names, m[1])
	}
	return names
}

func (u urlIntegration) placeholderProblems() []string {
	var out []string
	for _, name := range u.placeholders() {
		switch {
		case strings.HasSuffix(name, "+") && paramName.MatchString(strings.TrimSuffix(name, "+")):
			out = append(out, fmt.Sprintf("{%s}: write {%s}: the + stands in the route only", name, strings.TrimSuffix(name, "+")))
		case !paramName.MatchString(name):
			out = append(out, fmt.Sprintf("{%s} is not a placeholder: write the name of a parameter of the route's path", name))
		}
	}
	if rest := placeholder.ReplaceAllString(u.url, ""); !token.In(u.url) && strings.ContainsAny(rest, "{}") {
		out = append(out, "has a brace without its other: a placeholder is {name}")
	}
	return out
}

// ProblemsOn checks the integration on a route.
func (u urlIntegration) ProblemsOn(key routekey.Key) []string {
	params := key.Path.Params()
	out := u.mapping.pathProblems(params)
	for _, name := range u.placeholders() {
		if paramName.MatchString(name) && !slices.Contains(params, name) {
			out = append(out, fmt.Sprintf("URL %q: the route's path has no parameter for the placeholder {%s}%s", u.url, name, theyAre(params)))
		}
	}
	return out
}

func (u urlIntegration) BindHTTP(api HTTPScope) HTTPBinding {
	method, target := "ANY", stable(api.Scope, u.url)
	if u.method != "" {
		method = u.method
		target = method + " " + target
	}
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:      jsii.String("HTTP_PROXY"),
		IntegrationMethod:    jsii.String(method),
		IntegrationUri:       jsii.String(u.url),
		PayloadFormatVersion: jsii.String("1.0"),
	}
	target += setTimeout(props, u.timeout)
	u.mapping.write(props)
	target += variant(api.Scope, u.mapping.request, u.mapping.responses)
	return HTTPBinding{Target: target, Props: props}
}

// BindREST implements [ForREST].
func (u urlIntegration) BindREST(RESTScope) RESTBinding {
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type: jsii.String("HTTP_PROXY"),
		Uri:  jsii.String(u.url),
	}
	if u.timeout != 0 {
		integration.TimeoutInMillis = jsii.Number(u.timeout.Milliseconds())
	}
	if u.method != "" {
		integration.IntegrationHttpMethod = jsii.String(u.method)
	}
	out := RESTBinding{Integration: integration}
	mapped := map[string]string{}
	for _, name := range u.placeholders() {
		mapped["integration.request.path."+name] = "method.request.path." + name
		out.Parameters = append(out.Parameters, "method.request.path."+name)
	}
	if len(mapped) > 0 {
		integration.RequestParameters = mapped
	}
	return out
}

// RESTProblems implements facet.RESTChecked.
func (u urlIntegration) RESTProblems() []string {
	found := problems.In(fmt.Sprintf("URL %q", u.url))
	found.Each(restProblems(u.timeout, u.mapping)...)
	return found.All()
}

// WebSocketProblem implements [ForWebSocket].
func (u urlIntegration) WebSocketProblem(bool) string {
	if p := cmp.Or(webSocketTimeoutProblem(u.timeout), u.mapping.noMapping()); p != "" {
		return fmt.Sprintf("URL %q: %s", u.url, p)
	}
	return ""
}

// BindWebSocket sends messages by POST unless told otherwise. A server would
// not know whose message it got, so headers tell it.
func (u urlIntegration) BindWebSocket(api WebSocketScope) WebSocketBinding {
	method, target := "POST", stable(api.Scope, u.url)
	if u.method != "" {
		method = u.method
		target = method + " " + target
	}
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:   jsii.String("HTTP_PROXY"),
		IntegrationMethod: jsii.String(method),
		IntegrationUri:    jsii.String(u.url),
		RequestParameters: map[string]string{
			"integration.request.header.Connection-Id": "context.connectionId",
			"integration.request.header.Event-Type":    "context.eventType",
			"integration.request.header.Route-Key":     "context.routeKey",
		},
	}
	return WebSocketBinding{Target: target + setTimeout(props, u.timeout), Props: props}
}
