// HTTP servers.

package integrations

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
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

func (urlIntegration) Kind() string { return "URL integration" }

// methods are those of an integration's request (API Gateway V2 API reference,
// IntegrationMethod).
var methods = []string{"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

func (u urlIntegration) Problems() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if !*awscdk.Token_IsUnresolved(u.url) {
		parsed, err := url.Parse(u.url)
		switch {
		case err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "":
			add(`URL %q: write a whole URL with http or https, such as "https://legacy.example.com/{proxy}"`, u.url)
		case parsed.User != nil:
			add("URL %q: holds credentials, which API Gateway does not send", u.url)
		case parsed.Fragment != "":
			add("URL %q: has a fragment, which no server ever gets", u.url)
		}
		if i := strings.IndexFunc(u.url, mustBeEscaped); err == nil && i >= 0 {
			char := string([]rune(u.url[i:])[:1])
			add("URL %q: character %q: write %q", u.url, char, url.PathEscape(char))
		}
	}
	if p := methodProblem(u.method); p != "" {
		add("URL %q: %s", u.url, p)
	}
	if p := timeoutProblem(u.timeout); p != "" {
		add("URL %q: %s", u.url, p)
	}
	for _, p := range append(u.placeholderProblems(), u.mapping.problems()...) {
		add("URL %q: %s", u.url, p)
	}
	return out
}

// mustBeEscaped tells whether no URL holds a character as it is (RFC 3986,
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
	if *awscdk.Token_IsUnresolved(u.url) {
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
			out = append(out, fmt.Sprintf("{%s} is no placeholder: write the name of a parameter of the route's path", name))
		}
	}
	if rest := placeholder.ReplaceAllString(u.url, ""); !*awscdk.Token_IsUnresolved(u.url) && strings.ContainsAny(rest, "{}") {
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
			out = append(out, fmt.Sprintf("URL %q: the route's path has no parameter for the placeholder {%s}%s", u.url, name, has(params)))
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
