// Package builds has functions built together, in a synth, and one by one.
//
//	b, err := builds.New(dir, 20)
//	took, err := b.Together(0)
package builds

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

// Builds is an application of packages of handlers, and beside it as many main packages
// written by hand with the same routers.
type Builds struct {
	dir       string
	functions int
}

// New writes the application into a folder and makes it the working directory. It is
// called in the folder bench.
func New(dir string, functions int) (*Builds, error) {
	b := &Builds{dir, functions}
	root, err := filepath.Abs("..")
	if err != nil {
		return nil, err
	}
	err = b.write("go.mod", fmt.Sprintf("module example.com/app\n\ngo 1.26\n\nrequire github.com/gatehouse-go/gatehouse v0.0.0\n\nreplace "+
		"github.com/gatehouse-go/gatehouse => %s\n", root))
	for i := range functions {
		if err == nil {
			err = b.write(fmt.Sprintf("cmd/f%d/main.go", i), fmt.Sprintf(`package main

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
	}
	if err == nil {
		err = b.touch(-2)
	}
	if err != nil {
		return nil, err
	}
	tidy := exec.Command("go", "mod", "tidy")
	tidy.Dir = dir
	if out, err := tidy.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return b, os.Chdir(dir)
}

func (b *Builds) write(name, text string) error {
	file := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// touch changes all handlers, so that each must be compiled and linked.
func (b *Builds) touch(version int) error {
	for i := range b.functions {
		err := b.write(fmt.Sprintf("functions/f%d/f.go", i), fmt.Sprintf(`package f%[1]d

import (
	"io"
	"net/http"
)

func List(w http.ResponseWriter, r *http.Request)   { _, _ = io.WriteString(w, "list %[2]d") }
func Create(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "create %[2]d") }
func Get(w http.ResponseWriter, r *http.Request)    { _, _ = io.WriteString(w, r.PathValue("id")) }
`, i, version))
		if err != nil {
			return err
		}
	}
	return nil
}

// Together changes all handlers and takes the time of a whole synth: what is measured is
// more than the build.
func (b *Builds) Together(round int) (time.Duration, error) {
	if err := b.touch(2 * round); err != nil {
		return 0, err
	}
	start := time.Now()
	b.synth(nil)
	return time.Since(start), nil
}

func (b *Builds) synth(context *map[string]any) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: context})
	api := httpapi.New(awscdk.NewStack(app, jsii.String("Bench"), nil), "Api", nil)
	for i := range b.functions {
		api.Route(fmt.Sprintf("GET /f%d", i), fmt.Sprintf("functions/f%d.List", i))
		api.Route(fmt.Sprintf("POST /f%d", i), fmt.Sprintf("functions/f%d.Create", i))
		api.Route(fmt.Sprintf("GET /f%d/{id}", i), fmt.Sprintf("functions/f%d.Get", i))
	}
	app.Synth(nil)
}

// OneByOne changes all handlers and takes the time of as many go builds.
func (b *Builds) OneByOne(round int) (time.Duration, error) {
	if err := b.touch(2*round + 1); err != nil {
		return 0, err
	}
	start := time.Now()
	for i := range b.functions {
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc",
			"-o", fmt.Sprintf("out/f%d/bootstrap", i), fmt.Sprintf("./cmd/f%d", i))
		cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w\n%s", err, out)
		}
	}
	return time.Since(start), nil
}

// Unchanged takes the time of a synth when no source has changed, and of one that builds
// nothing at all.
func (b *Builds) Unchanged() (with, without time.Duration) {
	b.synth(nil)
	start := time.Now()
	b.synth(nil)
	with, start = time.Since(start), time.Now()
	b.synth(&map[string]any{"aws:cdk:bundling-stacks": []string{}})
	return with, time.Since(start)
}
