// Renamed parameters and removed routes, deployment by deployment.

package restapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// The guide says why one deployment can't rename a path parameter, and that two
// can.
func TestRenamingAParameterTakesTwoDeployments(t *testing.T) {
	with := func(keys ...string) func(awscdk.Stack) {
		return func(s awscdk.Stack) {
			api := restapi.New(s, "Api", nil)
			api.Route("GET /todos", list)
			for _, key := range keys {
				api.Route(key, list)
			}
		}
	}
	at := changes.Of(t, with("GET /todos/{id}"), with("GET /todos/{todoId}")).Conflicts()
	if len(at) == 0 || !strings.Contains(at[0].String(), "AWS::ApiGateway::Resource") {
		t.Errorf("in one deployment: %q, want a conflict of two resources", at)
	}
	changes.Of(t, with("GET /todos/{id}"), with()).WantSafe(t)
	changes.Of(t, with(), with("GET /todos/{todoId}")).WantSafe(t)
}

// What docs/restapi.md says of a route that is gone.
func TestARemovedRouteLingersUntilTheNextDeployment(t *testing.T) {
	routes := func(keys ...string) func(awscdk.Stack) {
		return func(s awscdk.Stack) {
			api := restapi.New(s, "Api", nil)
			for _, key := range keys {
				api.Route(key, list)
			}
		}
	}
	c := changes.Of(t, routes("GET /a", "GET /b"), routes("GET /a"))
	if got := c.Lingering(); len(got) != 1 {
		t.Errorf("lingering %q, want the method of GET /b", got)
	}
	c.WantSafe(t)
}
