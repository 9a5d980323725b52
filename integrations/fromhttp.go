// Integrations of the CDK in HTTP APIs.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/l2route"
)

// FromHTTP uses an integration of the CDK, or one of yours that extends its
// class, in an HTTP API as it is. The name tells such integrations of an API
// apart; ids derive from it. Permissions hold for the whole API.
func FromHTTP(name string, integration awsapigatewayv2.HttpRouteIntegration) Integration {
	return fromHTTP{name, integration}
}

type fromHTTP struct {
	name string
	l2   awsapigatewayv2.HttpRouteIntegration
}

func (fromHTTP) Kind() string { return "an HTTP integration of the CDK" }

// Name is for the plan: no two of an API may have the same.
func (f fromHTTP) Name() string { return f.name }

func (f fromHTTP) Problems() []string { return l2Problems("FromHTTP", f.name, f.l2) }

func (f fromHTTP) BindHTTP(api HTTPScope) HTTPBinding {
	// The CDK's integrations make roles and permissions with fixed ids below
	// their route, so each gets a scope of its own.
	scope := constructs.NewConstruct(api.Scope, jsii.String("FromHTTP:"+atsynth.ChildID(f.name)))
	options := &awsapigatewayv2.HttpRouteIntegrationBindOptions{Route: l2route.New(api.API, scope), Scope: scope}
	bound := f.l2.Bind(options)
	f.l2.CompleteBind(options)
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:      enumValue(bound.Type),
		IntegrationSubtype:   enumValue(subtypes[bound.Subtype]),
		IntegrationMethod:    enumValue(bound.Method),
		ConnectionType:       enumValue(bound.ConnectionType),
		ConnectionId:         bound.ConnectionId,
		PayloadFormatVersion: bound.PayloadFormatVersion.Version(),
	}
	if bound.Uri != nil {
		props.IntegrationUri = bound.Uri
	}
	if bound.Credentials != nil {
		props.CredentialsArn = bound.Credentials.CredentialsArn()
	}
	if bound.ParameterMapping != nil {
		props.RequestParameters = bound.ParameterMapping.Mappings()
	}
	if bound.SecureServerName != nil {
		props.TlsConfig = &awsapigatewayv2.CfnIntegration_TlsConfigProperty{ServerNameToVerify: bound.SecureServerName}
	}
	if bound.Timeout != nil {
		props.TimeoutInMillis = bound.Timeout.ToMilliseconds(nil)
	}
	return HTTPBinding{Target: "FromHTTP " + f.name, Props: props}
}

// subtypes are what the CDK's names stand for: in Go the values of an
// enumeration are the names of its members.
var subtypes = map[awsapigatewayv2.HttpIntegrationSubtype]string{
	awsapigatewayv2.HttpIntegrationSubtype_EVENTBRIDGE_PUT_EVENTS:             "EventBridge-PutEvents",
	awsapigatewayv2.HttpIntegrationSubtype_SQS_SEND_MESSAGE:                   "SQS-SendMessage",
	awsapigatewayv2.HttpIntegrationSubtype_SQS_RECEIVE_MESSAGE:                "SQS-ReceiveMessage",
	awsapigatewayv2.HttpIntegrationSubtype_SQS_DELETE_MESSAGE:                 "SQS-DeleteMessage",
	awsapigatewayv2.HttpIntegrationSubtype_SQS_PURGE_QUEUE:                    "SQS-PurgeQueue",
	awsapigatewayv2.HttpIntegrationSubtype_APPCONFIG_GET_CONFIGURATION:        "AppConfig-GetConfiguration",
	awsapigatewayv2.HttpIntegrationSubtype_KINESIS_PUT_RECORD:                 "Kinesis-PutRecord",
	awsapigatewayv2.HttpIntegrationSubtype_STEPFUNCTIONS_START_EXECUTION:      "StepFunctions-StartExecution",
	awsapigatewayv2.HttpIntegrationSubtype_STEPFUNCTIONS_START_SYNC_EXECUTION: "StepFunctions-StartSyncExecution",
	awsapigatewayv2.HttpIntegrationSubtype_STEPFUNCTIONS_STOP_EXECUTION:       "StepFunctions-StopExecution",
}
