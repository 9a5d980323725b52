// Rules about settings that every kind of API has.

package api

import (
	"fmt"
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
