package local

// Lambda authorizers, with the cache of their answers.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/payload"
)

// authorizerTime is how long an authorizer may take (developer guide, "Quotas for HTTP APIs").
const authorizerTime = 10 * time.Second

// lambdaAuthorizer is one authorizer with what it answered before.
type lambdaAuthorizer struct {
	*assembly.Authorizer
	mu    sync.Mutex
	cache map[[32]byte]decision
}

// decision is what an authorizer answered.
type decision struct {
	until     time.Time
	allowed   bool
	policy    *policy // decides for each route, if there is one
	context   map[string]any
	principal string
}

func newLambdaAuthorizer(a *assembly.Authorizer) *lambdaAuthorizer {
	return &lambdaAuthorizer{Authorizer: a, cache: map[[32]byte]decision{}}
}

// maxDecisions bounds the cache.
const maxDecisions = 10000

func (a *lambdaAuthorizer) cached(key [32]byte, now time.Time) (decision, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, ok := a.cache[key]
	return d, ok && now.Before(d.until)
}

func (a *lambdaAuthorizer) remember(key [32]byte, d decision, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.cache) >= maxDecisions {
		for k, old := range a.cache {
			if !now.Before(old.until) {
				delete(a.cache, k)
			}
		}
	}
	if len(a.cache) < maxDecisions {
		d.until = now.Add(a.TTL)
		a.cache[key] = d
	}
}

func (x *exchange) authorizeLambda() *reply {
	a := x.route.auth
	identity := make([]string, 0, len(a.Identity))
	for _, source := range a.Identity {
		v, ok := x.identity(source)
		if !ok {
			return x.fail(http.StatusUnauthorized, "Unauthorized", "identity source %s is not in the request", source)
		}
		identity = append(identity, v)
	}
	// Each stage has a cache of its own (API reference, ResetAuthorizersCache):
	// the answer may depend on the stage's variables.
	key := digest(append([]string{x.stage.Name}, identity...))
	caches := a.TTL > 0 && len(identity) > 0
	d, found := decision{}, false
	if caches {
		d, found = a.cached(key, x.started)
	}
	if !found {
		var bad *reply
		if d, bad = x.ask(a, identity); bad != nil {
			return bad
		}
		if caches {
			a.remember(key, d, x.started)
		}
	}
	arn := x.routeARN()
	if d.policy != nil && !d.policy.allows("execute-api:Invoke", arn) || d.policy == nil && !d.allowed {
		return x.fail(http.StatusForbidden, "Forbidden", "authorizer %s denies %s", a.Name, arn)
	}
	x.authorized = &payload.Authorized{IsLambda: true, Lambda: d.context, Principal: d.principal}
	return nil
}

// routeARN is what policies of authorizers are about.
func (x *exchange) routeARN() string {
	path := x.r.URL.Path
	if x.stage.Name != "$default" {
		path = path[1+len(x.stage.Name):]
	}
	return x.g.api.SourceARN(x.stage.Name + "/" + x.r.Method + path)
}

// ask calls the authorizer's function.
func (x *exchange) ask(a *lambdaAuthorizer, identity []string) (d decision, bad *reply) {
	qualifier, missing := x.stage.Expand(a.Qualifier)
	if missing != "" {
		return d, x.internal("authorizer %s needs stage variable %s, which stage %s hasn't", a.Name, missing, x.stage.Name)
	}
	if a.Credentials == "" && !a.Function.Permits(qualifier, x.g.api.SourceARN("authorizers/"+a.ID)) {
		return d, x.internal("no permission lets API Gateway call %s as authorizer %s", a.Function.Path, a.Name)
	}
	request := x.request()
	event, err := payload.AuthorizerV1(request, x.routeARN(), identity)
	if a.Version == "2.0" {
		event, err = payload.AuthorizerV2(request, x.routeARN(), identity)
	}
	if err != nil {
		return d, x.internal("authorizer's event: %v", err)
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), authorizerTime)
	defer cancel()
	output, reason, err := x.g.srv.invoke(ctx, a.Function, event, x.header.Get("X-Amzn-Trace-Id"))
	if reason != "" {
		return d, x.unable(reason)
	}
	if err != nil {
		return d, x.internal("authorizer %s: %v", a.Name, err)
	}
	if d, err = readDecision(output.Payload, a.Simple && a.Version == "2.0"); err != nil {
		return d, x.internal("authorizer %s: %v", a.Name, err)
	}
	return d, nil
}

// readDecision reads an authorizer's answer.
func readDecision(output []byte, simple bool) (d decision, err error) {
	var answer struct {
		IsAuthorized   *bool           `json:"isAuthorized"`
		PrincipalID    string          `json:"principalId"`
		PolicyDocument json.RawMessage `json:"policyDocument"`
		Context        map[string]any  `json:"context"`
	}
	if err := json.Unmarshal(output, &answer); err != nil {
		return d, fmt.Errorf("its answer is not in the form of authorizers: %w", err)
	}
	d.context = answer.Context
	if simple {
		if answer.IsAuthorized == nil {
			return d, errors.New("its answer has no isAuthorized, which simple responses need")
		}
		d.allowed = *answer.IsAuthorized
		return d, nil
	}
	if answer.PolicyDocument == nil || answer.PrincipalID == "" {
		return d, errors.New("its answer has no principalId and policyDocument")
	}
	d.principal = answer.PrincipalID
	d.policy, err = parsePolicy(answer.PolicyDocument)
	return d, err
}
