// What an extension is told of the API, and what its own stack has of it.

package restapi

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// resourceProblems says what is wrong with Resources.
func (p *ExtendProps) resourceProblems() (found []string) {
	paths := map[string]string{}
	for i, r := range p.Resources {
		problem := func(format string, args ...any) {
			found = append(found, fmt.Sprintf("Resources[%d], path %q: ", i, r.Path)+fmt.Sprintf(format, args...))
		}
		if _, err := routekey.Parse("GET " + r.Path); err != nil || strings.HasSuffix(r.Path, "/") {
			problem(`write the path as the API has it, such as "/todos/{id}"; the root is known`)
			continue
		}
		if r.ID == "" {
			problem("the ID is empty: \"aws apigateway get-resources\" lists it")
		}
		if other, twice := paths[shapeOf(r.Path)]; twice {
			problem("the same as %q: name each path once", other)
		}
		paths[shapeOf(r.Path)] = r.Path
	}
	return found
}

// stagesHere returns the stages of a name that the extension's own stack makes
// of the API: by the CDK's classes, since those of this package are elsewhere.
func (e *Extension) stagesHere(name string) (found []awsapigateway.CfnStage) {
	stack := awscdk.Stack_Of(e)
	of := stack.Resolve(e.of.RestApiId())
	for _, c := range *stack.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		s, ok := c.(awsapigateway.CfnStage)
		if ok && s.StageName() != nil && stack.Resolve(s.StageName()) == any(name) && reflect.DeepEqual(stack.Resolve(s.RestApiId()), of) {
			found = append(found, s)
		}
	}
	return found
}
