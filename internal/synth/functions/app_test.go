// Functions are built for what their templates say.

package functions

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// A function that is built for another processor than it runs on does not start.
func TestBuiltForTheProcessorThatTheTemplateNames(t *testing.T) {
	stack := synthtest.Stack()
	for id, tt := range map[string]struct {
		architecture string
		override     func(*awslambda.FunctionProps)
		want         string
	}{
		"Arm":      {architecture: "arm64", want: "arm64"},
		"Intel":    {architecture: x8664, want: "amd64"},
		"Override": {"arm64", func(p *awslambda.FunctionProps) { p.Architecture = awslambda.Architecture_X86_64() }, "amd64"},
		"None":     {"arm64", func(p *awslambda.FunctionProps) { p.Architecture = nil }, "amd64"},
	} {
		s := New(stack, id, source.Go, Settings{MemoryMB: 128, Timeout: time.Second, Architecture: tt.architecture, Overrides: []func(*awslambda.FunctionProps){tt.override}})
		if got := s.goarch(); got != tt.want {
			t.Errorf("%s: %s, want %s", id, got, tt.want)
		}
	}
}

func TestCodeThatNoLongerFitsItsFunctionIsReported(t *testing.T) {
	stack := synthtest.Stack()
	for id, tt := range map[string]struct {
		change func(awslambda.CfnFunction)
		want   string
	}{
		"Same":         {func(awslambda.CfnFunction) {}, ""},
		"Architecture": {func(fn awslambda.CfnFunction) { fn.SetArchitectures(jsii.Strings(x8664)) }, "built for arm64, but an aspect has changed the function to amd64"},
		"Runtime":      {func(fn awslambda.CfnFunction) { fn.SetRuntime(jsii.String("nodejs22.x")) }, "its Runtime was changed to nodejs22.x"},
		"OtherOS":      {func(fn awslambda.CfnFunction) { fn.SetRuntime(jsii.String("provided.al2")) }, ""},
	} {
		s := New(stack, id, source.Go, Settings{MemoryMB: 128, Timeout: time.Second, Architecture: "arm64"})
		s.built, s.builtFor = true, s.goarch()
		tt.change(s.Function.Node().DefaultChild().(awslambda.CfnFunction))
		if got := s.Unfit(); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", id, got, tt.want)
		}
	}
	notBuilt := New(stack, "NotBuilt", source.Go, Settings{MemoryMB: 128, Timeout: time.Second, Architecture: "arm64"})
	notBuilt.Function.Node().DefaultChild().(awslambda.CfnFunction).SetRuntime(jsii.String("nodejs22.x"))
	if got := notBuilt.Unfit(); got != "" {
		t.Errorf("a function that was not built: %q", got)
	}
}

// "gatehouse routes" builds nothing and names handlers all the same.
func TestRecipeNamesHandlersThatAreNotBuilt(t *testing.T) {
	context := map[string]any{code.TargetContext: code.TargetHost, "aws:cdk:bundling-stacks": []string{}}
	dir := t.TempDir()
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: jsii.String(dir)})
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	s := New(stack, "F", source.Go, Settings{MemoryMB: 128, Timeout: time.Second, Architecture: "arm64"})
	of := AppOf(stack)
	of.Add(func() {}, func() []Need {
		return []Need{{Function: s, Source: &source.Source{Dir: "/app/todos", Language: source.Go, Go: &source.GoPackage{ModuleDir: "/app"}}, Routes: []code.Route{{Key: "GET /todos", Func: "List"}}}}
	})
	if err := of.Build(); err != nil {
		t.Fatal(err)
	}
	recipe, err := code.ReadRecipe(dir)
	if err != nil || len(recipe.Functions) != 1 || recipe.Functions[0].Path != "Test/F" || recipe.Functions[0].Main.Routes[0].Func != "List" {
		t.Errorf("%+v, %v", recipe, err)
	}
}

// What a module imports may be in a layer, so whether there is one counts.
func TestLayersAreKnownHoweverTheyAreGiven(t *testing.T) {
	stack := synthtest.Stack()
	layer := awslambda.LayerVersion_FromLayerVersionArn(stack, jsii.String("L"), jsii.String("arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"))
	given := plain
	given.Overrides = []func(*awslambda.FunctionProps){func(p *awslambda.FunctionProps) { p.Layers = &[]awslambda.ILayerVersion{layer} }}
	added := New(stack, "Added", source.Python, plain)
	added.Function.AddLayers(layer)
	for name, tt := range map[string]struct {
		fn   *Shared
		want bool
	}{"none": {New(stack, "None", source.Python, plain), false}, "given": {New(stack, "Given", source.Python, given), true}, "added": {added, true}} {
		if got := tt.fn.hasLayers(); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
	}
}
