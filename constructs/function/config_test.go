// Settings: what is wrong with them, what they default to, how they join.

package function_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"
)

func TestConfigProblems(t *testing.T) {
	env := func(names ...string) *function.Config {
		c := &function.Config{Environment: map[string]string{}}
		for _, name := range names {
			c.Environment[name] = "x"
		}
		return c
	}
	token := *awscdk.Fn_ImportValue(jsii.String(strings.Repeat("long", 100)))
	for name, test := range map[string]struct {
		config *function.Config
		want   []string
	}{
		"nil":                {nil, nil},
		"zero":               {&function.Config{}, nil},
		"least":              {&function.Config{MemoryMB: 128, Timeout: time.Second, LogRetentionDays: 1, Architecture: function.ARM64}, nil},
		"most":               {&function.Config{MemoryMB: 10240, Timeout: 15 * time.Minute, LogRetentionDays: function.Forever, Architecture: function.X8664, Description: strings.Repeat("ü", 256)}, nil},
		"memory":             {&function.Config{MemoryMB: 127}, []string{"MemoryMB is 127; a function has 128 to 10240 MB"}},
		"memory-":            {&function.Config{MemoryMB: -1}, []string{"MemoryMB is -1; a function has 128 to 10240 MB"}},
		"memory+":            {&function.Config{MemoryMB: 10241}, []string{"MemoryMB is 10241; a function has 128 to 10240 MB"}},
		"timeout":            {&function.Config{Timeout: 999 * time.Millisecond}, []string{"Timeout is 999ms; a function has 1s to 15m0s"}},
		"timeout as seconds": {&function.Config{Timeout: 30}, []string{"Timeout is 30ns; a function has 1s to 15m0s"}},
		"timeout+":           {&function.Config{Timeout: 15*time.Minute + 1}, []string{"Timeout is 15m0.000000001s; a function has 1s to 15m0s"}},
		"timeout-":           {&function.Config{Timeout: -time.Second}, []string{"Timeout is -1s; a function has 1s to 15m0s"}},
		"half second":        {&function.Config{Timeout: 1500 * time.Millisecond}, []string{"Timeout is 1.5s; Lambda takes whole seconds"}},
		"processor":          {&function.Config{Architecture: "amd64"}, []string{`Architecture is "amd64"; there are function.ARM64 and function.X8664`}},
		"retention": {&function.Config{LogRetentionDays: 31}, []string{
			"LogRetentionDays is 31; CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, or forever with -1"}},
		"retention-":  {&function.Config{LogRetentionDays: -2}, []string{"LogRetentionDays is -2; "}},
		"description": {&function.Config{Description: strings.Repeat("ü", 257)}, []string{"Description has 257 characters; Lambda takes 256"}},
		"variables":   {env("TABLE_NAME", "X1", "AWS_LAMBDA_EXEC_WRAPPER", "AWS_PROFILE"), nil},
		"variable names": {env("A", "1A", "A-B", "A B", "", "_A"), []string{
			`environment variable "": a name has at least two characters`, `"1A"`, `"A"`, `"A B"`, `"A-B"`, `"_A"`}},
		"reserved": {env("AWS_REGION", "LAMBDA_TASK_ROOT", "_HANDLER", "AWS_LAMBDA_RUNTIME_API"), []string{
			"environment variable AWS_LAMBDA_RUNTIME_API is reserved by Lambda: choose another name", "AWS_REGION", "LAMBDA_TASK_ROOT", "_HANDLER"}},
		"own": {env("GATEHOUSE_CORS"), []string{"environment variable GATEHOUSE_CORS is set by Gatehouse: use the CORS setting of the API"}},
		"size": {&function.Config{Environment: map[string]string{"AA": strings.Repeat("x", 4094), "BB": ""}}, []string{
			"environment variables have 4098 bytes; Lambda takes 4096 in all"}},
		"size just so": {&function.Config{Environment: map[string]string{"AA": strings.Repeat("x", 4094)}}, nil},
		"tokens":       {&function.Config{Environment: map[string]string{"TABLE": token}, Description: token}, nil},
		"all at once": {&function.Config{MemoryMB: 1, Timeout: 1, Architecture: "arm", LogRetentionDays: 2, Environment: map[string]string{"A": ""}}, []string{
			"MemoryMB", "Timeout", "Architecture", "LogRetentionDays", "environment variable"}},
	} {
		got := test.config.Problems()
		if len(got) != len(test.want) {
			t.Errorf("%s: %d problems, want %d: %q", name, len(got), len(test.want), got)
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: %s\nwant %s", name, got[i], want)
			}
		}
	}
}

func TestSettingsJoin(t *testing.T) {
	var ran []string
	run := func(name string) func(*awslambda.FunctionProps) {
		return func(*awslambda.FunctionProps) { ran = append(ran, name) }
	}
	base := &function.Config{
		MemoryMB: 512, Timeout: time.Minute, Architecture: function.X8664, Tracing: true, Stream: true, Description: "base", LogRetentionDays: 7,
		Environment: map[string]string{"A": "base", "B": "base"}, Override: run("base"),
		Runtime: function.Python312, Bundle: &function.Bundle{SourceMap: true},
	}
	own := &function.Config{Runtime: function.NodeJS22, Bundle: &function.Bundle{Minify: true}, MemoryMB: 1024, LogRetentionDays: function.Forever, Environment: map[string]string{"B": "own", "C": "own"}, Override: run("own")}

	got := functions.Read(own, base)
	for _, override := range got.Overrides {
		override(nil)
	}
	if !slices.Equal(ran, []string{"base", "own"}) {
		t.Errorf("Overrides ran: %v", ran)
	}
	got.Overrides = nil
	got.Environment["D"] = "later" // must reach neither
	delete(got.Environment, "D")
	want := fmt.Sprintf("%+v", struct {
		MemoryMB         int
		Timeout          time.Duration
		Environment      map[string]string
		Architecture     string
		Runtimes         []string
		Bundle           code.Bundle
		Tracing          bool
		Stream           bool
		Description      string
		LogRetentionDays int
		Links            []links.Link
		Overrides        []func(*awslambda.FunctionProps)
	}{1024, time.Minute, map[string]string{"A": "base", "B": "own", "C": "own"}, "x86_64", []string{"nodejs22.x", "python3.12"}, code.Bundle{Minify: true}, true, true, "base", -1, nil, nil})
	if text := fmt.Sprintf("%+v", got); text != want {
		t.Errorf("%s\nwant %s", text, want)
	}
	if !reflect.DeepEqual(base.Environment, map[string]string{"A": "base", "B": "base"}) || len(own.Environment) != 2 {
		t.Errorf("the configs' own environments changed: %v, %v", base.Environment, own.Environment)
	}

	for name, s := range map[string]any{"nil": functions.Read((*function.Config)(nil), nil), "zero": functions.Read(&function.Config{}, &function.Config{})} {
		const want = "{MemoryMB:256 Timeout:10s Environment:map[] Architecture:arm64 Runtimes:[] Bundle:{SourceMap:false Minify:false SDK:false External:[]} Tracing:false Stream:false Description: LogRetentionDays:30 Links:[] Overrides:[]}"
		if text := fmt.Sprintf("%+v", s); text != want {
			t.Errorf("%s: %s\nwant %s", name, text, want)
		}
	}
}
