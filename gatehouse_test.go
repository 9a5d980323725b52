// What Run prints and how it exits, for applications that are right, wrong, or panic.

package gatehouse_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

// Each program is run by this test binary itself, in a process of its own: Run
// ends the process.
const program = "GATEHOUSE_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if main := programs[os.Getenv(program)]; main != nil {
		main()
		return
	}
	os.Exit(m.Run())
}

var programs = map[string]func(){
	"stacks":    func() { gatehouse.Run(one) },
	"props":     func() { gatehouse.Run(one, &awscdk.AppProps{Context: &map[string]any{"who": "Other"}}) },
	"no stacks": func() { gatehouse.Run(none) },
	"twice":     func() { gatehouse.Run(one); gatehouse.Run(one) },
	"nil":       func() { gatehouse.Run(nil) },
	"two props": func() { gatehouse.Run(one, nil, nil) },
	"mistakes":  func() { gatehouse.Run(mistakes) },
	"refused":   func() { gatehouse.Run(refused) },
	"panic":     func() { gatehouse.Run(panics) },
	"aspect":    func() { gatehouse.Run(withAspect) },
	"overrides": func() { gatehouse.Run(overrides) },
	"large":     func() { gatehouse.Run(large) },
	"by hand": func() {
		defer jsii.Close()
		app := awscdk.NewApp(nil)
		one(app)
		app.Synth(nil)
	},
}

func none(awscdk.App) {}

func large(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Large"), nil)
	stack.AddMetadata(jsii.String("Text"), jsii.String(strings.Repeat("x", 1_000_000)))
}

func one(app awscdk.App) {
	name := "One"
	if who, ok := app.Node().TryGetContext(jsii.String("who")).(string); ok {
		name = who
	}
	awscdk.NewStack(app, &name, nil)
}

func mistakes(app awscdk.App) {
	api := httpapi.New(awscdk.NewStack(app, jsii.String("S"), nil), "Api", nil)
	api.Route("GET /todos", "functions/todos.List")
	api.Route("GET /todo", "functions/todos.Get")
	httpapi.New(awscdk.NewStack(app, jsii.String("T"), nil), "Api", nil).Route("GET /", "functions/home.Show")
}

func refused(app awscdk.App) {
	one(app)
	one(app)
}

func panics(awscdk.App) { deeper(nil) }

func deeper(n *int) { *n = 1 }

func withAspect(app awscdk.App) {
	one(app)
	awscdk.Aspects_Of(app).Add(&aspect{}, nil)
}

type aspect struct{ _ int } // the CDK's runtime tells empty structs not apart

func (*aspect) Visit(constructs.IConstruct) { deeper(nil) }

func overrides(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("S"), nil)
	httpapi.New(stack, "Api", &httpapi.Props{
		Override: func(props *awsapigatewayv2.HttpApiProps) {
			props.ApiName = jsii.String("changed")
			*props.DisableExecuteApiEndpoint = true // nil until it is set
		},
	})
	function.New(stack, "Job", "functions/job.Run", &function.Config{Override: tuned})
}

func tuned(props *awslambda.FunctionProps) {
	props.MemorySize = nil
	panic("no time")
}

// run runs a program and returns its exit status, standard error and the folder
// that it synthesised to.
func run(t *testing.T, name string, env ...string) (status int, stderr, out string) {
	t.Helper()
	out = t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), program+"="+name, "CDK_OUTDIR="+out, "CDK_VALIDATION=false",
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20", `CDK_CONTEXT_JSON={"aws:cdk:bundling-stacks":[]}`, "GOTRACEBACK=")
	cmd.Env = append(cmd.Env, env...)
	var b strings.Builder
	cmd.Stderr = &b
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		status = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	// What runtimes of the CDK before v1.142.0 say at the end of most programs.
	return status, strings.ReplaceAll(b.String(), "Runtime process exited abnormally: waitid: no child processes", ""), out
}

func TestRunSynthesises(t *testing.T) {
	for program, stack := range map[string]string{"stacks": "One", "props": "Other", "by hand": "One"} {
		status, stderr, out := run(t, program)
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d: %s", program, status, stderr)
		}
		if _, err := os.Stat(filepath.Join(out, stack+".template.json")); err != nil {
			t.Errorf("%s: %v", program, err)
		}
	}
}

