// JSON web tokens of an OpenID Connect issuer.

package authorizers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// JWT lets those call a route who send a valid token of an issuer in the header
// Authorization. The name tells the authorizers of an API apart. The issuer is
// an https URL below which the OpenID Connect discovery document is found, and
// equals the tokens' claim iss. A token's claim aud, or client_id, must be one
// of the audiences. A route's scopes must hold one of the claim scope or scp.
// (API Gateway developer guide, "Control access to HTTP APIs with JWT
// authorizers".)
func JWT(name, issuer string, audience ...string) Authorizer {
	return jwt{name: name, issuer: issuer, audience: join(audience), source: authorization}
}

// authorization is where a token is looked for unless said otherwise.
const authorization = "$request.header.Authorization"

// maxAudiences is API Gateway's quota ("Quotas for configuring and running an
// HTTP API").
const maxAudiences = 50

type jwt struct {
	name, issuer string
	audience     list
	source       string
}

func (a jwt) Name() string { return a.name }
func (a jwt) Kind() string { return fmt.Sprintf("the JWT authorizer %q", a.name) }
func (a jwt) Public() bool { return false }
func (a jwt) Scoped() bool { return true }

func (a jwt) Problems() []string {
	found := problems.In(fmt.Sprintf("authorizer %q", a.name))
	found.Each(nameProblem(a.name))
	found.Each(issuerProblem(a.issuer))
	found.Each(tokenSourceProblem(a.source))
	audience := a.audience.items()
	switch {
	case len(audience) == 0:
		found.Add("has no audience: every token of the issuer would do, also those for other applications; name yours")
	case len(audience) > maxAudiences:
		found.Add("has %d audiences; an authorizer can have %d", len(audience), maxAudiences)
	}
	for i, aud := range audience {
		switch {
		case strings.TrimSpace(aud) == "":
			found.Add("an audience is empty: write the one that your identity provider puts into the claim aud or client_id")
		case slices.Contains(audience[:i], aud):
			found.Add("audience %q is listed twice", aud)
		}
	}
	return found.All()
}

func (a jwt) BindHTTP(HTTPScope) HTTPBinding {
	return bindJWT(a.name, a.source, a.issuer, a.audience.items())
}

func (a jwt) withSource(source string) Authorizer {
	a.source = source
	return a
}

// bindJWT is the authorizer of an HTTP API that checks tokens.
func bindJWT(name, source, issuer string, audience []string) HTTPBinding {
	return HTTPBinding{Type: "JWT", Authorizer: &awsapigatewayv2.CfnAuthorizerProps{
		Name:           jsii.String(name),
		AuthorizerType: jsii.String("JWT"),
		IdentitySource: jsii.Strings(source),
		JwtConfiguration: &awsapigatewayv2.CfnAuthorizer_JWTConfigurationProperty{
			Issuer:   jsii.String(issuer),
			Audience: jsii.Strings(audience...),
		},
	}}
}

// nameProblem says what is wrong with an authorizer's name. Ids of constructs
// derive from it, so it must be known at synth.
func nameProblem(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return `the name is empty: name it after what it checks, such as "login"`
	case token.In(name):
		return "the name holds a CDK token: it must be known at synth"
	case strings.Contains(name, "/") || len(name) > 128:
		return `a name has at most 128 characters and no "/"`
	}
	return ""
}

func issuerProblem(issuer string) string {
	if token.In(issuer) {
		return ""
	}
	u, err := url.Parse(issuer)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return fmt.Sprintf(`issuer %q is not an https URL: write it as in the tokens' claim iss, such as "https://login.example.com"`, issuer)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Sprintf("issuer %q has more than host and path: write it as in the tokens' claim iss", issuer)
	case strings.Contains(u.Path, "/.well-known"):
		return fmt.Sprintf("issuer %q names the discovery document: leave out all from /.well-known on", issuer)
	}
	return ""
}
