// "gatehouse dev" on a Go project: each kind of change, and what it rebuilds.

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A whole project in Go: handlers in a folder, and an app that says how to
// build them. It writes what a CDK app would, without Node.
const handlerSource = `package hello

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Say(ctx context.Context, req *router.Request) (any, error) {
	return map[string]string{"say": "one"}, nil
}
`

const appSource = `package main

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

func main() {
	out := os.Getenv("CDK_OUTDIR")
	if !strings.Contains(os.Getenv("CDK_CONTEXT_JSON"), "\"gatehouse:target\":\"host\"") {
		log.Fatal("functions are not to be built for this machine")
	}
	dir, err := os.Getwd()
	check(err)
	module := filepath.Join(dir, "..", "..", "..", "..")
	rel, err := filepath.Rel(module, filepath.Join(dir, "hello"))
	check(err)
	m := code.Main{
		Language: source.Go,
		ImportPath: "github.com/gatehouse-go/gatehouse/" + filepath.ToSlash(rel),
		Dir: filepath.Join(dir, "hello"), ModuleDir: module, GOOS: runtime.GOOS, GOARCH: runtime.GOARCH,
		Routes: []code.Route{{Key: "GET /hello", Func: "Say", Form: source.Request}},
	}
	built, err := gobuild.Build(context.Background(), []code.Main{m})
	check(err)
	check(os.CopyFS(out, os.DirFS("assembly")))
	check(os.CopyFS(filepath.Join(out, "asset.code"), os.DirFS(built[0])))
	check(code.Recipe{Functions: []code.RecipeFunction{{Path: "Todo/F", Main: m}}}.Write(out))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
`

var assemblyFiles = map[string]string{
	"manifest.json": `{"version": "54.0.0", "artifacts": {
		"Todo": {"type": "aws:cloudformation:stack", "environment": "aws://1/eu-west-1", "properties": {"templateFile": "Todo.json"}},
		"Todo.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Todo.assets.json"}}}}`,
	"Todo.assets.json": `{"files": {"code": {"source": {"path": "asset.code"}, "destinations": {"d": {"objectKey": "code.zip"}}}}}`,
	"Todo.json": `{"Resources": {
		"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "todo", "ProtocolType": "HTTP"}},
		"Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": true}},
		"F": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "provided.al2023", "Handler": "bootstrap", "Code": {"S3Key": "code.zip"}}},
		"P": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "F"}, "Principal": "apigateway.amazonaws.com"}},
		"I": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY", "PayloadFormatVersion": "2.0", "IntegrationUri": {"Fn::GetAtt": ["F", "Arn"]}}},
		"R": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "GET /hello", "Target": {"Fn::Sub": "integrations/${I}"}}}}}`,
}

// output is what the command prints, readable while it runs.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

func TestDevFollowsAGoProject(t *testing.T) {
	// In this module, so that the handlers find the router.
	dir, err := os.MkdirTemp("testdata", "tmp-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("cdk.json", `{"app": "go run ."}`)
	write("main.go", appSource)
	write("hello/hello.go", handlerSource)
	for name, text := range assemblyFiles {
		write("assembly/"+name, text)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out output
	ended := make(chan error, 1)
	go func() {
		ended <- (&devCommand{AppDir: dir, Host: "127.0.0.1", Workers: 2}).Run(&console{ctx, &out, &out})
	}()
	waitForText := func(text string) {
		t.Helper()
		for range 1200 {
			if strings.Contains(out.String(), text) {
				return
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Fatalf("never printed %q:\n%s", text, out.String())
	}
	waitForText("following the sources")
	base := firstURL(out.String())
	get := func(path string) string {
		response, err := http.Get(base + path)
		if err != nil {
			return err.Error()
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		return fmt.Sprint(response.StatusCode, " ", string(body))
	}
	want := func(path, text string) {
		t.Helper()
		got := ""
		for range 800 {
			if got = get(path); strings.Contains(got, text) {
				return
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Fatalf("GET %s: %s, want %s\n%s", path, got, text, out.String())
	}
	want("/hello", `200 {"say":"one"}`)

	write("hello/hello.go", strings.Replace(handlerSource, "one", "two", 1))
	want("/hello", `200 {"say":"two"}`)
	if text := out.String(); !strings.Contains(text, "rebuilt Todo/F") || strings.Contains(text, "synthesised again") {
		t.Errorf("a changed handler was synthesised:\n%s", text)
	}

	write("hello/hello.go", handlerSource+"broken")
	waitForText("syntax error")
	want("/hello", `200 {"say":"two"}`)

	write("hello/hello.go", strings.Replace(handlerSource, "one", "three", 1))
	want("/hello", `200 {"say":"three"}`)

	// The handler's name changes in both places: only a synth can follow.
	write("main.go", strings.Replace(strings.Replace(appSource, `"Say"`, `"Shout"`, 1), "GET /hello", "GET /shout", 1))
	write("assembly/Todo.json", strings.Replace(assemblyFiles["Todo.json"], "GET /hello", "GET /shout", 1))
	write("hello/hello.go", strings.Replace(strings.Replace(handlerSource, "Say", "Shout", 1), "one", "four", 1))
	want("/shout", `200 {"say":"four"}`)
	waitForText("synthesised again")

	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Ctrl-C doesn't end it")
	}
	if got := get("/shout"); !strings.Contains(got, "refused") {
		t.Errorf("it still answers: %s", got)
	}
}
