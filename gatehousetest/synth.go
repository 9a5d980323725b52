// One synth of the application under test.

package gatehousetest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/cdkjson"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
)

// Main runs the tests of a binary and ends the CDK's Node process, which leaves
// files behind otherwise. Call it from TestMain:
//
//	func TestMain(m *testing.M) { gatehousetest.Main(m) }
func Main(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// App is a synthesised application.
type App struct {
	// Dir is the folder of the cloud assembly, removed when the test ends.
	Dir string

	t   testing.TB
	app awscdk.App
}

// Synth declares an application, synthesises it and returns it. Functions are
// not built, and so the types of their handlers not checked, unless [Built] is
// among the props. What synth reports ends the test.
//
// The props of the app are optional; their Context is added to that of
// cdk.json.
func Synth(t testing.TB, build func(app awscdk.App), props ...*awscdk.AppProps) *App {
	t.Helper()
	app, problem := synth(t, build, props, notBuilt)
	if problem != "" {
		t.Fatal(problem)
	}
	return app
}

// Problems synthesises an application that must fail, and returns what synth
// reports. An application that synthesises ends the test.
func Problems(t testing.TB, build func(app awscdk.App), props ...*awscdk.AppProps) string {
	t.Helper()
	_, problem := synth(t, build, props, notBuilt)
	if problem == "" {
		t.Fatal("the app synthesises; the test expects problems")
	}
	return problem
}

// Built returns props for a synth that builds the functions of all stacks, as
// "cdk synth" does, and checks the types of their handlers.
func Built() *awscdk.AppProps {
	return &awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{"**"}}}
}

// notBuilt is context for apps whose functions are not needed.
var notBuilt = map[string]any{"aws:cdk:bundling-stacks": []string{}}

// synth synthesises with more context. The problem says why it failed.
func synth(t testing.TB, build func(app awscdk.App), props []*awscdk.AppProps, context map[string]any) (out *App, problem string) {
	t.Helper()
	var settings awscdk.AppProps
	switch {
	case len(props) > 1:
		t.Fatalf("gatehousetest: an app has one AppProps; this one gets %d", len(props))
	case len(props) == 1 && props[0] != nil:
		settings = *props[0]
	}
	all, err := contextOf(&settings)
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range context {
		if settings.Context == nil || (*settings.Context)[key] == nil { // what the test asks for wins
			all[key] = value
		}
	}
	settings.Context = &all
	if settings.AnalyticsReporting == nil {
		settings.AnalyticsReporting = jsii.Bool(false) // it adds a resource with the versions of all modules
	}
	if settings.Outdir == nil {
		settings.Outdir = jsii.String(t.TempDir())
	}
	skipValidation()

	defer func() {
		if r := recover(); r != nil {
			out, problem = nil, failure(r)
		}
	}()
	app := awscdk.NewApp(&settings)
	build(app)
	return &App{Dir: *app.Synth(nil).Directory(), t: t, app: app}, ""
}

// contextOf is the context of cdk.json and of the app's props.
func contextOf(settings *awscdk.AppProps) (map[string]any, error) {
	all := map[string]any{}
	config, err := cdkjson.Find(".")
	if err != nil {
		return nil, err
	}
	if config != nil {
		maps.Copy(all, config.Context)
	}
	if settings.Context != nil {
		maps.Copy(all, *settings.Context)
	}
	return all, nil
}

// skipValidation turns the CDK's own validation of templates off, which takes
// seconds; "cdk synth" runs it. The Node process reads the variable when it
// starts.
func skipValidation() {
	const name = "CDK_VALIDATION"
	if _, set := os.LookupEnv(name); !set {
		_ = os.Setenv(name, "false")
	}
}

// failure is what went wrong, as gatehouse.Run says it. The deferred function
// that recovered calls it.
func failure(value any) string {
	if _, report, found := strings.Cut(fmt.Sprint(value), "Validation failed with the following errors:"); found {
		return "the app does not synthesise:" + strings.TrimRight(report, "\n ")
	}
	return "the app does not synthesise: " + panics.Recovered(value).String()
}

// Warnings returns what synth warned of and nobody acknowledged: "Todo/Api: text
// [ack: name]", sorted.
func (a *App) Warnings() []string {
	a.t.Helper()
	messages, err := readMessages(a.Dir)
	if err != nil {
		a.t.Fatal(err)
	}
	var out []string
	for _, m := range messages {
		out = append(out, strings.TrimPrefix(m.path, "/")+": "+m.text)
	}
	slices.Sort(out)
	return out
}

// stack finds a stack by its construct path.
func (a *App) stack(path string) awscdk.Stack {
	a.t.Helper()
	found := constructs.IConstruct(a.app)
	for id := range strings.SplitSeq(path, "/") {
		if found = found.Node().TryFindChild(jsii.String(id)); found == nil {
			break
		}
	}
	if stack, ok := found.(awscdk.Stack); ok {
		return stack
	}
	var paths []string
	for _, c := range *a.app.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		if *awscdk.Stack_IsStack(c) {
			paths = append(paths, fmt.Sprintf("%q", *c.Node().Path()))
		}
	}
	a.t.Fatalf("gatehousetest: there is no stack %q; there are: %s", path, strings.Join(paths, ", "))
	return nil
}
