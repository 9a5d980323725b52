package accesslog_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func ExampleHTTPFormat() {
	var fields map[string]string
	if err := json.Unmarshal([]byte(accesslog.HTTPFormat()), &fields); err != nil {
		panic(err)
	}
	fmt.Println(len(fields), "fields, among them", fields["status"], "and", fields["routeKey"])
	// Output: 17 fields, among them $context.status and $context.routeKey
}

// CloudWatch wants one line with the request's id for each request (API Gateway
// developer guide, "Configure logging for HTTP APIs").
func TestHTTPFormatIsOneLineOfJSON(t *testing.T) {
	format := accesslog.HTTPFormat()
	dec := json.NewDecoder(strings.NewReader(format))
	seen := map[any]bool{}
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		t.Fatalf("%v, %v", start, err)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil || seen[name] {
			t.Fatalf("field %v twice, or %v", name, err)
		}
		seen[name] = true
		value, err := dec.Token()
		if text, ok := value.(string); err != nil || !ok || !strings.HasPrefix(text, "$context.") {
			t.Errorf("%v: %v, %v", name, value, err)
		}
	}
	if !seen["requestId"] || strings.Contains(format, "\n") {
		t.Errorf("%s", format)
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []*accesslog.Config{nil, {}, {Off: true}, {RetentionDays: 90}, {RetentionDays: accesslog.Forever}} {
		if p := c.Problems(); len(p) > 0 {
			t.Errorf("%+v: %q", c, p)
		}
	}
	if p := (&accesslog.Config{RetentionDays: 10}).Problems(); len(p) != 1 || !strings.HasPrefix(p[0], "access log: RetentionDays is 10; CloudWatch keeps logs for 1, 3, 5") {
		t.Errorf("%q", p)
	}
}

func TestGroup(t *testing.T) {
	for _, test := range []struct {
		config *accesslog.Config
		days   any
	}{{nil, 30.0}, {&accesslog.Config{}, 30.0}, {&accesslog.Config{RetentionDays: 90}, 90.0}, {&accesslog.Config{RetentionDays: accesslog.Forever}, nil}} {
		stack := synthtest.Stack()
		test.config.Group(stack)
		if got := synthtest.Synth(t, stack).Only(t, "AWS::Logs::LogGroup").Properties["RetentionInDays"]; got != test.days {
			t.Errorf("%+v: %v days, want %v", test.config, got, test.days)
		}
	}
	stack := synthtest.Stack()
	if group := (&accesslog.Config{Off: true}).Group(stack); group != nil {
		t.Error("a log group although the log is off")
	}
}