// All that a mistake prints is compared: no trace of Go, nothing of Node's. In
// place of "gatehouse_test.go:12" stands what is in that line.
func TestRunReports(t *testing.T) {
	source, err := os.ReadFile("gatehouse_test.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(source), "\n")
	for program, want := range map[string]string{
		"no stacks": `<"no stacks": func() { gatehouse.Run(none) },>: gatehouse.Run: gatehouse_test.none made no stacks: it needs at least one awscdk.NewStack(app, ...)`,
		"twice":     `<"twice": func() { gatehouse.Run(one); gatehouse.Run(one) },>: gatehouse.Run: called a second time, after <"twice": func() { gatehouse.Run(one); gatehouse.Run(one) },>: declare all stacks in one call`,
		"nil":       `<"nil": func() { gatehouse.Run(nil) },>: gatehouse.Run: the function that declares the stacks is nil`,
		"two props": `<"two props": func() { gatehouse.Run(one, nil, nil) },>: gatehouse.Run: 2 AppProps: give one at most`,
		"mistakes": `[S/Api] <api.Route("GET /todos", "functions/todos.List")>: handler "functions/todos.List": no folder or file functions/todos beside go.mod
[S/Api] <api.Route("GET /todo", "functions/todos.Get")>: handler "functions/todos.Get": no folder or file functions/todos beside go.mod
[T/Api] <httpapi.New(awscdk.NewStack(app, jsii.String("T"), nil), "Api", nil).Route("GET /", "functions/home.Show")>: handler "functions/home.Show": no folder or file functions/home beside go.mod`,
		"refused": `<awscdk.NewStack(app, &name, nil)>: There is already a Construct with name 'One' in App
	gatehouse_test.one	<awscdk.NewStack(app, &name, nil)>
	gatehouse_test.refused	<one(app)>`,
		"panic": `<func deeper(n *int) { *n = 1 }>: panic: runtime error: invalid memory address or nil pointer dereference
	gatehouse_test.deeper	<func deeper(n *int) { *n = 1 }>
	gatehouse_test.panics	<func panics(awscdk.App) { deeper(nil) }>`,
		"aspect": `panic: runtime error: invalid memory address or nil pointer dereference
	in an aspect, a validation or other code that the CDK called; its runtime does not keep the place`,
		"overrides": `[S/Api] <httpapi.New(stack, "Api", &httpapi.Props{>: httpapi.Props.Override, the function at <Override: func(props *awsapigatewayv2.HttpApiProps) {>, panicked at <*props.DisableExecuteApiEndpoint = true // nil until it is set>: runtime error: invalid memory address or nil pointer dereference
[S/Job] <function.New(stack, "Job", "functions/job.Run", &function.Config{Override: tuned})>: function "functions/job.Run": function.Config.Override, the function at <func tuned(props *awslambda.FunctionProps) {>, panicked at <panic("no time")>: no time
[S/Job] <function.New(stack, "Job", "functions/job.Run", &function.Config{Override: tuned})>: handler "functions/job.Run": no folder or file functions/job beside go.mod`,
	} {
		status, stderr, _ := run(t, program)
		got := place.ReplaceAllStringFunc(stderr, func(at string) string {
			n, _ := strconv.Atoi(at[strings.IndexByte(at, ':')+1:])
			return "<" + strings.Join(strings.Fields(lines[n-1]), " ") + ">"
		})
		if status != 1 || got != want+"\n" {
			t.Errorf("%s: status %d:\n%swant\n%s", program, status, got, want)
		}
	}
}

func TestRunFindsTemplatesThatAreTooLarge(t *testing.T) {
	want := regexp.MustCompile(`^\[Large\] the template has 1000\d{3} bytes, and CloudFormation takes 1000000: set SuppressTemplateIndentation`)
	if status, stderr, _ := run(t, "large"); status != 1 || !want.MatchString(stderr) {
		t.Errorf("status %d: %s", status, stderr)
	}
}

var place = regexp.MustCompile(`gatehouse_test\.go:\d+`)

func TestRunPrintsTheWholeTraceIfAsked(t *testing.T) {
	_, stderr, _ := run(t, "panic", "GOTRACEBACK=all")
	if !strings.Contains(stderr, "goroutine 1 [running]") || !strings.Contains(stderr, "gatehouse_test.deeper(") {
		t.Error(stderr)
	}
}

func TestRunWithoutNode(t *testing.T) {
	status, stderr, _ := run(t, "stacks", "PATH=")
	if status != 1 || !strings.HasPrefix(stderr, "the CDK needs Node.js, 20 or newer: ") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d: %s", status, stderr)
	}
}
