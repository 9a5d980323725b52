// What a synth takes, and what is in its template.

package synths

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// CloudFormation's limits of a stack (user guide, "CloudFormation quotas").
const (
	maxResources = 500
	maxTemplate  = 1_000_000 // bytes
)

// Enter goes to the folder in which the functions are found. Call it before any other.
func Enter() error {
	os.Setenv("CDK_VALIDATION", "false")
	_, file, _, _ := runtime.Caller(0)
	return os.Chdir(filepath.Dir(file))
}

// Time is how long declaration and synth of n routes take.
func (w Way) Time(n int) time.Duration {
	dir, err := os.MkdirTemp("", "gatehouse-bench-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	start := time.Now()
	w.synth(n, dir)
	return time.Since(start)
}

// synth synthesises into a folder. Stacks with more resources than CloudFormation takes
// are synthesised, too.
func (w Way) synth(n int, dir string) {
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(dir), Context: &map[string]any{
		"aws:cdk:bundling-stacks": []string{}, "@aws-cdk/core:stackResourceLimit": 0,
	}})
	w.declare(awscdk.NewStack(app, jsii.String("Bench"), nil), n)
	app.Synth(nil)
}

// Template is what a template of n routes has.
type Template struct{ Resources, Bytes int }

// Template synthesises n routes.
func (w Way) Template(n int) (t Template, err error) {
	dir, err := os.MkdirTemp("", "gatehouse-bench-*")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(dir)
	w.synth(n, dir)
	text, err := os.ReadFile(filepath.Join(dir, "Bench.template.json"))
	if err != nil {
		return t, err
	}
	var template struct{ Resources map[string]any }
	err = json.Unmarshal(text, &template)
	return Template{len(template.Resources), len(text)}, err
}

// Fit is how many routes fit into a stack, and what each adds to it.
type Fit struct {
	Routes    int
	Resources float64 // a route
	Bytes     float64
	Limit     string // which of CloudFormation's is reached first
}

// Fit finds how many routes fit, from templates of a few and of more. Those of a
// definition, whose large form is another one, are counted twentyfold.
func (w Way) Fit(few, more int) (Fit, error) {
	f, err := w.fit(few, more)
	if err == nil && f.Resources == 0 {
		f, err = w.fit(20*few, 20*more)
	}
	return f, err
}

func (w Way) fit(few, more int) (f Fit, err error) {
	a, err := w.Template(few)
	if err != nil {
		return f, err
	}
	b, err := w.Template(more)
	if err != nil {
		return f, err
	}
	steps := float64(more - few)
	f.Resources, f.Bytes = float64(b.Resources-a.Resources)/steps, float64(b.Bytes-a.Bytes)/steps
	f.Routes, f.Limit = more+int(float64(maxTemplate-b.Bytes)/f.Bytes), "template"
	if f.Resources > 0 {
		if n := more + int(float64(maxResources-b.Resources)/f.Resources); n < f.Routes {
			f.Routes, f.Limit = n, "resources"
		}
	}
	return f, nil
}
