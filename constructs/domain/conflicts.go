// What is wrong with the mappings of an application's domains: by themselves,
// and beside each other.

package domain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// application has the domains of one, in the order of their making. Its Stages
// of the CDK are synthesised one by one, and some before others are declared: a
// pipeline does that.
type application struct {
	domains []*Domain
	checked map[string]bool // Stages, by their path
}

// applications has those of each application.
var applications perapp.Values[application]

func appOf(d *Domain) *application {
	app := applications.Of(d)
	if app.checked == nil {
		app.checked = map[string]bool{}
	}
	return app
}

// check checks the mappings of a Stage once, beside those of Stages before it.
func (a *application) check(stage string) {
	if a.checked[stage] {
		return
	}
	a.checked[stage] = true
	var names []string
	groups := map[string]group{}
	for _, d := range a.domains {
		if !a.checked[d.inStage()] {
			continue
		}
		if d.inStage() == stage {
			for _, m := range d.mapped {
				d.checkMapping(m)
			}
		}
		key := d.identity()
		if groups[key] == nil {
			names = append(names, key)
		}
		groups[key] = append(groups[key], d)
	}
	for _, name := range names {
		g := groups[name]
		g.checkNames()
		g.checkPaths()
		g.checkKinds()
		g.checkAPIPolicies()
		g.checkRules()
	}
	for _, d := range a.domains {
		if d.inStage() == stage && len(d.problems) == 0 {
			d.lookForShadows(groups[d.identity()])
			d.lookForSideDoors(a)
		}
	}
}

// inStage returns the path of the domain's Stage of the CDK.
func (d *Domain) inStage() string { return place.Stage(d) }

// identity tells domains apart that are one to API Gateway: a name is one in a
// region and account. Where these aren't known, each Stage of the CDK stands for
// an environment. Private names may be there several times.
func (d *Domain) identity() string {
	stack := awscdk.Stack_Of(d)
	env := *stack.Environment()
	if !isKnown(stack) {
		env += " " + d.inStage()
	}
	if d.existing && d.props.private() && d.arn != "" && !token.In(d.arn) {
		return d.arn
	}
	if token.In(d.props.Name) || d.props.Name == "" || d.props.private() {
		return env + " of " + *d.Node().Path()
	}
	return env + " " + d.props.Name
}

var pathText = regexp.MustCompile(`^[A-Za-z0-9$_.+!*'()/-]*$`)

// pathProblem says what is wrong with a path (API Gateway developer guide, "Use
// API mappings to connect API stages to a custom domain name for REST APIs").
func pathProblem(path string, most int) string {
	switch trimmed := strings.Trim(path, "/"); {
	case token.In(path):
		return ""
	case trimmed != path:
		if further := pathProblem(trimmed, most); further != "" {
			return "write it without slashes around it; also " + further
		}
		return fmt.Sprintf("write it without slashes around it: %q", trimmed)
	case slices.Contains(strings.Split(path, "/"), ".."), slices.Contains(strings.Split(path, "/"), "."):
		return `has a segment "." or "..", which clients resolve before they send a request, so it never matches: write the path that is meant`
	case strings.Contains(path, "//"):
		return "has two slashes in a row"
	case strings.ContainsAny(path, "{}"):
		return "has no parameters: these stand in the API's routes"
	case !pathText.MatchString(path):
		return "a path has letters, digits, slashes and any of $-_.+!*'()"
	case len(path) > most:
		return fmt.Sprintf("has %d characters; up to %d are allowed", len(path), most)
	}
	return ""
}

// checkMapping checks a mapping by itself.
func (d *Domain) checkMapping(m *mapped) {
	problem := func(format string, args ...any) {
		d.problem(m.pos, "path %q: %s", shown(m.path), fmt.Sprintf(format, args...))
	}
	most := 300
	if m.rule != nil {
		most = 127
		for _, text := range m.rule.problems() {
			problem("rule: %s", text)
		}
		if m.stage.kind != plan.REST {
			problem("rule: leads to %s; rules are for REST APIs", m.stage)
		}
	}
	if text := pathProblem(m.path, most); text != "" {
		problem("%s", text)
	} else if why := d.oneLevel(); why != "" && m.rule == nil && levels(m.path) > 1 {
		problem("has several parts, and %s takes one", why)
	}
	if why := d.restOnly(); why != "" && m.stage.kind != plan.REST {
		problem("leads to %s, %s: %s takes REST APIs only", m.stage, m.stage.kind.A, why)
	}
	if m.stage.kind.Messages && d.closes() {
		d.warn(m.pos, warning.ConnectionsWithoutCert,
			"path %q: leads to %s, whose own address is turned off: its functions can't call its connections, for they have no client's "+
				"certificate; set KeepEndpoint", shown(m.path), m.stage)
	}
	if m.stage.kind.Messages && d.props.MutualTLS != nil {
		d.warn(m.pos, warning.WebSocketMutualTLS,
			"path %q: leads to %s, and API Gateway speaks of mutual TLS for HTTP and REST APIs only: try whether clients without a certificate "+
				"are refused", shown(m.path), m.stage)
	}
	switch private := isPrivateAPI(m.stage); {
	case private == nil:
	case *private && !d.props.private():
		problem("leads to %s, a private API, which needs a domain whose Endpoint is Private", m.stage)
	case !*private && d.props.private():
		problem("leads to %s, a public API, and a Private domain takes private ones only", m.stage)
	}
	here, there := awscdk.Stack_Of(d), awscdk.Stack_Of(m.stage.construct)
	switch {
	case d.inStage() != place.Stage(m.stage.construct):
		problem("leads to %s, which is in another Stage of the CDK: refer to the domain there by FromAttributes", m.stage)
	case *here.Environment() != *there.Environment() && (!d.existing || token.In(d.ref) || isKnown(here) && isKnown(there)):
		problem("leads to %s in %s, and the domain is in %s: both are in one region and account, and their stacks must say so alike", m.stage,
			*there.Environment(), *here.Environment())
	}
}

