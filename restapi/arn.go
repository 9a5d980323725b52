// Rights to call routes.

package restapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// GrantInvoke lets a principal call a route that has authorizers.IAM(), and
// nothing else: the method, or all that the route key lists, and the path with
// any values of its parameters, on every stage. The key is written as the
// route's, or names one method of a route for any.
func (a *API) GrantInvoke(key string, grantee awsiam.IGrantable) awsiam.Grant {
	return a.base.GrantInvoke(plan.Caller(1), key, grantee, func(k routekey.Key) *string {
		if k.IsDefault() {
			return nil // reported at synth: there is no such route
		}
		return a.RestApi.ArnForExecuteApi(jsii.String(k.Method), jsii.String(api.AnyValues(k.Path)), jsii.String("*"))
	})
}
