// Rights to call routes.

package restapi

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/plan"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// GrantInvoke lets a principal call a route that has authorizers.IAM(), and
// nothing else: the method, or all that the route key lists, and the path with
// any values of its parameters, on every stage. The key is written as the
// route's, or names one method of a route for any.
func (a *API) GrantInvoke(key string, grantee awsiam.IGrantable) awsiam.Grant {
	pos := plan.Caller(1)
	if grantee == nil {
		a.base.Problem(pos, "GrantInvoke on route %q: the grantee is nil", key)
		return nil
	}
	if !a.base.Grant(pos, key) {
		return awsiam.Grant_Drop(grantee, jsii.String("the route key is wrong; reported at synth"))
	}
	keys, err := routekey.Parse(key)
	if err != nil {
		panic("restapi: " + err.Error()) // Grant has parsed it
	}
	var arns []*string
	for _, k := range keys {
		if !k.IsDefault() { // reported at synth: there is no such route
			arns = append(arns, a.RestApi.ArnForExecuteApi(jsii.String(k.Method), jsii.String(anyValues(k.Path)), jsii.String("*")))
		}
	}
	return awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: grantee, Actions: jsii.Strings("execute-api:Invoke"), ResourceArns: &arns,
	})
}

// anyValues is a path with "*" for each of its parameters.
func anyValues(path routekey.Path) string {
	var b strings.Builder
	for _, s := range path.Segments() {
		part := s.Literal
		if s.Param != "" {
			part = "*"
		}
		b.WriteString("/" + part)
	}
	if b.Len() == 0 {
		return "/"
	}
	return b.String()
}
