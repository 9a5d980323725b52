// Package l2route stands in for a route of the CDK's second level, which its
// integrations and authorizers want to be bound to. Ours are made on the first
// level, so that routes may share an integration and its id does not depend on
// which of them came first.
package l2route

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Route is a route of an API as an integration or authorizer sees it.
type Route struct {
	api  awsapigatewayv2.IHttpApi
	node constructs.Construct
	path *string
}

var _ awsapigatewayv2.IHttpRoute = (*Route)(nil)

// New returns a route for any path of an API, whose place in the tree of
// constructs is that of node.
func New(api awsapigatewayv2.IHttpApi, node constructs.Construct) *Route {
	return &Route{api: api, node: node, path: jsii.String("/*")}
}

// HttpApi implements awsapigatewayv2.IHttpRoute.
func (r *Route) HttpApi() awsapigatewayv2.IHttpApi { return r.api }

// Path implements awsapigatewayv2.IHttpRoute.
func (r *Route) Path() *string { return r.path }

// RouteArn implements awsapigatewayv2.IHttpRoute.
func (r *Route) RouteArn() *string { return r.api.ArnForExecuteApi(nil, r.path, nil) }

// RouteId implements awsapigatewayv2.IRoute.
func (r *Route) RouteId() *string { return jsii.String("*") }

// RouteRef implements interfaces.IRouteRef.
func (r *Route) RouteRef() *interfacesawsapigatewayv2.RouteReference {
	return &interfacesawsapigatewayv2.RouteReference{ApiId: r.api.ApiId(), RouteId: r.RouteId()}
}

// Node implements constructs.IConstruct.
func (r *Route) Node() constructs.Node { return r.node.Node() }

// Stack implements awscdk.IResource.
func (r *Route) Stack() awscdk.Stack { return r.api.Stack() }

// Env implements awscdk.IResource.
func (r *Route) Env() *interfaces.ResourceEnvironment { return r.api.Env() }

// ApplyRemovalPolicy implements awscdk.IResource.
func (r *Route) ApplyRemovalPolicy(awscdk.RemovalPolicy) {}

// GrantInvoke implements awsapigatewayv2.IHttpRoute.
func (r *Route) GrantInvoke(grantee awsiam.IGrantable, _ *awsapigatewayv2.GrantInvokeOptions) awsiam.Grant {
	return awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: grantee, Actions: jsii.Strings("execute-api:Invoke"), ResourceArns: &[]*string{r.RouteArn()},
	})
}

// With implements constructs.IConstruct.
func (r *Route) With(mixins ...constructs.IMixin) constructs.IConstruct {
	return r.node.With(mixins...)
}
