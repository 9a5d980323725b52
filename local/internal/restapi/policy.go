// Resource policies: who may call an API at all.

package restapi

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// resourcePolicy is a policy document as far as it can be evaluated here.
type resourcePolicy struct {
	statements []policyStatement
	unknown    string // why it can't be
}

type policyStatement struct {
	deny       bool
	anyone     bool     // the principal is "*"
	principals []string // accounts, and users such as "111122223333:user/name"
	actions    []*regexp.Regexp
	resources  []*regexp.Regexp
	from, away []netip.Prefix // the address must be in one of from, and in none of away
	hasFrom    bool
}

// many is a value or a list of them.
type many []string

func (m *many) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		return json.Unmarshal(text, (*[]string)(m))
	}
	var one string
	if err := json.Unmarshal(text, &one); err != nil {
		return err
	}
	*m = many{one}
	return nil
}

// parsePolicy reads a policy; nil if there is none. Resources are short forms, such as
// "execute-api:/v1/GET/*", or ARNs.
func (g *restAPI) parsePolicy() *resourcePolicy {
	if len(g.rest.Policy) == 0 {
		return nil
	}
	p := &resourcePolicy{}
	var document struct{ Statement []json.RawMessage }
	if err := json.Unmarshal(g.rest.Policy, &document); err != nil {
		p.unknown = "its resource policy can't be read: " + err.Error()
		return p
	}
	for _, raw := range document.Statement {
		var s struct {
			Effect                               string
			Principal                            json.RawMessage
			Action, Resource                     many
			NotAction, NotResource, NotPrincipal json.RawMessage
			Condition                            map[string]map[string]many
		}
		if err := json.Unmarshal(raw, &s); err != nil || s.Effect != "Allow" && s.Effect != "Deny" || s.NotAction != nil ||
			s.NotResource != nil || s.NotPrincipal != nil {
			p.unknown = fmt.Sprintf("its resource policy has a statement that Gatehouse doesn't evaluate: %s", raw)
			return p
		}
		out := policyStatement{deny: s.Effect == "Deny"}
		out.readPrincipals(s.Principal)
		for _, a := range s.Action {
			out.actions = append(out.actions, wildcards("(?i)", a))
		}
		for _, r := range s.Resource {
			out.resources = append(out.resources, g.resourcePattern(r))
		}
		if err := out.conditions(s.Condition); err != "" {
			p.unknown = "its resource policy has " + err
			return p
		}
		p.statements = append(p.statements, out)
	}
	return p
}

func (s *policyStatement) readPrincipals(raw json.RawMessage) {
	var of struct{ AWS many }
	if string(raw) == `"*"` {
		s.anyone = true
		return
	}
	if json.Unmarshal(raw, &of) != nil {
		return
	}
	for _, who := range of.AWS {
		s.anyone = s.anyone || who == "*"
		s.principals = append(s.principals, strings.TrimSuffix(strings.TrimPrefix(who, "arn:aws:iam::"), ":root"))
	}
}

func (s *policyStatement) conditions(all map[string]map[string]many) (unknown string) {
	for operator, keys := range all {
		for key, values := range keys {
			if !strings.EqualFold(key, "aws:SourceIp") || operator != "IpAddress" && operator != "NotIpAddress" {
				return fmt.Sprintf("condition %s of %s, which can't be known here", operator, key)
			}
			for _, text := range values {
				prefix, err := netip.ParsePrefix(text)
				if err != nil {
					addr, err := netip.ParseAddr(text)
					if err != nil {
						return fmt.Sprintf("invalid address %q", text)
					}
					prefix = netip.PrefixFrom(addr, addr.BitLen())
				}
				if operator == "IpAddress" {
					s.from, s.hasFrom = append(s.from, prefix), true
				} else {
					s.away = append(s.away, prefix)
				}
			}
		}
	}
	return ""
}

func (g *restAPI) resourcePattern(text string) *regexp.Regexp {
	if rest, ok := strings.CutPrefix(text, "execute-api:/"); ok {
		text = g.api.SourceARN(rest)
	}
	return wildcards("", text)
}

// wildcards is the expression of a text with * and ?.
func wildcards(flags, text string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(text))
	re, err := regexp.Compile(flags + "(?s)^" + quoted + "$")
	if err != nil {
		return regexp.MustCompile("$.^") // too long: fits nothing
	}
	return re
}

// checkPolicy refuses who the API's resource policy keeps out: a Deny wins. An Allow is
// needed, unless a signature of the API's own account or a Lambda authorizer has let the
// request in already (developer guide, "How API Gateway resource policies affect
// authorization workflow", tables A and B).
func (g *restAPI) checkPolicy(c *call) (f *failure) {
	if g.policy == nil {
		return nil
	}
	defer func() {
		f.end(c.Trace.Note(trace.Policy, "").In(g.traced.Place).With("address", c.SourceIP()).With("resource", c.arn()))
	}()
	says, f := g.policySays(c, invoke)
	byOthers := c.who != nil && (c.who.IAM != nil || c.who.IsLambda)
	if f != nil || says == allows || byOthers {
		return f
	}
	return g.keptOut(c.arn(), "")
}

// Actions of callers that policies know.
const (
	invoke          = "execute-api:Invoke"
	invalidateCache = "execute-api:InvalidateCache"
)

// says is what a policy says of a request that it doesn't deny.
type says int

const (
	silent says = iota
	allows
)

// policySays evaluates the resource policy for an action; a failure is an explicit deny. A Lambda
// authorizer is not called for who is denied (same guide).
func (g *restAPI) policySays(c *call, action string) (says, *failure) {
	p := g.policy
	if p == nil {
		return allows, nil
	}
	if p.unknown != "" {
		return silent, unable(g.api.Path + ": " + p.unknown)
	}
	arn, result := c.arn(), silent
	addr, err := netip.ParseAddr(c.SourceIP())
	for _, s := range p.statements {
		if !s.names(c) || !matchesAny(s.actions, action) || !matchesAny(s.resources, arn) || err == nil && !s.at(addr.Unmap()) {
			continue
		}
		if s.deny {
			return silent, g.keptOut(arn, "with an explicit deny")
		}
		result = allows
	}
	return result, nil
}

// arn is what policies and authorizers know the request as.
func (c *call) arn() string {
	return c.api.api.SourceARN(c.stage.Name + "/" + c.Method + routed(c.path))
}

// names reports whether the caller is one of the statement's principals.
func (s *policyStatement) names(c *call) bool {
	if s.anyone || c.who == nil || c.who.IAM == nil {
		return s.anyone
	}
	user := strings.TrimPrefix(c.who.IAM.UserARN, "arn:aws:iam::")
	return slices.Contains(s.principals, c.who.IAM.AccountID) || slices.Contains(s.principals, user)
}

func matchesAny(list []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

func (s *policyStatement) at(addr netip.Addr) bool {
	for _, p := range s.away {
		if p.Contains(addr) {
			return false
		}
	}
	if !s.hasFrom {
		return true
	}
	for _, p := range s.from {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// keptOut is the refusal, in the words that users report.
func (g *restAPI) keptOut(arn, how string) *failure {
	hidden := strings.Replace(arn, ":"+g.api.Account+":", ":********"+g.api.Account[max(0, len(g.api.Account)-4):]+":", 1)
	return &failure{
		kind: accessDenied, upper: true, reason: "the resource policy does not let this request in " + how,
		message: strings.TrimSpace("User: anonymous is not authorized to perform: execute-api:Invoke on resource: " + hidden + " " + how),
	}
}
