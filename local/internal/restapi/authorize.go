// Who may call a method, and how a refusal looks.

package restapi

import (
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
	"github.com/gatehouse-go/gatehouse/local/internal/sigv4"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// authorizer is the name of what authorizes, for traces.
func (m *method) authorizer() string {
	if m.Authorizer != nil {
		return m.Authorizer.Name
	}
	return m.Auth
}

// authorize finds out who calls, and refuses who may not.
func (g *restAPI) authorize(c *call, step trace.Step) *failure {
	var who *payload.Authorized
	var refusal *authorize.Refusal
	switch c.method.Auth {
	case "NONE":
		step.Skip("the method is public")
		return nil
	case "AWS_IAM":
		body, err := c.ReadBody(c.bodyLimit())
		if err != nil {
			return bodyFailed(err)
		}
		if !sigv4.Signed(c.Asked) {
			return &failure{kind: missingToken, reason: "the request is not signed"}
		}
		who, refusal = authorize.IAM(c.Asked, body, g.api, g.host.Credentials(), step)
		if refusal != nil && refusal.Kind == authorize.Denied {
			return &failure{kind: invalidSignature, message: "The request signature we calculated does not match the signature you provided.",
				reason: refusal.Reason}
		}
	case "COGNITO_USER_POOLS":
		who, refusal = g.askPools(c, step)
	case "CUSTOM":
		if _, f := g.policySays(c, invoke); f != nil {
			return f
		}
		who, refusal = g.askLambda(c, step)
	}
	if refusal != nil {
		return refused(refusal)
	}
	c.who = who
	return nil
}

// refused is how a REST API answers a refusal.
func refused(r *authorize.Refusal) *failure {
	switch r.Kind {
	case authorize.Unauthorized:
		return &failure{kind: unauthorized, reason: r.Reason}
	case authorize.Denied:
		// The member is in upper case here alone (as users report it).
		return &failure{kind: accessDenied, upper: true, reason: r.Reason}
	case authorize.Unable:
		return unable(r.Reason)
	}
	return &failure{kind: authorizerConfig, null: true, reason: r.Reason}
}

// source is the value of an identity source such as "method.request.header.Authorization".
func (c *call) source(name string) (string, bool) {
	value, ok := c.value(name)
	return value, ok && value != ""
}

// askPools checks the token of a request against each user pool of the authorizer.
func (g *restAPI) askPools(c *call, step trace.Step) (*payload.Authorized, *authorize.Refusal) {
	a := c.method.Authorizer
	var first *authorize.Refusal
	for _, pool := range a.Pools {
		issuer, ok := IssuerOf(pool)
		if !ok {
			return nil, &authorize.Refusal{Kind: authorize.Failed, Reason: "user pool " + pool + " has no ARN of one"}
		}
		of := &assembly.Authorizer{Path: a.Path, Name: a.Name, Type: "JWT", Identity: a.Identity, Issuer: issuer,
			Audience: []string{jwt.AnyAudience}}
		check := step.Step(trace.Authorizer, pool)
		checked, refusal := authorize.JWT(c.Context(), g.host.Verifier, of, c.method.Scopes, c.source, check)
		check.End(refusal.Text())
		if refusal == nil {
			return checked.Authorized, nil
		}
		if first == nil {
			first = refusal
		}
	}
	if first == nil {
		first = &authorize.Refusal{Kind: authorize.Failed, Reason: "authorizer " + a.Name + " has no user pool"}
	}
	if first.Kind == authorize.Denied { // a token without the scopes is 401 here
		first.Kind = authorize.Unauthorized
	}
	return nil, first
}

// IssuerOf is the issuer of a user pool's tokens, by its ARN.
func IssuerOf(pool string) (issuer string, ok bool) {
	parts := strings.SplitN(pool, ":", 6)
	if len(parts) != 6 || !strings.HasPrefix(parts[5], "userpool/") {
		return "", false
	}
	return fmt.Sprintf("https://cognito-idp.%s.amazonaws.com/%s", parts[3], strings.TrimPrefix(parts[5], "userpool/")), true
}

// askLambda asks a token or request authorizer.
func (g *restAPI) askLambda(c *call, step trace.Step) (*payload.Authorized, *authorize.Refusal) {
	a := c.method.auth
	sources := a.Identity
	if a.Type == "TOKEN" && len(sources) == 0 {
		sources = []string{"method.request.header.Authorization"}
	}
	identity, refusal := authorize.Identities(sources, c.source)
	if refusal != nil && (a.Type == "TOKEN" || a.TTL > 0) {
		return nil, refusal
	}
	if c.method.scheme != nil && a.Type == "TOKEN" && !c.method.scheme.MatchString(identity[0]) {
		return nil, &authorize.Refusal{Kind: authorize.Unauthorized, Reason: "the token does not match the validation expression"}
	}
	arn := c.arn()
	return a.Authorize(c.Context(), g.host.Functions, &authorize.Question{
		API: g.api, Stage: c.stage.Stage, ARN: arn, Identity: identity, Trace: c.header.Get("X-Amzn-Trace-Id"), Started: c.Started,
		Step: step,
		Event: func() ([]byte, error) {
			if a.Type == "TOKEN" {
				return payload.TokenAuthorizer(identity[0], arn)
			}
			return payload.RESTAuthorizer(c.payload(), payload.RESTContext{RequestID: c.id, ResourceID: c.method.Method.ResourceID}, arn)
		},
	})
}
