// Package accesslog is the access log of an API's stage: one line of JSON for
// each request, in a CloudWatch log group.
//
// It is on by default; Props of an API say otherwise:
//
//	httpapi.New(stack, "Api", &httpapi.Props{
//		AccessLog: &accesslog.Config{RetentionDays: 90},
//	})
package accesslog

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/loggroup"
)

// Config holds the settings of an access log. The zero value of each field
// means its default.
type Config struct {
	// Off makes no access log.
	Off bool

	// RetentionDays is how long CloudWatch keeps the log, in days: 1, 3, 5, 7,
	// 14, 30, 60, 90 and so on, as CloudWatch has them; Forever keeps it.
	// Default: 30.
	RetentionDays int
}

// Forever as RetentionDays keeps logs until somebody deletes them.
const Forever = loggroup.Forever

// Problems returns what is wrong with the settings.
func (c *Config) Problems() []string {
	if c == nil {
		return nil
	}
	if p := loggroup.Problem("RetentionDays", c.RetentionDays); p != "" {
		return []string{"access log: " + p}
	}
	return nil
}

// Group makes the log group below scope; nil if the log is off.
func (c *Config) Group(scope constructs.Construct) awslogs.LogGroup {
	return c.GroupAs(scope, "AccessLog")
}

// GroupAs is Group with an id of its own, for an API that has several logs.
func (c *Config) GroupAs(scope constructs.Construct, id string) awslogs.LogGroup {
	switch {
	case c == nil:
		return loggroup.New(scope, id, 0)
	case c.Off:
		return nil
	}
	return loggroup.New(scope, id, c.RetentionDays)
}

// httpFields are what an HTTP API logs, in this order (API Gateway developer
// guide, "Customize HTTP API access logs").
var httpFields = [][2]string{
	{"requestId", "$context.requestId"},
	{"extendedRequestId", "$context.extendedRequestId"},
	{"requestTime", "$context.requestTime"},
	{"ip", "$context.identity.sourceIp"},
	{"userAgent", "$context.identity.userAgent"},
	{"httpMethod", "$context.httpMethod"},
	{"routeKey", "$context.routeKey"},
	{"path", "$context.path"},
	{"protocol", "$context.protocol"},
	{"status", "$context.status"},
	{"responseLength", "$context.responseLength"},
	{"responseLatency", "$context.responseLatency"},
	{"integrationStatus", "$context.integrationStatus"},
	{"integrationLatency", "$context.integrationLatency"},
	{"integrationError", "$context.integrationErrorMessage"},
	{"authorizerError", "$context.authorizer.error"},
	{"error", "$context.error.message"},
}

// restFields are what a REST API logs, in this order (API Gateway developer
// guide, "Variables for access logging for API Gateway").
var restFields = [][2]string{
	{"requestId", "$context.requestId"},
	{"extendedRequestId", "$context.extendedRequestId"},
	{"requestTime", "$context.requestTime"},
	{"ip", "$context.identity.sourceIp"},
	{"userAgent", "$context.identity.userAgent"},
	{"httpMethod", "$context.httpMethod"},
	{"resourcePath", "$context.resourcePath"},
	{"path", "$context.path"},
	{"protocol", "$context.protocol"},
	{"status", "$context.status"},
	{"responseLength", "$context.responseLength"},
	{"responseLatency", "$context.responseLatency"},
	{"integrationStatus", "$context.integration.status"},
	{"integrationLatency", "$context.integration.latency"},
	{"integrationError", "$context.integration.error"},
	{"authorizerError", "$context.authorizer.error"},
	{"apiKeyId", "$context.identity.apiKeyId"},
	{"error", "$context.error.message"},
	{"errorType", "$context.error.responseType"},
}

// HTTPFormat is the format of an HTTP API's access log.
func HTTPFormat() string { return format(httpFields) }

// RESTFormat is the format of a REST API's access log.
func RESTFormat() string { return format(restFields) }

// format returns fields as one line of JSON.
func format(fields [][2]string) string {
	var b strings.Builder
	for i, f := range fields {
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		name, _ := json.Marshal(f[0])
		value, _ := json.Marshal(f[1])
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	return b.String() + "}"
}
