// Settings of access logs: what is refused, and what the default writes.

package accesslogs_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synth/accesslogs"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

const stream = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-shop"

func long(n int) string {
	const end = " $context.requestId"
	return strings.Repeat("x", n-len(end)) + end
}

func TestProblems(t *testing.T) {
	group := awslogs.LogGroup_FromLogGroupName(synthtest.Stack(), jsii.String("Own"), jsii.String("own"))
	for _, test := range []struct {
		name   string
		kind   *plan.Kind // nil: the same for all
		config *accesslog.Config
		want   []string // what each problem contains; none: no problem
	}{
		{name: "no settings"},
		{name: "default", config: &accesslog.Config{}},
		{name: "off", config: &accesslog.Config{Off: true}},
		{name: "retention", config: &accesslog.Config{RetentionDays: 90}},
		{name: "for ever", config: &accesslog.Config{RetentionDays: accesslog.Forever}},
		{name: "CLF", config: &accesslog.Config{Format: accesslog.CLF}},
		{name: "own group", config: &accesslog.Config{Group: group}},
		{name: "own format", config: &accesslog.Config{Format: "$context.requestId $context.status"}},
		{name: "the longer id", config: &accesslog.Config{Format: "$context.extendedRequestId"}},
		{name: "line break at the end", config: &accesslog.Config{Format: "$context.requestId\r\n"}},
		{name: "field", config: &accesslog.Config{Fields: []accesslog.Field{{Name: "tenant_2", Value: "$context.authorizer.tenant"}, {Name: "_env", Value: "prod"}}}},
		{name: "stream", kind: plan.REST, config: &accesslog.Config{Firehose: stream}},
		{name: "stream in China", kind: plan.REST, config: &accesslog.Config{Firehose: strings.Replace(stream, "arn:aws:", "arn:aws-cn:", 1)}},
		{name: "longest format", config: &accesslog.Config{Format: long(3072)}},
		{name: "no quota is known", kind: plan.REST, config: &accesslog.Config{Format: long(3073)}},

		{name: "unknown retention", config: &accesslog.Config{RetentionDays: 10}, want: []string{"access log: RetentionDays is 10; CloudWatch keeps logs for 1, 3, 5"}},
		{name: "off with more", kind: plan.REST, config: &accesslog.Config{Off: true, RetentionDays: 1, Format: accesslog.CLF, Firehose: stream},
			want: []string{"access log: Off, but with RetentionDays, Format, Firehose: remove one or the other", "both RetentionDays and Firehose"}},
		{name: "off with a group", config: &accesslog.Config{Off: true, Group: group}, want: []string{"Off, but with Group"}},
		{name: "off with a field", config: &accesslog.Config{Off: true, Fields: []accesslog.Field{{Name: "a", Value: "b"}}}, want: []string{"Off, but with Fields"}},
		{name: "group and days", config: &accesslog.Config{Group: group, RetentionDays: 7}, want: []string{"both Group and RetentionDays"}},
		{name: "group and stream", kind: plan.REST, config: &accesslog.Config{Group: group, Firehose: stream}, want: []string{"both Group and Firehose"}},
		{name: "days and stream", kind: plan.REST, config: &accesslog.Config{RetentionDays: accesslog.Forever, Firehose: stream}, want: []string{"both RetentionDays and Firehose"}},
		{name: "stream of an HTTP API", kind: plan.HTTP, config: &accesslog.Config{Firehose: stream}, want: []string{"Firehose: an HTTP API logs to CloudWatch only"}},
		{name: "stream of a WebSocket API", kind: plan.WebSocket, config: &accesslog.Config{Firehose: stream}, want: []string{"Firehose: a WebSocket API logs to CloudWatch only"}},
		{name: "name of the stream", kind: plan.REST, config: &accesslog.Config{Firehose: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/shop"}, want: []string{`whose name begins with "amazon-apigateway-"`}},
		{name: "another service", kind: plan.REST, config: &accesslog.Config{Firehose: "arn:aws:kinesis:eu-west-1:123456789012:stream/amazon-apigateway-shop"}, want: []string{`whose name begins with "amazon-apigateway-"`}},
		{name: "name for ARN", kind: plan.REST, config: &accesslog.Config{Firehose: "amazon-apigateway-shop"}, want: []string{`Firehose is "amazon-apigateway-shop"; it is the ARN`}},
		{name: "no id", config: &accesslog.Config{Format: "$context.requestIdentity $context.requestTime"}, want: []string{"neither $context.requestId nor $context.extendedRequestId"}},
		{name: "slip", config: &accesslog.Config{Format: "$context.requestid"}, want: []string{"did you mean $context.requestId?"}},
		{name: "two lines", config: &accesslog.Config{Format: "$context.requestId\n$context.status"}, want: []string{"Format has a line break"}},
		{name: "too long", kind: plan.HTTP, config: &accesslog.Config{Format: long(3073)}, want: []string{"the format has 3073 bytes; an HTTP API takes 3072"}},
		{name: "too many fields", kind: plan.HTTP, config: &accesslog.Config{Fields: []accesslog.Field{{Name: "big", Value: strings.Repeat("x", 3000)}}}, want: []string{"bytes; an HTTP API takes 3072"}},
		{name: "format and fields", config: &accesslog.Config{Format: accesslog.CLF, Fields: []accesslog.Field{{Name: "a", Value: "b"}}}, want: []string{"both Format and Fields"}},
		{name: "fields", config: &accesslog.Config{Fields: []accesslog.Field{{Name: "", Value: "x"}, {Name: "a-b", Value: "x"}, {Name: "2a", Value: "x"}, {Name: "a.b", Value: "x"}, {Name: "status", Value: "x"}, {Name: "twice", Value: "x"}, {Name: "twice", Value: "x"}, {Name: "empty", Value: ""}}}, want: []string{
			"access log: Fields[0] has no Name", `field "a-b": a name has letters, digits and "_"`, `field "2a"`, `field "a.b"`,
			`field "status" is in the log already`, `field "twice" stands in Fields twice`, `field "empty" has no Value`,
		}},
	} {
		for _, kind := range kinds {
			if test.kind != nil && kind != test.kind {
				continue
			}
			got := accesslogs.Problems(test.config, kind)
			if len(got) != len(test.want) {
				t.Errorf("%s, %s: %q, want %q", test.name, kind.Name, got, test.want)
				continue
			}
			for i, want := range test.want {
				if !strings.HasPrefix(got[i], "access log: ") || !strings.Contains(got[i], want) {
					t.Errorf("%s, %s: %q, want %q", test.name, kind.Name, got[i], want)
				}
			}
		}
	}
}

func TestTokensPass(t *testing.T) {
	param := *awscdk.NewCfnParameter(synthtest.Stack(), jsii.String("Value"), nil).ValueAsString()
	for _, config := range []*accesslog.Config{
		{Firehose: param},
		{Firehose: "arn:aws:firehose:" + param + ":1:deliverystream/" + param},
		{Format: param},
		{Fields: []accesslog.Field{{Name: "env", Value: param}}},
	} {
		if problems, warnings := accesslogs.Problems(config, plan.REST), accesslogs.Warnings(config, plan.REST); len(problems) > 0 || len(warnings) > 0 {
			t.Errorf("%+v: %q %q", config, problems, warnings)
		}
	}
}

func TestMake(t *testing.T) {
	for _, test := range []struct {
		name   string
		config *accesslog.Config
		days   any // of the group that is made; "none": there is none
		fields bool
	}{
		{"no settings", nil, 30.0, true},
		{"default", &accesslog.Config{}, 30.0, true},
		{"retention", &accesslog.Config{RetentionDays: 90}, 90.0, true},
		{"for ever", &accesslog.Config{RetentionDays: accesslog.Forever}, nil, true},
		{"more fields", &accesslog.Config{Fields: []accesslog.Field{{Name: "a", Value: "b"}}}, 30.0, true},
		{"CLF", &accesslog.Config{Format: accesslog.CLF}, 30.0, false},
		{"own format", &accesslog.Config{Format: "$context.requestId"}, 30.0, false},
		{"stream", &accesslog.Config{Firehose: stream}, "none", true},
	} {
		stack := synthtest.Stack()
		d := accesslogs.Make(test.config, stack, "Log", plan.REST)
		if d.Fields != test.fields || d.ARN == nil || *d.Format == "" || (d.Group == nil) != (test.days == "none") {
			t.Errorf("%s: %+v", test.name, d)
		}
		template := synthtest.Synth(t, stack)
		if test.days == "none" {
			if ids := template.IDs(); len(ids) > 0 {
				t.Errorf("%s: made %q", test.name, ids)
			}
		} else if got := template.Only(t, "AWS::Logs::LogGroup").Properties["RetentionInDays"]; got != test.days {
			t.Errorf("%s: %v days, want %v", test.name, got, test.days)
		}
	}
	stack := synthtest.Stack()
	if d := accesslogs.Make(&accesslog.Config{Off: true}, stack, "Log", plan.HTTP); d != nil || len(*stack.Node().Children()) > 0 {
		t.Errorf("a log although it is off: %+v", d)
	}
	group := awslogs.LogGroup_FromLogGroupName(stack, jsii.String("Own"), jsii.String("own"))
	if d := accesslogs.Make(&accesslog.Config{Group: group}, stack, "Log", plan.HTTP); d.Group != group || *d.ARN != *group.LogGroupArn() || stack.Node().TryFindChild(jsii.String("Log")) != nil {
		t.Errorf("own group: %+v", d)
	}
}

// A line is JSON also where "-" stands for a variable.
func TestDefaultLinesAreJSONWithTheirFields(t *testing.T) {
	config := &accesslog.Config{Fields: []accesslog.Field{{Name: "tenant", Value: "$context.authorizer.tenant"}, {Name: "quoted", Value: `a "b" \ <c>`}}}
	for _, kind := range kinds {
		format := *accesslogs.Make(config, synthtest.Stack(), "Log", kind).Format
		var got map[string]string
		if err := json.Unmarshal([]byte(format), &got); err != nil || strings.ContainsAny(format, "\r\n") {
			t.Fatalf("%s: %v: %s", kind.Name, err, format)
		}
		want := accesslogs.DefaultFields(kind)
		if len(got) != len(want)+2 {
			t.Errorf("%s: %d fields, want %d: some name stands twice", kind.Name, len(got), len(want)+2)
		}
		for _, f := range slices.Concat(want, config.Fields) {
			if got[f.Name] != f.Value {
				t.Errorf("%s: %s is %q, want %q", kind.Name, f.Name, got[f.Name], f.Value)
			}
		}
		var line map[string]any
		for _, f := range want {
			format = strings.Replace(format, `"`+f.Value+`"`, `"-"`, 1)
		}
		if err := json.Unmarshal([]byte(format), &line); err != nil || line["responseLatency"] == "$context.responseLatency" || line["status"] != "-" {
			t.Errorf("%s: %v: %s", kind.Name, err, format)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	if (*accesslog.Config)(nil).Clone() != nil {
		t.Error("a clone of nothing")
	}
	c := &accesslog.Config{RetentionDays: 7, Fields: []accesslog.Field{{Name: "a", Value: "b"}}}
	clone := c.Clone()
	c.RetentionDays, c.Fields[0].Name = 1, "changed"
	if got := fmt.Sprint(clone.RetentionDays, clone.Fields); got != "7 [{a b}]" {
		t.Error(got)
	}
}
