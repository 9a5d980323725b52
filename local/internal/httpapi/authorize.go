// Who may call a route of an HTTP API, and how a refusal looks.

package httpapi

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// authorizer is the name of what authorizes, for traces.
func (r *route) authorizer() string {
	if r.Authorizer != nil {
		return r.Authorizer.Name
	}
	return r.Auth
}

// authorize returns who calls, nil on a public route, or the answer that refuses it.
func (g *httpAPI) authorize(r *request, step trace.Step) (*payload.Authorized, *reply.Reply) {
	switch r.route.Auth {
	case "NONE":
		step.Skip("the route is public")
		return nil, nil
	case "JWT":
		checked, refusal := authorize.JWT(r.Context(), g.host.Verifier, r.route.Authorizer, r.route.Scopes, g.identity(r), step)
		if refusal != nil {
			return nil, refused(refusal)
		}
		if strings.HasPrefix(checked.Algorithm, "ES") {
			g.host.Warn("a token is signed with " + checked.Algorithm + ": API Gateway's guide only promises RSA (RS256 and the like)")
		}
		return checked.Authorized, nil
	case "AWS_IAM":
		body, err := r.ReadBody(r.route.bodyLimit())
		if err != nil {
			return nil, bodyFailed(err)
		}
		who, refusal := authorize.IAM(r.Asked, body, g.api, g.host.Credentials(), step)
		return who, refused(refusal)
	case "CUSTOM":
		who, refusal := g.askLambda(r, step)
		return who, refused(refusal)
	}
	return nil, reply.Unable(fmt.Sprintf("%s: authorization type %q", r.route.Path, r.route.Auth))
}

func (g *httpAPI) askLambda(r *request, step trace.Step) (*payload.Authorized, *authorize.Refusal) {
	a := r.route.auth
	identity, refusal := authorize.Identities(a.Identity, g.identity(r))
	if refusal != nil {
		return nil, refusal
	}
	arn := g.routeARN(r)
	return a.Authorize(r.Context(), g.host.Functions, &authorize.Question{
		API: g.api, Stage: r.stage.Stage, ARN: arn, Identity: identity, Trace: r.header.Get("X-Amzn-Trace-Id"), Started: r.Started,
		Step: step,
		Event: func() ([]byte, error) {
			if a.Version == "2.0" {
				return payload.AuthorizerV2(g.payload(r), arn, identity)
			}
			return payload.AuthorizerV1(g.payload(r), arn, identity)
		},
	})
}

// routeARN is what policies of authorizers are about.
func (g *httpAPI) routeARN(r *request) string {
	path := r.URL.Path
	if r.stage.Name != "$default" {
		path = path[1+len(r.stage.Name):]
	}
	return g.api.SourceARN(r.stage.Name + "/" + r.Method + path)
}

// refused is how an HTTP API answers a refusal; nil if there is none.
func refused(refusal *authorize.Refusal) *reply.Reply {
	if refusal == nil {
		return nil
	}
	var a *reply.Reply
	switch refusal.Kind {
	case authorize.Unauthorized:
		a = reply.Fail(http.StatusUnauthorized, "Unauthorized", "%s", refusal.Reason)
	case authorize.Denied:
		a = reply.Fail(http.StatusForbidden, "Forbidden", "%s", refusal.Reason)
	case authorize.Unable:
		return reply.Unable(refusal.Reason)
	default:
		return reply.Internal("%s", refusal.Reason)
	}
	if refusal.Challenge != "" {
		a.Header["Www-Authenticate"] = []string{refusal.Challenge}
	}
	return a
}
