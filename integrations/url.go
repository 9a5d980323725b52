// HTTP servers.

package integrations

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
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
}

// URL leads to a public HTTP server, which gets the client's request and whose
// response is the API's. A {name} in the URL stands for the parameter of the
// route's path that has this name; {proxy} stands for what {proxy+} matched.
// Options may be nil.
func URL(url string, options *URLOptions) Integration {
	u := urlIntegration{url: url}
	if options != nil {
		u.URLOptions = *options
	}
	return u
}

type urlIntegration struct {
	url string
	URLOptions
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
		case strings.ContainsFunc(u.url, unicode.IsSpace):
			add("URL %q: holds a blank: write %%20", u.url)
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
	if u.Method != "" && !slices.Contains(methods, strings.ToUpper(u.Method)) {
		add("URL %q: method %q is unknown; there are %s", u.url, u.Method, strings.Join(methods, ", "))
	}
	if u.Timeout != 0 && (u.Timeout < 50*time.Millisecond || u.Timeout > 30*time.Second) {
		add("URL %q: Timeout is %v; an HTTP API waits 50ms to 30s", u.url, u.Timeout)
	}
	return out
}

// mustBeEscaped tells whether no URL holds a character as it is (RFC 3986,
// section 2), braces left out: they are parameters here.
func mustBeEscaped(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`|", r)
}

var parameter = regexp.MustCompile(`\{([^{}]*)\}`)

// Params are the parameters of the route's path that the URL holds.
func (u urlIntegration) Params() []string {
	if *awscdk.Token_IsUnresolved(u.url) {
		return nil // a token's own text has braces
	}
	var out []string
	for _, m := range parameter.FindAllStringSubmatch(u.url, -1) {
		out = append(out, m[1])
	}
	return out
}

func (u urlIntegration) BindHTTP(scope constructs.Construct) HTTPBinding {
	method := "ANY"
	target := stable(scope, u.url)
	if u.Method != "" {
		method = strings.ToUpper(u.Method)
		target = method + " " + target
	}
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:      jsii.String("HTTP_PROXY"),
		IntegrationMethod:    jsii.String(method),
		IntegrationUri:       jsii.String(u.url),
		PayloadFormatVersion: jsii.String("1.0"),
	}
	if u.Timeout != 0 {
		props.TimeoutInMillis = jsii.Number(u.Timeout.Milliseconds())
		target = fmt.Sprintf("%s %v", target, u.Timeout)
	}
	return HTTPBinding{Target: target, Props: props}
}
