// Rules about settings that every kind of API has.

package api

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
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
		if t.value == nil || token.In(*t.value) {
			continue
		}
		if n := utf8.RuneCountInString(*t.value); n > t.most {
			out = append(out, fmt.Sprintf("%s has %d characters; API Gateway takes %d", t.field, n, t.most))
		}
	}
	return out
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
