// Package atsynth connects a construct to the synth of its app: what it renders
// then, what it found wrong, and how a mistake known earlier waits for the
// report instead of ending the program with a panic of the CDK.
package atsynth

import (
	"reflect"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Do calls render once when the app is synthesised, before the CDK validates
// it, and then reports what problems returns.
func Do(c constructs.Construct, render func(), problems func() []plan.Problem) {
	visited := constructs.IConstruct(c)
	// An aspect is called for every construct below, each time through the
	// kernel. One on the resource, which has none below it, is called once. But
	// without stabilization the CDK would not visit what is rendered beside it.
	if leaf := c.Node().DefaultChild(); leaf != nil && *awscdk.FeatureFlags_Of(c).IsEnabled(jsii.String("@aws-cdk/core:aspectStabilization")) {
		visited = leaf
	}
	awscdk.Aspects_Of(visited).Add(&aspect{render}, &awscdk.AspectOptions{Priority: awscdk.AspectPriority_MUTATING()})
	c.Node().AddValidation(&validation{problems})
}

type aspect struct{ render func() }

// Visit implements awscdk.IAspect. The first node visited is the one that has
// the aspect; the rest are its children.
func (a *aspect) Visit(constructs.IConstruct) {
	if render := a.render; render != nil {
		a.render = nil
		render()
	}
}

type validation struct{ problems func() []plan.Problem }

// Validate implements constructs.IValidation.
func (v *validation) Validate() *[]*string {
	texts := lines(plan.SortProblems(v.problems()))
	return jsii.Strings(texts...)
}

// lines returns the texts of problems. Details below the first line that
// several share, such as the compile errors of a package that many routes name,
// are printed with the first of them.
func lines(problems []plan.Problem) []string {
	texts := make([]string, len(problems))
	seen := map[string]bool{}
	for i, p := range problems {
		texts[i] = p.String()
		line, details, found := strings.Cut(texts[i], ":\n")
		if found && seen[details] {
			texts[i] = line + ", as above"
		}
		seen[details] = found
	}
	return texts
}

// Validation reports problems that need no rendering.
func Validation(problems func() []plan.Problem) constructs.IValidation { return &validation{problems} }

// Warn shows warnings on a construct when the app is synthesised, except those
// that are acknowledged on it or above.
func Warn(c constructs.Construct, warnings []plan.Warning) {
	acknowledged := map[warning.ID]bool{}
	for _, w := range warnings {
		if _, known := acknowledged[w.ID]; !known {
			acknowledged[w.ID] = isAcknowledged(c, w.ID)
		}
		if !acknowledged[w.ID] {
			addWarning(c, w.ID, w.String())
		}
	}
}

// isAcknowledged reports whether a warning is acknowledged on a construct or
// above. Older CDKs find an acknowledgement that comes before the warning only above
// its construct (seen in v2.260.0, mended by v2.277.0), so a child is asked, and
// taken away again.
func isAcknowledged(c constructs.Construct, id warning.ID) bool {
	const name = "gatehouse:asked"
	child := constructs.NewConstruct(c, jsii.String(name))
	addWarning(child, id, "asked")
	shown := len(*child.Node().Metadata()) > 0
	c.Node().TryRemoveChild(jsii.String(name))
	return !shown
}

// addWarning calls Annotations.AddWarningV2 by reflection, since the CDK v2.276.0
// gave it a third parameter, options that may be nil, and this must compile on
// both sides. Metadata would do without, but heeds no acknowledgement.
func addWarning(c constructs.IConstruct, id warning.ID, text string) {
	add := reflect.ValueOf(awscdk.Annotations_Of(c)).MethodByName("AddWarningV2")
	args := []reflect.Value{reflect.ValueOf(jsii.String(string(id))), reflect.ValueOf(jsii.String(text))}
	for i := len(args); i < add.Type().NumIn(); i++ {
		args = append(args, reflect.Zero(add.Type().In(i)))
	}
	add.Call(args)
}

// Refuse marks a construct with what is wrong with it. A synth that validates
// reports and ends; after one that skips the validation the CDK's command still
// refuses to deploy.
func Refuse(c constructs.Construct, problems []plan.Problem) {
	for _, p := range problems {
		awscdk.Annotations_Of(c).AddError(jsii.String(p.String()))
	}
}
