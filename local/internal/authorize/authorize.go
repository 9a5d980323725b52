// Tokens and signatures; what every kind of authorizer returns.

package authorize

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
	"github.com/gatehouse-go/gatehouse/local/internal/sigv4"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Refusal is why a request may not go on.
type Refusal struct {
	Kind      Kind
	Reason    string // for the log
	Challenge string // for WWW-Authenticate, where a token is at fault
}

// Text is the reason; empty for none.
func (r *Refusal) Text() string {
	if r == nil {
		return ""
	}
	return r.Reason
}

// Kind is the kind of a refusal: gateways answer each in their own way.
type Kind int

// The kinds of refusals.
const (
	Unauthorized Kind = iota + 1 // no credentials, or none that are good
	Denied                       // good credentials, but not for this route
	Failed                       // the authorizer failed
	Unable                       // the authorizer cannot run here
)

func refuse(kind Kind, format string, args ...any) *Refusal {
	return &Refusal{Kind: kind, Reason: fmt.Sprintf(format, args...)}
}

// Values gives the value of an identity source such as
// "$request.header.Authorization"; ok is false if the request has none.
type Values func(source string) (value string, ok bool)

// Identities are the values of identity sources, in order, or a refusal that
// names the first without one.
func Identities(sources []string, values Values) ([]string, *Refusal) {
	list := make([]string, 0, len(sources))
	for _, source := range sources {
		v, ok := values(source)
		if !ok {
			return nil, refuse(Unauthorized, "identity source %s is not in the request", source)
		}
		list = append(list, v)
	}
	return list, nil
}

// Checked is what a token gives a route.
type Checked struct {
	*payload.Authorized
	Algorithm string // by which the token is signed, e.g. RS256
}

// JWT checks the token of a request against an authorizer and a route's scopes.
// The step gets what was checked.
func JWT(ctx context.Context, verifier *jwt.Verifier, a *assembly.Authorizer, scopes []string, values Values,
	step trace.Step) (*Checked, *Refusal) {
	token := ""
	for _, source := range a.Identity {
		if token, _ = values(source); token != "" {
			break
		}
	}
	if len(token) > 7 && strings.EqualFold(token[:7], "Bearer ") {
		token = strings.TrimSpace(token[7:])
	}
	step.With("type", "JWT").With("issuer", a.Issuer).With("audience", shown(a.Audience)).With("scopes", scopes)
	if token == "" {
		refusal := refuse(Unauthorized, "no token in %s", strings.Join(a.Identity, ", "))
		refusal.Challenge = "Bearer"
		return nil, refusal
	}
	verified, err := verifier.Verify(ctx, token, a.Issuer, a.Audience)
	if err != nil {
		failed, description := "", "the token is not valid"
		if invalid, ok := errors.AsType[*jwt.Invalid](err); ok {
			failed, description = invalid.Check, invalid.Description
		}
		step.With("claims, as the token has them", func() any { return jwt.Unverified(token) }).Below(checks(failed, err.Error(), scopes))
		refusal := refuse(Unauthorized, "%v", err)
		refusal.Challenge = fmt.Sprintf("Bearer scope=%q error=\"invalid_token\" error_description=%q", strings.Join(scopes, " "), description)
		return nil, refusal
	}
	step.With("claims", verified.Claims)
	if len(scopes) > 0 && !slices.ContainsFunc(verified.Scopes, func(s string) bool { return slices.Contains(scopes, s) }) {
		refusal := refuse(Denied, "the token has none of the scopes %s", strings.Join(scopes, ", "))
		refusal.Challenge = fmt.Sprintf("Bearer scope=%q error=\"insufficient_scope\"", strings.Join(scopes, " "))
		step.Below(checks(checkScopes, refusal.Reason, scopes))
		return nil, refusal
	}
	step.Below(checks("", "", scopes))
	who := &payload.Authorized{JWT: &payload.JWT{Claims: verified.Texts()}}
	if len(scopes) > 0 {
		who.JWT.Scopes = verified.Scopes
	}
	return &Checked{Authorized: who, Algorithm: verified.Algorithm}, nil
}

const checkScopes = "scopes"

// checks makes a step for each check of a token, up to the one that failed.
func checks(failed, why string, scopes []string) func() []*trace.Node {
	return func() (nodes []*trace.Node) {
		all := jwt.Checks
		if len(scopes) > 0 {
			all = append(slices.Clip(all), checkScopes)
		}
		for _, name := range all {
			n := &trace.Node{Kind: trace.Check, Name: name, Outcome: trace.OK}
			nodes = append(nodes, n)
			if name == failed {
				n.Outcome, n.Reason = trace.Refused, why
				break
			}
		}
		return nodes
	}
}

// shown are audiences as traces have them.
func shown(audience []string) []string {
	if slices.Contains(audience, jwt.AnyAudience) {
		return []string{"any"}
	}
	return audience
}

// IAM checks the signature of a request, as the client sent it, against
// credentials: secrets by access key.
func IAM(asked *http.Request, body []byte, api *assembly.API, credentials map[string]string,
	step trace.Step) (*payload.Authorized, *Refusal) {
	step.With("type", "AWS_IAM").With("region", api.Region).With("access keys taken", len(credentials))
	scope := sigv4.Scope{Region: api.Region, Service: "execute-api"}
	key, err := sigv4.Verify(asked, body, scope, credentials, time.Now())
	if err != nil {
		return nil, refuse(Denied, "IAM: %v", err)
	}
	step.With("access key", key)
	return &payload.Authorized{IAM: &payload.IAM{
		AccessKey: key,
		AccountID: api.Account,
		CallerID:  key,
		UserARN:   fmt.Sprintf("arn:aws:iam::%s:user/%s", api.Account, key),
		UserID:    key,
	}}, nil
}
