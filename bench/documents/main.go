// Command documents measures what the documents of APIs cost a synth, with and
// without them in turns, and prints the ratio:
//
//	go run ./documents
//
// It has 150 typed routes in 15 functions, which are built; the builds are cached.
// Then it prints what a synth for documents alone takes with 500 routes. It needs
// Node, and takes about two minutes.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/bench/internal/rounds"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

func main() {
	log.SetFlags(0)
	temp, err := os.MkdirTemp("", "gatehouse-bench-*")
	if err == nil {
		err = measure(temp)
		jsii.Close()
		os.RemoveAll(temp)
	}
	if err != nil {
		log.Fatal("bench: ", err)
	}
}

// each is how many routes a package of handlers has.
const each = 10

func measure(temp string) error {
	const packages = 50
	if err := write(temp, packages); err != nil {
		return err
	}
	os.Setenv("CDK_VALIDATION", "false")
	way := func(packages int, context map[string]any) func(int) (time.Duration, error) {
		return func(int) (time.Duration, error) { return synth(temp, packages, context), nil }
	}
	m, err := rounds.Measure(11, way(15, nil), way(15, map[string]any{"gatehouse:documents": false}))
	if err != nil {
		return err
	}
	fmt.Printf("synth of 150 typed routes in 15 functions that are built (11 rounds)\n  with documents %v, without %v: ratio %.2f\n",
		m[0].Round(time.Millisecond), m[1].Round(time.Millisecond), float64(m[0])/float64(m[1]))
	only := map[string]any{"gatehouse:documents": true, "aws:cdk:bundling-stacks": []string{}}
	if m, err = rounds.Measure(5, way(packages, only)); err != nil {
		return err
	}
	fmt.Printf("synth of 500 typed routes for documents alone (5 rounds): %v, without the start of Node\n", m[0].Round(time.Millisecond))
	return nil
}

// synth declares and synthesises an application, 25 packages a stack.
func synth(temp string, packages int, context map[string]any) time.Duration {
	start := time.Now()
	out := filepath.Join(temp, "cdk.out")
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &out, Context: &context, AnalyticsReporting: jsii.Bool(false)})
	var api *httpapi.API
	for i := range packages {
		if i%25 == 0 {
			api = httpapi.New(awscdk.NewStack(app, jsii.String(fmt.Sprintf("Bench%d", i/25)), nil), "Api", nil)
		}
		for j := range each {
			api.Route(fmt.Sprintf("PUT /p%d/r%d/{id}", i, j), fmt.Sprintf("functions/p%d.Put%d", i, j))
		}
	}
	app.Synth(nil)
	return time.Since(start)
}

// write writes the packages of handlers and makes their module the working
// directory.
func write(dir string, packages int) error {
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	files := map[string]string{"go.mod": fmt.Sprintf("module example.com/app\n\ngo 1.26\n\n"+
		"require github.com/gatehouse-go/gatehouse v0.0.0\n\nreplace github.com/gatehouse-go/gatehouse => %s\n", root)}
	for i := range packages {
		text := fmt.Sprintf("// Package p%[1]d has handlers.\npackage p%[1]d\n\nimport (\n\t\"context\"\n\t\"time\"\n\n"+
			"\t\"github.com/gatehouse-go/gatehouse/router\"\n)\n", i)
		for j := range each {
			text += fmt.Sprintf(`
// In%[1]d is what Put%[1]d takes.
type In%[1]d struct {
	ID    string   %[2]spath:"id"%[2]s
	Limit int      %[2]squery:"limit" default:"20" check:"min=1,max=100"%[2]s
	Title string   %[2]sjson:"title" check:"required,maxlen=80"%[2]s // of the thing
	Tags  []string %[2]sjson:"tags"%[2]s
	Part  *Thing%[1]d %[2]sjson:"part"%[2]s
}

// Thing%[1]d is a thing.
type Thing%[1]d struct {
	ID    string    %[2]sjson:"id"%[2]s
	Made  time.Time %[2]sjson:"made"%[2]s
	Parts []Thing%[1]d %[2]sjson:"parts,omitempty"%[2]s
}

// Put%[1]d puts a thing.
func Put%[1]d(ctx context.Context, in In%[1]d) (Thing%[1]d, error) {
	if in.ID == "" {
		return Thing%[1]d{}, router.NotFound("no such thing")
	}
	return Thing%[1]d{ID: in.ID}, nil
}
`, j, "`")
		}
		files[fmt.Sprintf("functions/p%d/p.go", i)] = text
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	tidy := exec.Command("go", "mod", "tidy")
	tidy.Dir = dir
	if out, err := tidy.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return os.Chdir(dir)
}
