// The access log of a WebSocket API.

package accesslog

// webSocketFields are what a WebSocket API logs, in this order (API Gateway
// developer guide, "API Gateway WebSocket API mapping template and access
// logging variable reference").
var webSocketFields = [][2]string{
	{"requestId", "$context.requestId"},
	{"extendedRequestId", "$context.extendedRequestId"},
	{"requestTime", "$context.requestTime"},
	{"ip", "$context.identity.sourceIp"},
	{"userAgent", "$context.identity.userAgent"},
	{"connectionId", "$context.connectionId"},
	{"eventType", "$context.eventType"},
	{"routeKey", "$context.routeKey"},
	{"messageId", "$context.messageId"},
	{"status", "$context.status"},
	{"integrationStatus", "$context.integration.status"},
	{"integrationLatency", "$context.integrationLatency"},
	{"integrationError", "$context.integrationErrorMessage"},
	{"authorizerError", "$context.authorizer.error"},
	{"validationError", "$context.error.validationErrorString"},
	{"error", "$context.error.message"},
}

// WebSocketFormat is the format of a WebSocket API's access log.
func WebSocketFormat() string { return format(webSocketFields) }
