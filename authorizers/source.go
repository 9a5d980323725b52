// Where an authorizer finds what it checks.

package authorizers

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// WithIdentitySource returns a JWT or Cognito authorizer that looks for the
// token elsewhere than in the header Authorization: in another header, or in a
// query parameter such as "$request.querystring.token".
func WithIdentitySource(auth Authorizer, source string) Authorizer {
	if a, ok := auth.(interface{ withSource(string) Authorizer }); ok {
		return a.withSource(source)
	}
	return misplaced{Authorizer: auth, source: source}
}

// misplaced is an authorizer that can't have a source of its own; it says so.
type misplaced struct {
	Authorizer
	source string
}

func (m misplaced) Problems() []string {
	if m.Authorizer == nil {
		return []string{fmt.Sprintf("authorizers.WithIdentitySource(%q) got no authorizer: it is nil", m.source)}
	}
	return append(m.Authorizer.Problems(),
		fmt.Sprintf("authorizers.WithIdentitySource(%q): %s looks for no token; JWT and Cognito authorizers do. "+
			"A Lambda authorizer has IdentitySources", m.source, m.Authorizer.Kind()))
}

func (m misplaced) Kind() string {
	if m.Authorizer == nil {
		return "no authorizer"
	}
	return m.Authorizer.Kind()
}

func (m misplaced) Name() string {
	if m.Authorizer == nil {
		return ""
	}
	return m.Authorizer.Name()
}

func (m misplaced) Public() bool { return m.Authorizer != nil && m.Authorizer.Public() }
func (m misplaced) Scoped() bool { return m.Authorizer != nil && m.Authorizer.Scoped() }

// The plan has a problem, so nothing is bound. With these methods no kind of API
// says that it can't have the authorizer, which would be a wrong hint.

// BindHTTP implements [ForHTTP].
func (m misplaced) BindHTTP(HTTPScope) HTTPBinding { return HTTPBinding{} }

// BindREST implements [ForREST].
func (m misplaced) BindREST(RESTScope) RESTBinding { return RESTBinding{} }

// WebSocketProblem implements [ForWebSocket].
func (m misplaced) WebSocketProblem() string { return "" }

// BindWebSocket implements [ForWebSocket].
func (m misplaced) BindWebSocket(WebSocketScope) WebSocketBinding { return WebSocketBinding{} }

// Identity sources (API Gateway developer guide, "Control access to HTTP APIs
// with AWS Lambda authorizers" and "... with JWT authorizers").
var (
	identitySource = regexp.MustCompile(`^\$(request\.header\.[!#$%&'*+\-.^_` + "`" +
		`|~0-9A-Za-z]+|request\.querystring\.\S+|context\.[A-Za-z][A-Za-z0-9_.]*|stageVariables\.[A-Za-z0-9_]+)$`)
	tokenSource = regexp.MustCompile(`^\$request\.(header|querystring)\.\S+$`)
)

const examplesOfSources = `"$request.header.Authorization", "$request.querystring.token", "$context.routeKey" or "$stageVariables.name"`

func tokenSourceProblem(source string) string {
	if token.In(source) || tokenSource.MatchString(source) && identitySource.MatchString(source) {
		return ""
	}
	return fmt.Sprintf(`identity source %q: a token is in a header or query parameter: write "$request.header.Authorization" or `+
		`"$request.querystring.token"`, source)
}

func sourceProblems(sources []string) []string {
	var out []string
	for i, s := range sources {
		switch {
		case token.In(s):
		case strings.HasPrefix(s, "method.request.") || strings.HasPrefix(s, "route.request."):
			out = append(out, fmt.Sprintf(`identity source %q: write "$%s", for every kind of API`, s, s[strings.Index(s, "request."):]))
		case !identitySource.MatchString(s):
			out = append(out, fmt.Sprintf("identity source %q: write one such as %s", s, examplesOfSources))
		case slices.Contains(sources[:i], s):
			out = append(out, fmt.Sprintf("identity source %q is listed twice", s))
		}
	}
	return out
}
