// A finding that stays: the metadata that says so, on resources that may be made
// later.

package nag

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// Finding is something that cdk-nag finds and that stays.
type Finding struct {
	// Rule is the rule as cdk-nag shows it: "AwsSolutions-IAM5".
	Rule string

	// Details are what cdk-nag shows in brackets behind rules that find
	// several things on one resource, such as "Resource::*". Default: all of
	// them.
	Details []string

	// At are the resources: paths as cdk-nag shows them, without that of the
	// scope in front and without "/Resource" at the end: "Api/GET |health".
	At []string

	// Reason is why the finding stays, in at least ten characters.
	Reason string
}

// Accept lets findings stay on resources of a scope, usually a stack. The
// resources may be made later. Mistakes, and resources that are not there, are
// reported at synth.
func Accept(scope constructs.Construct, findings ...Finding) {
	atsynth.NeedScope(plan.Caller(1), "nag.Accept", scope)
	a := &accepted{pos: plan.Caller(1), within: scope, scope: *scope.Node().Path(), at: map[string][]entry{}}
	for _, f := range findings {
		if wrong := f.problems(); len(wrong) > 0 {
			for _, text := range wrong {
				a.problem("nag.Accept: rule %q: %s", f.Rule, text)
			}
			continue
		}
		for _, path := range f.At {
			a.waiting = append(a.waiting, path)
			a.at[path] = append(a.at[path], f.entry())
		}
	}
	awscdk.Aspects_Of(scope).Add(a, &awscdk.AspectOptions{Priority: awscdk.AspectPriority_MUTATING()})
	scope.Node().AddValidation(atsynth.Validation(a.report))
}

// The form of a rule's name is that of cdk-nag's packs: name of the pack, name
// of the rule. The name without a pack is what cdk-nag reports of rules that
// can't tell, since what they look at is known at deployment only (cdk-nag's
// README, "Suppressing a Rule").
var ruleName = regexp.MustCompile(`^([A-Za-z0-9.]+-[A-Za-z0-9.]+|CdkNagValidationFailure)$`)

func (f *Finding) problems() []string {
	var found problems.List
	if !ruleName.MatchString(f.Rule) {
		found.Add("Rule is a name such as \"AwsSolutions-IAM5\"; what stands in brackets behind it goes into Details")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(f.Reason)); n < 10 {
		found.Add("Reason has %d characters; cdk-nag wants ten or more", n)
	}
	if len(f.At) == 0 {
		found.Add("At is empty: it names the resources where the finding stays")
	}
	for i, path := range f.At {
		switch {
		case path == "" || strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/") || strings.HasSuffix(path, "/Resource"):
			found.Add("At[%d] is %q; it is a path below the scope, such as \"Api/GET |health\", without / in front and /Resource at the end", i,
				path)
		case slices.Contains(f.At[:i], path):
			found.Add("At[%d] is %q again", i, path)
		}
	}
	for i, detail := range f.Details {
		if detail == "" || slices.Contains(f.Details[:i], detail) {
			found.Add("Details[%d] is %q, which is empty or there already", i, detail)
		}
	}
	return found.All()
}

// entry is a suppression as cdk-nag reads it from a resource's metadata
// (cdk-nag's README, "Using on CloudFormation templates").
type entry map[string]any

func (f *Finding) entry() entry {
	e := entry{"id": f.Rule, "reason": f.Reason}
	if strings.ContainsFunc(f.Reason, func(r rune) bool { return r > 255 }) {
		e["reason"], e["is_reason_encoded"] = base64.StdEncoding.EncodeToString([]byte(f.Reason)), true
	}
	if len(f.Details) > 0 {
		e["applies_to"] = slices.Clone(f.Details)
	}
	return e
}

// accepted are the findings of one call.
type accepted struct {
	pos      plan.Pos
	within   constructs.Construct
	scope    string             // its path
	at       map[string][]entry // by path below the scope
	waiting  []string           // paths of resources not seen yet
	problems []plan.Problem
}

func (a *accepted) problem(format string, args ...any) {
	a.problems = append(a.problems, plan.Problem{Pos: a.pos, Text: fmt.Sprintf(format, args...)})
}

const metadata = "cdk_nag"

// Visit implements awscdk.IAspect: it is called for each construct before
// cdk-nag is.
func (a *accepted) Visit(node constructs.IConstruct) {
	path := strings.TrimPrefix(strings.TrimPrefix(*node.Node().Path(), a.scope), "/")
	path = strings.TrimSuffix(path, "/Resource")
	entries := a.at[path]
	if entries == nil || !*awscdk.CfnResource_IsCfnResource(node) {
		return
	}
	a.waiting = slices.DeleteFunc(a.waiting, func(p string) bool { return p == path })
	delete(a.at, path)
	resource := node.(awscdk.CfnResource)
	var all []any
	if known, ok := resource.GetMetadata(jsii.String(metadata)).(map[string]any); ok {
		all, _ = known["rules_to_suppress"].([]any)
	}
	for _, e := range entries {
		all = append(all, map[string]any(e))
	}
	resource.AddMetadata(jsii.String(metadata), map[string]any{"rules_to_suppress": all})
}

func (a *accepted) report() []plan.Problem {
	for _, path := range slices.Compact(slices.Sorted(slices.Values(a.waiting))) {
		if !a.refused(path) {
			a.problem("nag.Accept: there is no resource at %q below %q: write the path as cdk-nag shows it", path, a.scope)
		}
	}
	a.waiting = nil
	return a.problems
}

// refused reports whether a resource is not there because of mistakes in what
// would have made it. These are reported; that it is missing would hide them.
func (a *accepted) refused(path string) bool {
	c := constructs.IConstruct(a.within)
	for id := range strings.SplitSeq(path, "/") {
		if c = c.Node().TryFindChild(&id); c == nil || *awscdk.CfnResource_IsCfnResource(c) {
			return false
		}
		for _, m := range *c.Node().Metadata() {
			if *m.Type == "aws:cdk:error" {
				return true
			}
		}
	}
	return false
}
