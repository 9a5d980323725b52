// Formats: which variables a kind of API knows, and what is warned of.

package accesslogs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synth/accesslogs"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

func TestFormatsHaveOnlyVariablesOfTheirKind(t *testing.T) {
	for _, kind := range kinds {
		texts := []string{accesslogs.CLFOf(kind)}
		for _, f := range accesslogs.DefaultFields(kind) {
			texts = append(texts, f.Value)
		}
		for _, text := range texts {
			if !strings.HasPrefix(text, "$context.") {
				t.Errorf("%s: %q", kind.Name, text)
			}
			if got := accesslogs.Unknown(kind, text); len(got) > 0 {
				t.Errorf("%s: %q", kind.Name, got)
			}
		}
	}
}

func TestUnknownVariables(t *testing.T) {
	for _, test := range []struct {
		kind *plan.Kind
		text string
		want []string // what each warning contains
	}{
		{plan.HTTP, `$context.requestId "$context.authorizer.claims.sub" $context.authorizer.claims['cognito:groups'] $5 ${Token[TOKEN.1]}`, nil},
		{plan.REST, "$context.status. $context.requestOverride.header.X-Id-$context.stage", nil},
		{plan.HTTP, "$context.requestid", []string{`$context.requestid is not a variable that API Gateway's guide lists for an HTTP API; did you mean $context.requestId?`}},
		{plan.HTTP, "$context.sourceIp $context.sourceIp", []string{"did you mean $context.identity.sourceIp?"}},
		{plan.HTTP, "$context.integration.errorMessage", []string{"did you mean $context.integrationErrorMessage?"}},
		{plan.HTTP, "$context.xrayTraceId", []string{`$context.xrayTraceId is not a variable that API Gateway's guide lists for an HTTP API`}},
		{plan.REST, "$context.xrayTraceId $context.routeKey", []string{"$context.routeKey is not a variable that API Gateway's guide lists for a REST API"}},
		{plan.WebSocket, "$context.path $context.conectionId", []string{"$context.path is not a variable that API Gateway's guide lists for a WebSocket API", "did you mean $context.connectionId?"}},
		{plan.HTTP, "$stageVariables.TABLE $context", []string{"$stageVariables.TABLE: a log has variables that begin with $context. only", "$context: a log"}},
	} {
		got := accesslogs.Unknown(test.kind, test.text)
		if len(got) != len(test.want) {
			t.Errorf("%s, %s: %q, want %q", test.kind.Name, test.text, got, test.want)
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s, %s: %q, want %q", test.kind.Name, test.text, got[i], want)
			}
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, test := range []struct {
		name   string
		kind   *plan.Kind
		config *accesslog.Config
		want   []warning.Warning
	}{
		{"no settings", plan.HTTP, nil, nil},
		{"off", plan.HTTP, &accesslog.Config{Off: true, Format: "$context.no"}, nil},
		{"CLF", plan.HTTP, &accesslog.Config{Format: accesslog.CLF}, nil},
		{"format", plan.HTTP, &accesslog.Config{Format: "$context.requestId $context.statsu"},
			[]warning.Warning{{ID: warning.AccessLogVariable, Text: `access log: $context.statsu is not a variable that API Gateway's guide lists for an HTTP API; did you mean $context.status?`}}},
		{"field", plan.WebSocket, &accesslog.Config{Fields: []accesslog.Field{{Name: "way", Value: "$context.httpMethod"}}},
			[]warning.Warning{{ID: warning.AccessLogVariable, Text: `access log: $context.httpMethod is not a variable that API Gateway's guide lists for a WebSocket API`}}},
		{"long", plan.REST, &accesslog.Config{Format: long(3073)},
			[]warning.Warning{{ID: warning.AccessLogLength, Text: "access log: the format has 3073 bytes; an HTTP API takes 3072, and a REST API may refuse more too"}}},
	} {
		if got := accesslogs.Warnings(test.config, test.kind); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// A line that a bare variable or a missing brace spoils is found nowhere.
func TestFormatsThatAreAlmostJSON(t *testing.T) {
	for format, want := range map[string]int{
		`{"id":"$context.requestId","status":"$context.status"}`:                             0,
		`{"id":"$context.requestId","a":{"b":"$context.identity.sourceIp $context.status"}}`: 0,
		`$context.requestId {`:                                 0,
		`{"id":"$context.requestId","status":$context.status}`: 1,
		`{"id":"$context.requestId"`:                           1,
		`{id:"$context.requestId"}`:                            1,
	} {
		if got := accesslogs.Warnings(&accesslog.Config{Format: format}, plan.HTTP); len(got) != want || want == 1 && got[0].ID != warning.AccessLogJSON {
			t.Errorf("%s: %q", format, got)
		}
	}
}
