// Routes and mappings that nobody reaches.

package domain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestShadowedRoutes(t *testing.T) {
	stack := synthtest.Stack()
	d := domain.New(stack, "Domain", elsewhere("api.example.com"))
	web := httpStage(stack, "Web", "GET /orders", "GET /orders/{id}", "GET /orders/v1/{id}", "GET /{any}", "ANY /{proxy+}", "$default", "GET /ordersets")
	d.Map("", web.Construct)
	d.Map("orders", httpStage(stack, "Orders", "GET /v1/items", "GET /v2").Construct)
	d.Map("orders/v1", httpStage(stack, "Old").Construct)
	synthtest.Synth(t, stack)
	var got []string
	for _, text := range warnings(stack) {
		place, _, _ := strings.Cut(text, " ")
		if strings.Contains(text, "clients of the domain don't reach it") {
			got = append(got, place)
		}
	}
	if want := []string{"routes.go:1:", "routes.go:1:", "routes.go:2:", "routes.go:3:", "routes.go:3:"}; !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("warnings %v, want %v:\n%s", got, want, strings.Join(warnings(stack), "\n"))
	}
}

func TestRulesThatTakeAll(t *testing.T) {
	stack := synthtest.Stack()
	d := domain.New(stack, "Domain", elsewhere("api.example.com"))
	s := restAPI(stack, "Api").DeploymentStage()
	d.Map("orders/v1", s)
	d.MapRule("orders", domain.Rule{Priority: 1}, s)
	synthtest.Synth(t, stack)
	synthtest.WantWarning(t, stack, `path "orders/v1" is never used: the rule at .*_test.go:`)
}

// warnings returns those of a stack's constructs.
func warnings(stack awscdk.Stack) []string {
	var out []string
	for _, c := range *stack.Node().FindAll("") {
		for _, entry := range *c.Node().Metadata() {
			if text, ok := entry.Data.(string); ok && *entry.Type == "aws:cdk:warning" {
				out = append(out, text)
			}
		}
	}
	return out
}

// A stage at two paths has all its routes at the longer one.
func TestAStageAtTwoPathsHidesNothing(t *testing.T) {
	stack := synthtest.Stack()
	d := domain.New(stack, "Domain", elsewhere("api.example.com"))
	s := httpStage(stack, "Web", "GET /v1")
	d.Map("", s.Construct)
	d.Map("v1", s.Construct)
	synthtest.Synth(t, stack)
	if got := warnings(stack); len(got) > 0 {
		t.Error(got)
	}
}
