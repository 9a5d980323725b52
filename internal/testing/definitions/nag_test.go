// cdk-nag finds nothing new in an API that is one definition, but can't see its
// routes.

package definitions

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// rules returns the rules by which cdk-nag finds something in a stack.
func rules(t *testing.T, stack awscdk.Stack) []string {
	every, found := assertions.Match_AnyValue(), map[string]bool{}
	annotations := assertions.Annotations_FromStack(stack)
	text, err := json.Marshal([]any{annotations.FindError(jsii.String("*"), every), annotations.FindWarning(jsii.String("*"), every)})
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range ruleName.FindAllString(string(text), -1) {
		found[strings.TrimPrefix(rule, `"`)] = true
	}
	return slices.Sorted(maps.Keys(found))
}

var ruleName = regexp.MustCompile(`"(AwsSolutions|Serverless)-[A-Za-z0-9]+`)

// What docs/definition.md says of AwsSolutions-APIG4: routes that everybody may
// call are found as resources only.
func TestNagOnBothForms(t *testing.T) {
	const publicRoutes = "AwsSolutions-APIG4"
	app := synthtest.App()
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
	awscdk.Aspects_Of(app).Add(cdknag.NewServerlessChecks(nil), nil)
	target := integrations.URL("https://a.example.com", nil)
	declare := map[string]func(awscdk.Stack, bool){
		"HTTP": func(s awscdk.Stack, definition bool) {
			httpapi.New(s, "Api", &httpapi.Props{Definition: definition}).Handle(httpapi.Route{Key: "GET /a", Integration: target})
		},
		"REST": func(s awscdk.Stack, definition bool) {
			restapi.New(s, "Api", &restapi.Props{Definition: definition}).Handle(restapi.Route{Key: "GET /a", Integration: target})
		},
	}
	stacks := map[string]awscdk.Stack{}
	for kind, make := range declare {
		for _, definition := range []bool{false, true} {
			name := fmt.Sprintf("%s-%t", kind, definition)
			stacks[name] = awscdk.NewStack(app, jsii.String(name), nil)
			make(stacks[name], definition)
		}
	}
	for kind := range declare {
		resources, definition := rules(t, stacks[kind+"-false"]), rules(t, stacks[kind+"-true"])
		if !slices.Contains(resources, publicRoutes) || slices.Contains(definition, publicRoutes) {
			t.Errorf("%s: %s is in %v, and not in %v: docs/definition.md says so", kind, publicRoutes, resources, definition)
		}
		for _, rule := range definition {
			if !slices.Contains(resources, rule) {
				t.Errorf("%s: %s is found in a definition, and not in resources", kind, rule)
			}
		}
	}
}
