// Package accesslog is the access log of an API's stage: one line for each
// request, in a CloudWatch log group or a Firehose stream.
//
// It is on by default, as JSON that is kept for 30 days. A stage says
// otherwise:
//
//	httpapi.New(stack, "Api", &httpapi.Props{
//		Stages: []httpapi.Stage{{AccessLog: &accesslog.Config{
//			RetentionDays: 90,
//			Fields:        []accesslog.Field{{Name: "tenant", Value: "$context.authorizer.tenant"}},
//		}}},
//	})
//
// # Fields
//
// The names are the same in every kind of API. All have requestId,
// extendedRequestId, requestTime, requestTimeEpoch (milliseconds), stage,
// domainName, ip, userAgent, status, integrationStatus (what the backend
// answered), integrationServiceStatus (what Lambda itself answered),
// integrationLatency (milliseconds), integrationError, integrationRequestId
// (the one in the function's own log), authorizerError, principal (as a Lambda
// authorizer named the caller), userArn (under IAM), error and errorType.
//
//   - An HTTP API adds httpMethod, routeKey, path, protocol, responseLength
//     (bytes), responseLatency (milliseconds) and subject (the claim "sub" of a
//     token).
//   - A REST API adds httpMethod, resourcePath, path, protocol, responseLength,
//     responseLatency, subject, apiKeyId, wafResponse, validationError and
//     xrayTraceId.
//   - A WebSocket API adds routeKey, eventType, connectionId, connectedAt,
//     messageId and validationError.
//
// What a request lacks is logged as "-", such as the latency of an integration
// that was never called. So every value stands in quotes: a bare - would spoil
// the whole line. Logs Insights takes text of digits for numbers when it sorts
// and averages (CloudWatch Logs user guide, "sort" and "parse").
package accesslog
