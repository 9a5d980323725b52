// Rules of API Gateway about the settings of stages.

package api

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// Throttle limits what passes by a token bucket. Kinds of API have a type of
// their own with these fields.
type Throttle struct {
	Rate  float64
	Burst int
}

// Problems says what is wrong with a limit of what passes: "request" or
// "message".
func (t *Throttle) Problems(what string) []string {
	switch {
	case t == nil:
		return nil
	case t.Rate < 0 && !math.IsInf(t.Rate, -1) && *awscdk.Token_IsUnresolved(t.Rate): // those of numbers are negative
		return []string{"Throttle: the Rate holds a CDK token: it must be known at synth"}
	case !(t.Rate > 0 && t.Burst > 0):
		return []string{fmt.Sprintf("Throttle has Rate %v and Burst %d, which lets no %s pass: give both, above 0", t.Rate, t.Burst, what)}
	case math.IsInf(t.Rate, 1) || t.Burst > math.MaxInt32:
		return []string{fmt.Sprintf("Throttle has Rate %v and Burst %d, more than API Gateway counts: leave it out for the limits of the "+
			"account", t.Rate, t.Burst)}
	}
	return nil
}

var (
	variableName  = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	variableValue = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#&=,]+$`)
)

// Quotas that can't be raised (API Gateway developer guide, "Quotas for
// configuring and running an HTTP API", and those of the other kinds).
const (
	maxVariables     = 100
	maxVariableName  = 64
	maxVariableValue = 512
)

// VariableProblem says what is wrong with a variable of a stage, "" if nothing
// (API Gateway API reference, "CreateStage"; developer guide, "Quotas").
func VariableProblem(name, value string) string {
	switch {
	case !variableName.MatchString(name):
		return fmt.Sprintf(`variable %q: a name has letters, digits and "_"`, name)
	case len(name) > maxVariableName:
		return fmt.Sprintf("variable %q: the name has %d characters; API Gateway takes %d", name, len(name), maxVariableName)
	case token.In(value):
		return ""
	case !variableValue.MatchString(value):
		return fmt.Sprintf("variable %s is %q; a value is not empty and has letters, digits and any of -._~:/?#&=,", name, value)
	case len(value) > maxVariableValue:
		return fmt.Sprintf("variable %s has %d characters; API Gateway takes %d", name, len(value), maxVariableValue)
	}
	return ""
}

var stageName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// stageNameProblem says what is wrong with a stage's name (API Gateway API
// reference, "CreateStage"). Ids derive from it, so it can be no token.
func stageNameProblem(kind *plan.Kind, name string) string {
	switch {
	case token.In(name):
		return "the name holds a CDK token: it must be known at synth"
	case stageName.MatchString(name) || name == kind.Stage:
		return ""
	case name == plan.HTTP.Stage:
		return fmt.Sprintf(`only an HTTP API has a stage of this name; one of %s has 1 to 128 letters, digits, "_" and "-"`, kind.A)
	}
	text := `a name has 1 to 128 letters, digits, "_" and "-"`
	if kind == plan.HTTP {
		text += `, or is "$default"`
	}
	return text
}

// ExtendedStagesProblems says what is wrong with the names of stages that an
// extension is for.
func ExtendedStagesProblems(kind *plan.Kind, names []string) (found []string) {
	for i, name := range names {
		if text := stageNameProblem(kind, name); text != "" {
			found = append(found, fmt.Sprintf("Stages has %q: %s", name, text))
		}
		if slices.Contains(names[:i], name) {
			found = append(found, fmt.Sprintf("Stages has %q twice: name each stage once", name))
		}
	}
	return found
}

const maxDescription = 1024

func descriptionProblem(text string) string {
	if n := utf8.RuneCountInString(text); n > maxDescription && !token.In(text) {
		return fmt.Sprintf("Description has %d characters; API Gateway takes %d", n, maxDescription)
	}
	return ""
}

var deploymentID = regexp.MustCompile(`^[a-z0-9]{6,}$`)

// DeploymentProblem says why a text is not an id of a deployment; "" if it is one.
func DeploymentProblem(id string) string {
	if token.In(id) || deploymentID.MatchString(id) {
		return ""
	}
	return fmt.Sprintf(`is %q; it is the id of a deployment made earlier, such as "a1b2c3"`, id)
}
