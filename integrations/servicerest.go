// AWS services that a REST API calls itself: the request of the service's API,
// written by a mapping template.

package integrations

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"
)

// bodyAsText is the request's body as the text of a JSON string. The escapes of
// JavaScript are JSON's but for that of the single quote.
const bodyAsText = `$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")`

// RESTProblems implements [RESTProblems].
func (s service) RESTProblems() []string {
	out := restProblems(s.timeout, s.mapping)
	if s.changed {
		out = append(out, "Parameters are for HTTP APIs; a REST API calls the service with the defaults")
	}
	for i, text := range out {
		out[i] = s.action.subtype + ": " + text
	}
	return out
}

// bindREST calls a service with what a template makes of the request.
func (s service) bindREST(api RESTScope, uri string, headers map[string]string, template string) RESTBinding {
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS"),
		IntegrationHttpMethod: jsii.String("POST"),
		Uri:                   serviceURI(api.Scope, s.target, uri),
		Credentials:           s.roleFor(api.Scope).RoleArn(),
		PassthroughBehavior:   jsii.String("NEVER"),
		RequestTemplates:      map[string]string{"application/json": template},
	}
	if s.timeout != 0 {
		integration.TimeoutInMillis = jsii.Number(s.timeout.Milliseconds())
	}
	parameters := map[string]string{}
	for name, value := range headers {
		parameters["integration.request.header."+name] = "'" + value + "'"
	}
	if len(parameters) > 0 {
		integration.RequestParameters = parameters
	}
	return RESTBinding{Integration: integration, Responses: plainErrors(RESTResponse{Status: 200})}
}

// BindREST implements [ForREST].
func (s sqs) BindREST(api RESTScope) RESTBinding {
	queue := s.target.(awssqs.IQueue)
	return s.bindREST(api, fmt.Sprintf("sqs:path/%s/%s", *queue.Env().Account, *queue.QueueName()),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "Action=SendMessage&MessageBody=$util.urlEncode($input.body)")
}

// RESTProblems implements [RESTProblems].
func (s sqs) RESTProblems() []string {
	out := s.service.RESTProblems()
	if s.action != queueActions[SendMessage] {
		out = append(out, s.action.subtype+": a REST API sends messages; an HTTP API receives and deletes them too")
	}
	return out
}

// BindREST implements [ForREST].
func (e eventBridge) BindREST(api RESTScope) RESTBinding {
	return e.bindREST(api, "events:action/PutEvents",
		map[string]string{"X-Amz-Target": "AWSEvents.PutEvents", "Content-Type": "application/x-amz-json-1.1"},
		fmt.Sprintf(`{"Entries":[{"EventBusName":"%s","Source":"$context.apiId","DetailType":"$context.httpMethod $context.resourcePath","Detail":"%s"}]}`,
			*e.target.(awsevents.IEventBus).EventBusName(), bodyAsText))
}

// BindREST implements [ForREST].
func (k kinesis) BindREST(api RESTScope) RESTBinding {
	return k.bindREST(api, "kinesis:action/PutRecord",
		map[string]string{"Content-Type": "application/x-amz-json-1.1"},
		fmt.Sprintf(`{"StreamName":"%s","Data":"$util.base64Encode($input.body)","PartitionKey":"$context.requestId"}`,
			*k.target.(awskinesis.IStream).StreamName()))
}

// BindREST implements [ForREST].
func (f stepFunctions) BindREST(api RESTScope) RESTBinding {
	action := StartExecution
	if f.action == executionActions[StartSyncExecution] {
		action = StartSyncExecution
	}
	return f.bindREST(api, "states:action/"+string(action), nil, fmt.Sprintf(`{"stateMachineArn":"%s","input":"%s"}`,
		*f.target.(awsstepfunctions.IStateMachine).StateMachineArn(), bodyAsText))
}

// RESTProblems implements [RESTProblems].
func (f stepFunctions) RESTProblems() []string {
	out := f.service.RESTProblems()
	if f.action == executionActions[StopExecution] {
		out = append(out, f.action.subtype+": a REST API starts executions; an HTTP API stops them too")
	}
	return out
}