// isKnown reports whether a stack says its region and account.
func isKnown(s awscdk.Stack) bool { return !strings.Contains(*s.Environment(), "unknown-") }

// levels returns how many parts a path has.
func levels(path string) int {
	if token.In(path) || path == "" {
		return 0
	}
	return 1 + strings.Count(path, "/")
}

// oneLevel says why the domain has no paths of several parts; "" if it has.
func (d *Domain) oneLevel() string {
	if d.props.policy() == TLS10 {
		return "a domain with TLS10"
	}
	if d.props.basePaths() {
		return d.restOnly()
	}
	return ""
}

// restOnly says why the domain takes REST APIs only; "" if it takes others.
func (d *Domain) restOnly() string {
	switch p := &d.props; {
	case p.private():
		return "a Private domain"
	case p.edge():
		return "an Edge domain"
	case p.Second != nil:
		return "a domain with a Second endpoint"
	case p.policy() != TLS12:
		return "a domain with the security policy " + string(p.policy())
	case p.RESTOnly:
		return "a domain made by version 1 of API Gateway's interface (RESTOnly)"
	}
	return ""
}

// group is the domains that are one to API Gateway.
type group []*Domain

// each calls do with each mapping, with those of rules or of none.
func (g group) each(rules bool, do func(*Domain, *mapped)) {
	for _, d := range g {
		for _, m := range d.mapped {
			if rules == (m.rule != nil) {
				do(d, m)
			}
		}
	}
}

// checkNames finds a name that is made twice.
func (g group) checkNames() {
	var first *Domain
	for _, d := range g {
		switch {
		case d.existing || d.props.private() || d.props.Name == "" || token.In(d.props.Name):
		case first == nil:
			first = d
		default:
			d.problem(d.pos, "is made already at %v: use that Domain for all mappings, or give it another name", first.pos)
		}
	}
}

// checkPaths finds paths that lead to two stages, and a root that can't stand
// beside others.
func (g group) checkPaths() {
	const most = 200 // "Quotas for configuring and running a REST API", multi-level API mappings
	firsts, deep := map[string]*mapped{}, 0
	g.each(false, func(d *Domain, m *mapped) {
		if first := firsts[m.path]; first == nil {
			firsts[m.path] = m
		} else { // one token is one value
			d.problem(m.pos, "path %q leads to %s already, mapped at %v: give %s another path", shown(m.path), first.stage, first.pos, m.stage)
		}
		if levels(m.path) > 1 {
			if deep++; deep == most+1 {
				d.problem(m.pos, "more than %d mappings of several parts: API Gateway allows no more", most)
			}
		}
	})
	root := firsts[""]
	if root == nil || len(firsts) == 1 {
		return
	}
	for _, d := range g {
		if why := d.restOnly(); d.props.basePaths() && slices.Contains(d.mapped, root) {
			d.problem(root.pos, "maps the empty path beside others, and API Gateway refuses that for %s: give %s a path", why, root.stage)
		}
	}
}

// checkKinds finds WebSocket APIs beside others.
func (g group) checkKinds() {
	var first *mapped
	for _, d := range g {
		for _, m := range d.mapped {
			switch {
			case first == nil:
				first = m
			case first.stage.kind.Messages != m.stage.kind.Messages:
				d.problem(m.pos, "path %q: leads to %s, %s, beside %s, %s, mapped at %v: WebSocket APIs have a domain of their own",
					shown(m.path), m.stage, m.stage.kind.A, first.stage, first.stage.kind.A, first.pos)
				return
			}
		}
	}
}

// checkRules finds rules that are asked at once, and those that can't be there.
func (g group) checkRules() {
	const most = 50 // "Routing rules per domain", which can be raised
	byPriority, n := map[int]*mapped{}, 0
	http := false
	g.each(false, func(_ *Domain, m *mapped) { http = http || m.stage.kind == plan.HTTP })
	g.each(true, func(d *Domain, m *mapped) {
		if first := byPriority[m.rule.Priority]; first != nil {
			d.problem(m.pos, "rule: Priority %d is that of the rule at %v already", m.rule.Priority, first.pos)
		} else {
			byPriority[m.rule.Priority] = m
		}
		if n++; n == most+1 {
			d.warn(m.pos, warning.RoutingRuleQuota, "more than %d rules: ask for a higher quota before you deploy", most)
		}
		if n == 1 && http {
			d.problem(m.pos, "rule: the domain has mappings of HTTP APIs, beside which API Gateway has no rules")
		}
	})
}
