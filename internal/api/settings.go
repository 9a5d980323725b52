// Rules about settings that every kind of API has.

package api

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// TextProblems says what is wrong with an API's name and description, as the
// CDK gets them (API Gateway version 2 API reference, "Apis").
func TextProblems(name, description *string) []string {
	var out []string
	for _, t := range []struct {
		field string
		value *string
		most  int
	}{{"Name", name, 128}, {"Description", description, 1024}} {
		if t.value == nil || *awscdk.Token_IsUnresolved(*t.value) {
			continue
		}
		if n := utf8.RuneCountInString(*t.value); n > t.most {
			out = append(out, fmt.Sprintf("%s has %d characters; API Gateway takes %d", t.field, n, t.most))
		}
	}
	return out
}

// ThrottleProblems says what is wrong with a limit of what passes: "request" or
// "message".
func ThrottleProblems(rate float64, burst int, what string) []string {
	if rate > 0 && burst > 0 {
		return nil
	}
	return []string{fmt.Sprintf("Throttle has Rate %v and Burst %d, which lets no %s pass: give both, above 0", rate, burst, what)}
}

var (
	variableName  = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	variableValue = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#&=,]+$`)
)

// VariableProblem says what is wrong with a variable of a stage, "" if nothing
// (API Gateway API reference, "CreateStage").
func VariableProblem(name, value string) string {
	switch {
	case !variableName.MatchString(name):
		return fmt.Sprintf(`variable %q: a name has letters, digits and "_"`, name)
	case !*awscdk.Token_IsUnresolved(value) && !variableValue.MatchString(value):
		return fmt.Sprintf("variable %s is %q; a value is not empty and has letters, digits and any of -._~:/?#&=,", name, value)
	}
	return ""
}

var stageName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// StageNameProblem says what is wrong with a stage's name; a token passes (API
// Gateway API reference, CreateStage).
func StageNameProblem(name string) string {
	if *awscdk.Token_IsUnresolved(name) || stageName.MatchString(name) {
		return ""
	}
	return `a name has 1 to 128 letters, digits, "_" and "-"`
}

var modelName = regexp.MustCompile(`^[A-Za-z0-9]{1,128}$`)

// ModelNameProblem says what is wrong with a model's name (API Gateway API
// reference, CreateModel).
func ModelNameProblem(name string) string {
	if modelName.MatchString(name) {
		return ""
	}
	return "a name has 1 to 128 letters and digits"
}

// CopyOf returns a copy of settings, so that changing them after New changes
// nothing; nil for nil.
func CopyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}
