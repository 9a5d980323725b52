// Package accesslogs makes the access logs of stages from their settings, which
// are those of package constructs/accesslog, and says what is wrong with them.
// It knows what each kind of API can log.
package accesslogs

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// config is the settings of a log, never nil.
type config struct{ *accesslog.Config }

// maxFormat is how long a format may be, in bytes (API Gateway developer guide,
// "Quotas for configuring and running an HTTP API": access log template size).
// The guide gives none for other kinds of API.
const maxFormat = 3 << 10

var (
	fieldName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	streamARN = regexp.MustCompile(`^arn:[^:]+:firehose:[^:]+:[^:]+:deliverystream/amazon-apigateway-[A-Za-z0-9_.-]+$`)
	requestID = regexp.MustCompile(`\$context\.(requestId|extendedRequestId)\b`)
)

// Problems returns what is wrong with the settings, for a kind of API.
func Problems(settings *accesslog.Config, kind *plan.Kind) []string {
	if settings == nil {
		return nil
	}
	c := config{settings}
	found := problems.In("access log")
	if set := c.set(); c.Off && len(set) > 0 {
		found.Add("Off, but with %s: remove one or the other", strings.Join(set, ", "))
	}
	found.Each(loggroup.Problem("RetentionDays", c.RetentionDays))
	if c.Group != nil && c.RetentionDays != 0 {
		found.Add("both Group and RetentionDays: your own group says itself how long it keeps logs")
	}
	c.firehoseProblems(kind, &found)
	c.fieldProblems(kind, &found)
	c.formatProblems(kind, &found)
	return found.All()
}

// set names the settings that a log has only if it is on.
func (c config) set() []string {
	var out []string
	for _, s := range []struct {
		name string
		set  bool
	}{
		{"RetentionDays", c.RetentionDays != 0}, {"Format", c.Format != ""}, {"Fields", len(c.Fields) > 0},
		{"Group", c.Group != nil}, {"Firehose", c.Firehose != ""},
	} {
		if s.set {
			out = append(out, s.name)
		}
	}
	return out
}

// firehoseProblems are those of a stream. (API Gateway developer guide, "Log
// REST API calls to Amazon Data Firehose"; the stages of the other kinds take a
// log group only: CloudFormation, AWS::ApiGatewayV2::Stage AccessLogSettings.)
func (c config) firehoseProblems(kind *plan.Kind, found *problems.List) {
	if c.Firehose == "" {
		return
	}
	if !logs[kind].firehose {
		found.Add("Firehose: %s logs to CloudWatch only; a subscription filter of its log group can pass the log on to a stream", kind.A)
	}
	if !token.In(c.Firehose) && !streamARN.MatchString(c.Firehose) {
		found.Add(`Firehose is %q; it is the ARN of a stream whose name begins with "amazon-apigateway-": `+
			`arn:aws:firehose:REGION:ACCOUNT:deliverystream/amazon-apigateway-NAME`, c.Firehose)
	}
	if c.Group != nil {
		found.Add("both Group and Firehose: a log goes to one of them")
	}
	if c.RetentionDays != 0 {
		found.Add("both RetentionDays and Firehose: a stream keeps nothing")
	}
}

func (c config) fieldProblems(kind *plan.Kind, found *problems.List) {
	if len(c.Fields) > 0 && c.Format != "" {
		found.Add("both Format and Fields: fields are added to the default JSON; put them into Format")
	}
	names := map[string]bool{}
	for _, f := range logs[kind].fields {
		names[f.Name] = true
	}
	own := len(names)
	for i, f := range c.Fields {
		switch {
		case f.Name == "":
			found.Add("Fields[%d] has no Name", i)
			continue
		case !fieldName.MatchString(f.Name):
			found.Add(`field %q: a name has letters, digits and "_", and no digit in front`, f.Name)
		case names[f.Name] && slices.ContainsFunc(logs[kind].fields[:own], func(o accesslog.Field) bool { return o.Name == f.Name }):
			found.Add("field %q is in the log already", f.Name)
		case names[f.Name]:
			found.Add("field %q stands in Fields twice", f.Name)
		}
		names[f.Name] = true
		if f.Value == "" {
			found.Add("field %q has no Value", f.Name)
		}
	}
}

