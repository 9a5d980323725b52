// Integrations of the CDK in WebSocket APIs.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/l2route"
)

// FromWebSocket uses an integration of the CDK, or one of yours that extends
// its class, in a WebSocket API as it is: awsapigatewayv2integrations has one
// for any action of an AWS service. The name tells such integrations of an API
// apart; ids derive from it. A route that replies sends what comes back as it
// is. Permissions hold for the whole API.
func FromWebSocket(name string, integration awsapigatewayv2.WebSocketRouteIntegration) Integration {
	return fromWebSocket{name, integration}
}

type fromWebSocket struct {
	name string
	l2   awsapigatewayv2.WebSocketRouteIntegration
}

func (fromWebSocket) Kind() string { return "a WebSocket integration of the CDK" }

// Name is for the plan: no two of an API may have the same.
func (f fromWebSocket) Name() string { return f.name }

func (f fromWebSocket) Problems() []string { return l2Problems("FromWebSocket", f.name, f.l2) }

// WebSocketProblem implements [ForWebSocket].
func (fromWebSocket) WebSocketProblem(bool) string { return "" }

// BindWebSocket implements [ForWebSocket].
func (f fromWebSocket) BindWebSocket(api WebSocketScope) WebSocketBinding {
	scope := constructs.NewConstruct(api.Scope, jsii.String("FromWebSocket:"+atsynth.ChildID(f.name)))
	bound := f.l2.Bind(&awsapigatewayv2.WebSocketRouteIntegrationBindOptions{Route: l2route.NewWebSocket(api.API, scope), Scope: scope})
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:             enumValue(bound.Type),
		IntegrationMethod:           bound.Method,
		ContentHandlingStrategy:     enumValue(bound.ContentHandling),
		PassthroughBehavior:         enumValue(bound.PassthroughBehavior),
		TemplateSelectionExpression: bound.TemplateSelectionExpression,
	}
	if bound.Uri != nil && *bound.Uri != "" {
		props.IntegrationUri = bound.Uri
	}
	if bound.CredentialsRole != nil {
		props.CredentialsArn = bound.CredentialsRole.RoleArn()
	}
	if bound.RequestParameters != nil {
		props.RequestParameters = bound.RequestParameters
	}
	if bound.RequestTemplates != nil {
		props.RequestTemplates = bound.RequestTemplates
	}
	if bound.Timeout != nil {
		props.TimeoutInMillis = bound.Timeout.ToMilliseconds(nil)
	}
	b := WebSocketBinding{Target: "FromWebSocket " + f.name, Props: props}
	if *props.IntegrationType != "AWS_PROXY" {
		b.Response = &awsapigatewayv2.CfnIntegrationResponseProps{IntegrationResponseKey: jsii.String("$default")}
	}
	return b
}
