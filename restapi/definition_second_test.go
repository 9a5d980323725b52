// Second deployments of APIs that are one definition.

package restapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func defined(definition bool, keys ...string) func(awscdk.Stack) {
	return func(s awscdk.Stack) {
		api := restapi.New(s, "Api", &restapi.Props{Definition: definition})
		for _, key := range keys {
			api.Route(key, list)
		}
	}
}

// In a definition a path parameter is renamed in one deployment: the whole is
// overwritten, so that no two resources want one place. (What API Gateway makes of
// it in detail only AWS can show.)
func TestRenamingAParameterInADefinitionTakesOneDeployment(t *testing.T) {
	c := changes.Of(t, defined(true, "GET /todos/{id}"), defined(true, "GET /todos/{todoId}"))
	c.WantSafe(t)
	for _, step := range c.Steps {
		if text := step.String(); !strings.HasSuffix(text, "AWS::ApiGateway::Deployment") && !strings.HasPrefix(text, "update ") {
			t.Errorf("%s", text)
		}
	}
	if got := changes.Of(t, defined(true, "GET /a", "GET /b"), defined(true, "GET /a")).Lingering(); len(got) > 0 {
		t.Errorf("a removed route lingers: %q", got)
	}
}

// What docs/definition.md says of moving a deployed API.
func TestSwitchingMakesANewAPI(t *testing.T) {
	for _, to := range []bool{true, false} {
		c := changes.Of(t, defined(!to, "GET /todos", "PUT /todos/{id}"), defined(to, "GET /todos", "PUT /todos/{id}"))
		if made := strings.Join(c.With(redeploy.Create), "\n"); !strings.Contains(made, "AWS::ApiGateway::RestApi") {
			t.Errorf("to a definition %t: no new API: %s", to, made)
		}
		for _, step := range append(c.With(redeploy.Delete), c.With(redeploy.Replace)...) {
			for _, stays := range []string{"AWS::Lambda::Function", "AWS::IAM::Role", "AWS::Logs::"} {
				if strings.Contains(step, stays) {
					t.Errorf("to a definition %t: %s", to, step)
				}
			}
		}
	}
}