func (c config) formatProblems(kind *plan.Kind, found *problems.List) {
	format := c.format(kind)
	if token.In(format) {
		return // how long it is, and what is in it, shows at the deployment
	}
	if strings.ContainsAny(strings.TrimRight(format, "\r\n"), "\r\n") {
		found.Add("Format has a line break: API Gateway takes a single line")
	}
	if !requestID.MatchString(format) {
		text := "Format has neither $context.requestId nor $context.extendedRequestId, of which API Gateway wants one"
		for _, hint := range unknown(kind, format) { // a slip may be all: warnings aren't shown beside mistakes
			text += ": " + hint
		}
		found.Add("%s", text)
	}
	if n := len(format); n > maxFormat && kind == plan.HTTP {
		found.Add("the format has %d bytes; %s takes %d", n, kind.A, maxFormat)
	}
}

// Warnings returns what is likely wrong with the settings, for a kind of API.
func Warnings(settings *accesslog.Config, kind *plan.Kind) []warning.Warning {
	if settings == nil || settings.Off {
		return nil
	}
	c := config{settings}
	var out []warning.Warning
	texts := []string{c.Format}
	for _, f := range c.Fields {
		texts = append(texts, f.Value)
	}
	for _, v := range unknown(kind, strings.Join(texts, "\n")) {
		out = append(out, warning.New(warning.AccessLogVariable, "access log: %s", v))
	}
	if brokenJSON(c.Format) {
		out = append(out, warning.New(warning.AccessLogJSON,
			`access log: Format looks like JSON but is not valid, so queries find no fields: put each name and value in quotes, also numbers, `+
				`for which API Gateway logs "-" if there are none`))
	}
	if format := c.format(kind); kind != plan.HTTP && len(format) > maxFormat && !token.In(format) {
		out = append(out, warning.New(warning.AccessLogLength, "access log: the format has %d bytes; %s takes %d, and %s may refuse more too",
			len(format), plan.HTTP.A, maxFormat, kind.A))
	}
	return out
}

// brokenJSON reports whether lines of a format are meant to be JSON and would not
// be: with what API Gateway logs for each variable that a request lacks. Only
// $context.error.messageString brings its own quotes.
func brokenJSON(format string) bool {
	format = strings.ReplaceAll(strings.TrimSpace(format), ":$context.error.messageString", `:""`)
	return strings.HasPrefix(format, "{") && !token.In(format) && !json.Valid(variable.ReplaceAll([]byte(format), []byte("-")))
}

// format is what the lines of the log hold.
func (c config) format(kind *plan.Kind) string {
	switch {
	case c.Format == accesslog.CLF:
		return logs[kind].clf
	case c.Format != "":
		return c.Format
	}
	return asJSON(slices.Concat(logs[kind].fields, c.Fields))
}

// Destination is where a log goes, as a stage is told.
type Destination struct {
	ARN, Format *string

	// Group is the log group; nil for a stream.
	Group awslogs.ILogGroup

	// Fields tells that the lines are JSON with the fields of package accesslog.
	Fields bool
}

// Make makes the log's group below scope, unless the settings name an own one
// or a stream. Without settings it is the default log; nil if the log is off.
func Make(settings *accesslog.Config, scope constructs.Construct, id string, kind *plan.Kind) *Destination {
	c := config{cmp.Or(settings, &accesslog.Config{})}
	if c.Off {
		return nil
	}
	d := &Destination{Format: jsii.String(c.format(kind)), Fields: c.Format == ""}
	switch {
	case c.Firehose != "":
		d.ARN = jsii.String(c.Firehose)
		return d
	case c.Group != nil:
		d.Group = c.Group
	default:
		d.Group = loggroup.New(scope, id, c.RetentionDays)
	}
	d.ARN = d.Group.LogGroupArn()
	return d
}
