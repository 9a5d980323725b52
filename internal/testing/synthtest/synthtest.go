// Package synthtest helps the project's own tests: one kernel of the CDK for a
// test binary, stacks that build no functions, golden templates and the report
// of a synth that fails.
//
// The CDK's Go objects may be used from one goroutine at a time, so tests that
// synthesise don't run in parallel.
package synthtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// Main runs the tests and ends the kernel. Call it from TestMain.
//
// The CDK's own validation of templates is off unless CDK_VALIDATION is set: it
// takes seconds. internal/testing/validation has it on for all golden templates.
func Main(m *testing.M) {
	if os.Getenv("CDK_VALIDATION") == "" {
		os.Setenv("CDK_VALIDATION", "false") // the kernel reads it when it starts
	}
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// App returns an app that builds no functions.
func App() awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false),
		Context:            &map[string]any{"aws:cdk:bundling-stacks": []string{}},
	})
}

// Stack returns a stack named Test in an app that builds no functions.
func Stack() awscdk.Stack {
	return awscdk.NewStack(App(), jsii.String("Test"), nil)
}

// Template is a synthesised template.
type Template struct {
	Resources map[string]Resource
	Outputs   map[string]map[string]any
}

// Resource is a resource of a template.
type Resource struct {
	Type       string
	Properties map[string]any
	DependsOn  []string

	DeletionPolicy string
}

// Synth returns the template of a stack. A synth that fails ends the test.
func Synth(t *testing.T, stack awscdk.Stack) Template {
	t.Helper()
	var out Template
	if err := json.Unmarshal(render(t, stack), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Of returns the logical ids of all resources of a type, sorted.
func (t Template) Of(resourceType string) []string {
	var ids []string
	for id, r := range t.Resources {
		if r.Type == resourceType {
			ids = append(ids, id)
		}
	}
	return slices.Sorted(slices.Values(ids))
}

// Some returns those of a type that there must be, for tests that look at each.
func (t Template) Some(tb testing.TB, resourceType string) []string {
	tb.Helper()
	ids := t.Of(resourceType)
	if len(ids) == 0 {
		tb.Fatalf("no resources of type %s in %v", resourceType, t.IDs())
	}
	return ids
}

// Only returns the one resource of a type.
func (t Template) Only(tb testing.TB, resourceType string) Resource {
	tb.Helper()
	ids := t.Of(resourceType)
	if len(ids) != 1 {
		tb.Fatalf("%d resources of type %s, want 1: %v", len(ids), resourceType, ids)
	}
	return t.Resources[ids[0]]
}

// IDs returns all logical ids with the type of each, sorted.
func (t Template) IDs() []string {
	var ids []string
	for id, r := range maps.All(t.Resources) {
		ids = append(ids, id+" "+r.Type)
	}
	return slices.Sorted(slices.Values(ids))
}

func render(t *testing.T, stack awscdk.Stack) []byte {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("synth: %v", r)
		}
	}()
	text, err := json.Marshal(assertions.Template_FromStack(stack, nil).ToJSON())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Report returns what an app's synth says is wrong, one string for each
// problem; none if it succeeds.
func Report(app awscdk.App) (problems []string) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		text := fmt.Sprint(r)
		_, list, found := strings.Cut(text, "Validation failed with the following errors:")
		if !found {
			problems = []string{"PANIC " + text} // not by our validation: a mistake of ours
			return
		}
		for _, p := range problemStart.Split(list, -1)[1:] {
			problems = append(problems, strings.TrimSpace(p))
		}
	}()
	app.Synth(nil)
	return nil
}

var problemStart = regexp.MustCompile(`(?m)^\s*\[`)

// WantWarning checks that the CDK shows a warning on a stack that matches a
// regular expression.
func WantWarning(t *testing.T, stack awscdk.Stack, pattern string) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%v", r)
		}
	}()
	assertions.Annotations_FromStack(stack).HasWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String(pattern)))
}
