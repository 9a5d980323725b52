// A route of a WebSocket API as the CDK's integrations see it.

package l2route

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// WebSocketRoute is a route of a WebSocket API as an integration sees it.
type WebSocketRoute struct {
	api  awsapigatewayv2.IWebSocketApi
	node constructs.Construct
}

var _ awsapigatewayv2.IWebSocketRoute = (*WebSocketRoute)(nil)

// NewWebSocket returns a route for any message of an API, whose place in the
// tree of constructs is that of node.
func NewWebSocket(api awsapigatewayv2.IWebSocketApi, node constructs.Construct) *WebSocketRoute {
	return &WebSocketRoute{api, node}
}

// WebSocketApi implements awsapigatewayv2.IWebSocketRoute.
func (r *WebSocketRoute) WebSocketApi() awsapigatewayv2.IWebSocketApi { return r.api }

// RouteKey implements awsapigatewayv2.IWebSocketRoute. The CDK writes it into
// ARNs behind the stage.
func (r *WebSocketRoute) RouteKey() *string { return jsii.String("/*") }

// RouteId implements awsapigatewayv2.IRoute.
func (r *WebSocketRoute) RouteId() *string { return jsii.String("*") }

// RouteRef implements interfaces.IRouteRef.
func (r *WebSocketRoute) RouteRef() *interfacesawsapigatewayv2.RouteReference {
	return &interfacesawsapigatewayv2.RouteReference{ApiId: r.api.ApiId(), RouteId: r.RouteId()}
}

// Node implements constructs.IConstruct.
func (r *WebSocketRoute) Node() constructs.Node { return r.node.Node() }

// Stack implements awscdk.IResource.
func (r *WebSocketRoute) Stack() awscdk.Stack { return r.api.Stack() }

// Env implements awscdk.IResource.
func (r *WebSocketRoute) Env() *interfaces.ResourceEnvironment { return r.api.Env() }

// ApplyRemovalPolicy implements awscdk.IResource.
func (r *WebSocketRoute) ApplyRemovalPolicy(awscdk.RemovalPolicy) {}

// With implements constructs.IConstruct.
func (r *WebSocketRoute) With(mixins ...constructs.IMixin) constructs.IConstruct {
	return r.node.With(mixins...)
}
