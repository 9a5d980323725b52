// Rights to call routes.

package api

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// GrantInvoke gives a principal the right to call what a route key lists. The
// kind of API says the ARN of requests to each route; nil for one that it can't
// have.
func (a *API) GrantInvoke(pos plan.Pos, key string, grantee awsiam.IGrantable, arn func(routekey.Key) *string) awsiam.Grant {
	if grantee == nil {
		a.Problem(pos, "GrantInvoke on route %q: the grantee is nil", key)
		return nil
	}
	late := a.tooLate(pos, fmt.Sprintf("grant on route %q", key))
	if !late {
		a.in.Grants = append(a.in.Grants, plan.Grant{Pos: pos, Key: key})
	}
	keys, err := routekey.Parse(key)
	if late || err != nil {
		return awsiam.Grant_Drop(grantee, jsii.String("the route key is wrong; reported at synth"))
	}
	var arns []*string
	for _, k := range keys {
		if of := arn(k); of != nil {
			arns = append(arns, of)
		}
	}
	return awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: grantee, Actions: jsii.Strings("execute-api:Invoke"), ResourceArns: &arns,
	})
}

// AnyValues is a path with "*" for each of its parameters.
func AnyValues(path routekey.Path) string {
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
