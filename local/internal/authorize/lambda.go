// Lambda authorizers, with the cache of their answers.

package authorize

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// authorizerTime is how long an authorizer may take (developer guide, "Quotas
// for HTTP APIs" and "Quotas for REST APIs").
const authorizerTime = 10 * time.Second

// Lambda is a Lambda authorizer with what it answered before.
type Lambda struct {
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
	usageKey  string
}

// NewLambda returns an authorizer that has not answered yet.
func NewLambda(a *assembly.Authorizer) *Lambda {
	return &Lambda{Authorizer: a, cache: map[[32]byte]decision{}}
}

// maxDecisions bounds the cache.
const maxDecisions = 10000

func (a *Lambda) cached(key [32]byte, now time.Time) (decision, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, ok := a.cache[key]
	return d, ok && now.Before(d.until)
}

func (a *Lambda) remember(key [32]byte, d decision, now time.Time) {
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

// Question is what a Lambda authorizer is asked.
type Question struct {
	API      *assembly.API
	Stage    *assembly.Stage
	ARN      string   // of the route that the client wants to call, which policies are about
	Identity []string // the values of the identity sources
	Trace    string   // id by which the call can be traced
	Started  time.Time
	Step     trace.Step // gets what was asked and answered

	// Event makes the function's event; it is not called when the answer is known already.
	Event func() ([]byte, error)
}

// Authorize finds the answer to a question: in the cache, or by a call of the function.
func (a *Lambda) Authorize(ctx context.Context, set *functions.Set, q *Question) (*payload.Authorized, *Refusal) {
	// Each stage has a cache of its own (API reference, ResetAuthorizersCache):
	// the answer may depend on the stage's variables.
	key := digest(append([]string{q.Stage.Name}, q.Identity...))
	caches := a.TTL > 0 && len(q.Identity) > 0
	d, found := decision{}, false
	if caches {
		d, found = a.cached(key, q.Started)
	}
	q.Step.With("type", a.Type).With("identity sources", a.Authorizer.Identity).With("cached", found)
	if !found {
		var refusal *Refusal
		if d, refusal = a.ask(ctx, set, q); refusal != nil {
			return nil, refusal
		}
		if caches {
			a.remember(key, d, q.Started)
		}
	}
	q.Step.With("principal", d.principal).With("context", d.context)
	if d.policy != nil && !d.policy.allows("execute-api:Invoke", q.ARN) || d.policy == nil && !d.allowed {
		return nil, refuse(Denied, "authorizer %s denies %s", a.Name, q.ARN)
	}
	return &payload.Authorized{IsLambda: true, Lambda: d.context, Principal: d.principal, UsageKey: d.usageKey}, nil
}

// ask calls the authorizer's function.
func (a *Lambda) ask(ctx context.Context, set *functions.Set, q *Question) (d decision, refusal *Refusal) {
	qualifier, missing := q.Stage.Expand(a.Qualifier)
	if missing != "" {
		return d, refuse(Failed, "authorizer %s needs stage variable %s, which stage %s does not have", a.Name, missing, q.Stage.Name)
	}
	if a.Credentials == "" && !a.Function.Permits(qualifier, q.API.SourceARN("authorizers/"+a.ID)) {
		return d, refuse(Failed, "no permission lets API Gateway call %s as authorizer %s", a.Function.Path, a.Name)
	}
	event, err := q.Event()
	if err != nil {
		return d, refuse(Failed, "authorizer's event: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, authorizerTime)
	defer cancel()
	output, err := set.Invoke(ctx, functions.Call{Function: a.Function, Qualifier: qualifier, Event: event, TraceID: q.Trace, Step: q.Step})
	if unable, ok := errors.AsType[*functions.Unable](err); ok {
		return d, refuse(Unable, "%s", unable.Reason)
	}
	if err != nil {
		return d, refuse(Failed, "authorizer %s: %v", a.Name, err)
	}
	if d, err = readDecision(output.Payload, a.Simple && a.Version == "2.0"); err != nil {
		return d, refuse(Failed, "authorizer %s: %v", a.Name, err)
	}
	return d, nil
}

// digest is a key of fixed size for values that may be long or secret.
func digest(values []string) [32]byte {
	h := sha256.New()
	for _, v := range values {
		fmt.Fprintf(h, "%d:%s", len(v), v)
	}
	return [32]byte(h.Sum(nil))
}

// readDecision reads an authorizer's answer.
func readDecision(output []byte, simple bool) (d decision, err error) {
	var answer struct {
		IsAuthorized   *bool           `json:"isAuthorized"`
		PrincipalID    string          `json:"principalId"`
		PolicyDocument json.RawMessage `json:"policyDocument"`
		Context        map[string]any  `json:"context"`
		UsageKey       string          `json:"usageIdentifierKey"`
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
	d.principal, d.usageKey = answer.PrincipalID, answer.UsageKey
	d.policy, err = parsePolicy(answer.PolicyDocument)
	return d, err
}
