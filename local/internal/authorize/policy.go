// IAM policies as Lambda authorizers give them.

package authorize

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// policy is a policy document.
type policy struct{ statements []statement }

type statement struct {
	deny      bool
	actions   []*regexp.Regexp
	resources []*regexp.Regexp
}

// parsePolicy refuses what it can't evaluate: a policy half read might allow
// what the whole one denies.
func parsePolicy(text []byte) (*policy, error) {
	var document struct{ Statement oneOrMany[json.RawMessage] }
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("its policy: %w", err)
	}
	p := &policy{}
	for _, raw := range document.Statement {
		var s struct {
			Effect                                                     string
			Action, Resource                                           oneOrMany[string]
			NotAction, NotResource, Condition, Principal, NotPrincipal json.RawMessage
		}
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, fmt.Errorf("its policy: %w", err)
		}
		if s.NotAction != nil || s.NotResource != nil || s.Condition != nil || s.Principal != nil || s.NotPrincipal != nil {
			return nil, errors.New("its policy has more than Effect, Action and Resource, which Gatehouse doesn't evaluate")
		}
		if s.Effect != "Allow" && s.Effect != "Deny" {
			return nil, fmt.Errorf("its policy has effect %q, neither Allow nor Deny", s.Effect)
		}
		actions, err := patterns(s.Action, "(?i)")
		if err != nil {
			return nil, err
		}
		resources, err := patterns(s.Resource, "")
		if err != nil {
			return nil, err
		}
		p.statements = append(p.statements, statement{s.Effect == "Deny", actions, resources})
	}
	return p, nil
}

// maxPattern is the longest action or resource: no request's is longer, and
// compiling the expression for one of megabytes takes seconds.
const maxPattern = 10240

func patterns(texts []string, flags string) (list []*regexp.Regexp, err error) {
	for _, text := range texts {
		if len(text) > maxPattern {
			return nil, fmt.Errorf("its policy has an action or resource of %d bytes, more than %d", len(text), maxPattern)
		}
		quoted := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(text))
		re, err := regexp.Compile(flags + "(?s)^" + quoted + "$")
		if err != nil {
			return nil, fmt.Errorf("its policy: %q: %w", text, err)
		}
		list = append(list, re)
	}
	return list, nil
}

// allows evaluates the policy: a Deny wins over every Allow.
func (p *policy) allows(action, resource string) bool {
	allowed := false
	for _, s := range p.statements {
		if !matchesAny(s.actions, action) || !matchesAny(s.resources, resource) {
			continue
		}
		if s.deny {
			return false
		}
		allowed = true
	}
	return allowed
}

func matchesAny(list []*regexp.Regexp, text string) bool {
	for _, re := range list {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}

// oneOrMany reads a value or a list of them.
type oneOrMany[T any] []T

func (o *oneOrMany[T]) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		return json.Unmarshal(text, (*[]T)(o))
	}
	var one T
	if err := json.Unmarshal(text, &one); err != nil {
		return err
	}
	*o = oneOrMany[T]{one}
	return nil
}
