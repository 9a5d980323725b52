// What each kind of API logs by default, and how that is written down.

package accesslogs

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// log is what sets the logs of a kind of API apart.
type log struct {
	fields    []accesslog.Field // of the default JSON, in this order
	clf       string            // the Common Log Format
	variables []string          // that a format may have, without "$context."
	open      []string          // what variables begin with whose rest the user chose
	firehose  bool              // it can log to a stream

	// For queries: the fields by which a route, an error and a caller are
	// known, and the one that says how long a request took.
	route, failure, caller []string
	latency                string
}

var logs = map[*plan.Kind]*log{
	plan.HTTP: {
		fields: slices.Concat(ids, pairs(
			"ip", "$context.identity.sourceIp",
			"userAgent", "$context.identity.userAgent",
			"protocol", "$context.protocol",
			"httpMethod", "$context.httpMethod",
			"routeKey", "$context.routeKey",
			"path", "$context.path",
			"status", "$context.status",
			"responseLength", "$context.responseLength",
			"responseLatency", "$context.responseLatency",
		), integration, pairs(
			"authorizerError", "$context.authorizer.error",
			"principal", "$context.authorizer.principalId",
			"subject", "$context.authorizer.claims.sub",
			"userArn", "$context.identity.userArn",
			"error", "$context.error.message",
			"errorType", "$context.error.responseType",
		)),
		clf: `$context.identity.sourceIp - $context.identity.user [$context.requestTime] "$context.httpMethod $context.path $context.protocol" ` +
			`$context.status $context.responseLength $context.requestId $context.extendedRequestId`,
		variables: strings.Fields(common + " " + requests +
			` awsEndpointRequestId2 dataProcessed integrationErrorMessage integrationStatus routeKey`),
		open:    []string{"authorizer."},
		route:   []string{"routeKey"},
		latency: "responseLatency",
		failure: []string{"status", "routeKey", "errorType", "error", "integrationError", "authorizerError"},
		caller:  []string{"ip", "subject", "principal", "userArn"},
	},
	plan.REST: {
		fields: slices.Concat(ids, pairs(
			"ip", "$context.identity.sourceIp",
			"userAgent", "$context.identity.userAgent",
			"protocol", "$context.protocol",
			"httpMethod", "$context.httpMethod",
			"resourcePath", "$context.resourcePath",
			"path", "$context.path",
			"status", "$context.status",
			"responseLength", "$context.responseLength",
			"responseLatency", "$context.responseLatency",
		), integration, pairs(
			"authorizerError", "$context.authorizer.error",
			"principal", "$context.authorizer.principalId",
			"subject", "$context.authorizer.claims.sub",
			"userArn", "$context.identity.userArn",
			"apiKeyId", "$context.identity.apiKeyId",
			"wafResponse", "$context.wafResponseCode",
			"error", "$context.error.message",
			"errorType", "$context.error.responseType",
			"validationError", "$context.error.validationErrorString",
			"xrayTraceId", "$context.xrayTraceId",
		)),
		clf: `$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod ` +
			`$context.path $context.protocol" ` +
			`$context.status $context.responseLength $context.requestId $context.extendedRequestId`,
		variables: strings.Fields(common + " " + requests + " " + phases + ` cipherSuite deploymentId endpointType error.validationErrorString
			identity.apiKey identity.apiKeyId
			identity.vpcId identity.vpceId integrationErrorMessage integrationStatus isCanaryRequest resourceId resourcePath
			responseOverride.status tlsVersion
			wafResponseCode webaclArn xrayTraceId`),
		open: []string{"authorizer.", "requestOverride.header.", "requestOverride.path.", "requestOverride.querystring.",
			"responseOverride.header."},
		firehose: true,
		route:    []string{"httpMethod", "resourcePath"},
		latency:  "responseLatency",
		failure: []string{"status", "httpMethod", "resourcePath", "errorType", "error", "integrationError", "authorizerError",
			"validationError"},
		caller: []string{"ip", "apiKeyId", "subject", "principal", "userArn"},
	},
	plan.WebSocket: {
		fields: slices.Concat(ids, pairs(
			"ip", "$context.identity.sourceIp",
			"userAgent", "$context.identity.userAgent",
			"connectionId", "$context.connectionId",
			"connectedAt", "$context.connectedAt",
			"eventType", "$context.eventType",
			"routeKey", "$context.routeKey",
			"messageId", "$context.messageId",
			"status", "$context.status",
		), integration, pairs(
			"authorizerError", "$context.authorizer.error",
			"principal", "$context.authorizer.principalId",
			"userArn", "$context.identity.userArn",
			"error", "$context.error.message",
			"errorType", "$context.error.responseType",
			"validationError", "$context.error.validationErrorString",
		)),
		clf: `$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType ` +
			`$context.routeKey $context.connectionId" ` +
			`$context.status - $context.requestId $context.extendedRequestId`,
		variables: strings.Fields(common + " " + phases + ` connectedAt connectionId error.validationErrorString eventType identity.apiKey
			identity.apiKeyId
			integrationErrorMessage integrationStatus messageId routeKey`),
		open:    []string{"authorizer."},
		route:   []string{"routeKey"},
		latency: "integrationLatency", // there is none of a response
		failure: []string{"status", "routeKey", "errorType", "error", "integrationError", "authorizerError", "validationError"},
		caller:  []string{"ip", "principal", "userArn"},
	},
}

// ids say which request it was, and when and where it came.
var ids = pairs(
	"requestId", "$context.requestId",
	"extendedRequestId", "$context.extendedRequestId",
	"requestTime", "$context.requestTime",
	"requestTimeEpoch", "$context.requestTimeEpoch",
	"stage", "$context.stage",
	"domainName", "$context.domainName",
)

// integration says how the backend did.
var integration = pairs(
	"integrationStatus", "$context.integration.status",
	"integrationServiceStatus", "$context.integration.integrationStatus",
	"integrationLatency", "$context.integration.latency",
	"integrationError", "$context.integration.error",
	"integrationRequestId", "$context.integration.requestId",
)

// pairs makes fields of names and values in turn.
func pairs(texts ...string) []accesslog.Field {
	var out []accesslog.Field
	for pair := range slices.Chunk(texts, 2) {
		out = append(out, accesslog.Field{Name: pair[0], Value: pair[1]})
	}
	return out
}

// asJSON returns fields as one line of JSON. Every value is in quotes, numbers
// too, as in the examples of the developer guide: API Gateway logs "-" for what
// a request lacks, which bare would be no JSON.
func asJSON(fields []accesslog.Field) string {
	var b strings.Builder
	for i, f := range fields {
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		name, _ := json.Marshal(f.Name)
		value, _ := json.Marshal(f.Value)
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	return b.String() + "}"
}
