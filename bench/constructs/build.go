// Twenty functions, built together and one by one.

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
)

const functions = 20

// builds is an application of twenty packages of handlers, and beside it twenty
// main packages written by hand with the same routers.
type builds struct{ dir string }

func newBuilds(dir string) *builds {
	b := &builds{dir}
	root, err := filepath.Abs("../..")
	if err != nil {
		fail(err)
	}
	b.write("go.mod", fmt.Sprintf("module example.com/app\n\ngo 1.26\n\nrequire github.com/gatehouse-go/gatehouse v0.0.0\n\nreplace "+
		"github.com/gatehouse-go/gatehouse => %s\n", root))
	for i := range functions {
		b.write(fmt.Sprintf("cmd/f%d/main.go", i), fmt.Sprintf(`package main

import (
	"example.com/app/functions/f%[1]d"

	"github.com/gatehouse-go/gatehouse/router"
)

func main() {
	r := router.New(router.Config{})
	r.Handle("GET /f%[1]d", router.HTTP(f%[1]d.List))
	r.Handle("POST /f%[1]d", router.HTTP(f%[1]d.Create))
	r.Handle("GET /f%[1]d/{id}", router.HTTP(f%[1]d.Get))
	router.Start(r)
}
`, i))
	}
	b.touch(-2)
	tidy := exec.Command("go", "mod", "tidy")
	tidy.Dir = dir
	if out, err := tidy.CombinedOutput(); err != nil {
		fail(fmt.Errorf("%w\n%s", err, out))
	}
	if err := os.Chdir(dir); err != nil {
		fail(err)
	}
	return b
}

func (b *builds) write(name, text string) {
	file := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		fail(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		fail(err)
	}
}

// touch changes all handlers, so that each must be compiled and linked.
func (b *builds) touch(version int) {
	for i := range functions {
		b.write(fmt.Sprintf("functions/f%d/f.go", i), fmt.Sprintf(`package f%[1]d

import (
	"io"
	"net/http"
)

func List(w http.ResponseWriter, r *http.Request)   { _, _ = io.WriteString(w, "list %[2]d") }
func Create(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "create %[2]d") }
func Get(w http.ResponseWriter, r *http.Request)    { _, _ = io.WriteString(w, r.PathValue("id")) }
`, i, version))
	}
}

// together is a whole synth: what is measured is more than the build.
func (b *builds) together(round int) {
	b.touch(2 * round)
	b.synth(nil)
}

func (b *builds) synth(context *map[string]any) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: context})
	api := httpapi.New(awscdk.NewStack(app, jsii.String("Bench"), nil), "Api", nil)
	for i := range functions {
		api.Route(fmt.Sprintf("GET /f%d", i), fmt.Sprintf("functions/f%d.List", i))
		api.Route(fmt.Sprintf("POST /f%d", i), fmt.Sprintf("functions/f%d.Create", i))
		api.Route(fmt.Sprintf("GET /f%d/{id}", i), fmt.Sprintf("functions/f%d.Get", i))
	}
	app.Synth(nil)
}

func (b *builds) oneByOne(round int) {
	b.touch(2*round + 1)
	for i := range functions {
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc",
			"-o", fmt.Sprintf("out/f%d/bootstrap", i), fmt.Sprintf("./cmd/f%d", i))
		cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			fail(fmt.Errorf("%w\n%s", err, out))
		}
	}
}

// unchanged prints what the build step adds to a synth when no source changed.
func (b *builds) unchanged() {
	b.synth(nil)
	var with, without []time.Duration
	for range 5 {
		with = append(with, timed(func() { b.synth(nil) }))
		without = append(without, timed(func() { b.synth(&map[string]any{"aws:cdk:bundling-stacks": []string{}}) }))
	}
	fmt.Printf("nothing changed: a synth that checks the build of 20 functions %v, one that builds nothing %v: the step adds %v\n",
		median(with).Round(time.Millisecond), median(without).Round(time.Millisecond), (median(with) - median(without)).Round(time.Millisecond))
}
