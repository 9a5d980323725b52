// A custom domain: its making, and what there is to ask of it.

package domain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Domain is a name by which clients reach stages of APIs.
type Domain struct {
	constructs.Construct

	props    Props
	pos      plan.Pos
	existing bool   // made elsewhere
	arn      string // CDK tokens, here and below
	ref      string // the name, as something that waits for the resource
	target   Target

	certificate string       // the ARN of the one that was made; "" for none
	mode        *routingMode // nil if the domain was made elsewhere

	mapped   []*mapped
	problems []plan.Problem
	warnings []plan.Warning
}

// New makes a domain. Mistakes are reported at synth.
func New(scope constructs.Construct, id string, props *Props) *Domain {
	d := &Domain{pos: plan.Caller(1), props: props.clone()}
	d.begin(scope, id, "domain.New")
	switch p := &d.props; {
	case p.Zone != nil && p.DNS != nil:
		d.problem(d.pos, "has both a Zone and a DNS: remove one")
	case p.Zone != nil:
		p.DNS = Route53(p.Zone)
	}
	d.check()
	if len(d.problems) == 0 {
		d.make()
	}
	return d
}

// begin makes the construct, and has it checked and rendered at synth.
func (d *Domain) begin(scope constructs.Construct, id, function string) {
	free, problem := atsynth.FreeID(scope, id)
	constructs.NewConstruct_Override(d, scope, jsii.String(free))
	if problem != "" {
		d.problem(d.pos, "%s: %s", function, problem)
	}
	appOf(d).domains = append(appOf(d).domains, d)
	atsynth.Do(d, d.render, func() []plan.Problem { return d.problems })
}

// exists reports whether a function of this package has made the domain.
func (d *Domain) exists() bool { return d != nil && d.Construct != nil }

// Name returns the domain's name.
func (d *Domain) Name() string { return d.props.Name }

// Target returns where the name must lead, for records of your own. It is empty
// if something is wrong with the domain, or if it was made elsewhere and its
// target is not known.
func (d *Domain) Target() Target { return d.target }

// ARN returns the domain's ARN; "" if something is wrong with it.
func (d *Domain) ARN() string { return d.arn }

// URL returns the address of a path of the domain: URL("v1") is
// "https://api.example.com/v1".
func (d *Domain) URL(path string) string {
	return "https://" + strings.TrimSuffix(d.props.Name+"/"+strings.TrimPrefix(path, "/"), "/")
}

// render makes the mappings, unless something is wrong.
func (d *Domain) render() {
	appOf(d).check(d.inStage())
	if len(d.problems) > 0 {
		atsynth.Refuse(d, d.problems)
		return
	}
	rules, others := false, false
	for _, m := range slices.SortedFunc(slices.Values(d.mapped), inOrder) {
		d.makeMapping(m)
		d.guard(m)
		rules, others = rules || m.rule != nil, others || m.rule == nil
	}
	d.mode.agree(d, rules, others)
	atsynth.Warn(d, plan.SortProblems(d.warnings))
}

func (d *Domain) problem(pos plan.Pos, format string, args ...any) {
	d.problems = append(d.problems, plan.Problem{Pos: pos, Text: d.about(format, args...)})
}

func (d *Domain) warn(pos plan.Pos, id warning.ID, format string, args ...any) {
	d.warnings = append(d.warnings, plan.Warn(pos, warning.Warning{ID: id, Text: d.about(format, args...)}))
}

// about puts the name in front of what is said of the domain.
func (d *Domain) about(format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	if d.props.Name == "" {
		return "domain: " + text
	}
	return fmt.Sprintf("domain %q: %s", shown(d.props.Name), text)
}

// shown returns a text for messages, where tokens say nothing.
func shown(text string) string {
	if token.In(text) {
		return "(token)"
	}
	return text
}

// scopeIn returns the construct that holds the domain's mappings in a stack: the
// domain itself in its own. In others there is one for it, so that a path which
// moves from one API to another of the stack keeps its logical id.
func (d *Domain) scopeIn(stack awscdk.Stack) constructs.Construct {
	if *stack.Node().Path() == *awscdk.Stack_Of(d).Node().Path() {
		return d
	}
	id := jsii.String("Domain:" + atsynth.ChildID(*d.Node().Path()))
	if c := stack.Node().TryFindChild(id); c != nil {
		return c.(constructs.Construct)
	}
	return constructs.NewConstruct(stack, id)
}
