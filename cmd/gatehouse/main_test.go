// The command as its users run it, by the scripts in testdata.

package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/rogpeppe/go-internal/testscript"
)

// The test binary is the command for the scripts, and a function for the
// assemblies that they serve.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_FUNCTION") != "" {
		lambda.Start(func() (string, error) { return os.Getenv("GREETING"), nil })
		return
	}
	testscript.Main(m, map[string]func(){
		"gatehouse": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) },
		"synth":     fakeSynth,
		"container": bundleInContainer,
		standInName: func() { os.Exit(docker(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TEST_PROGRAM", program)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"fetch": fetch, "waitfor": waitFor, "serve": serve, "interrupt": interrupt},
	})
}

// fakeSynth is a CDK app in one file: it copies the assembly beside it to
// where the CDK's own would write, and puts a program into the function.
func fakeSynth() {
	check := func(err error) {
		if err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
	}
	out := os.Getenv("CDK_OUTDIR")
	if os.Getenv("CDK_VALIDATION") != "false" {
		os.Stderr.WriteString("the CDK checks the templates, which takes seconds\n")
		os.Exit(1)
	}
	if _, err := os.Stat("broken"); err == nil {
		os.Stderr.WriteString("the app is broken\n")
		os.Exit(1)
	}
	check(os.CopyFS(out, os.DirFS("assembly")))
	check(os.MkdirAll(filepath.Join(out, "asset.code"), 0o755))
	_ = os.Remove(filepath.Join(out, "asset.code", "bootstrap"))
	check(os.Symlink(os.Getenv("TEST_PROGRAM"), filepath.Join(out, "asset.code", "bootstrap")))
	check(os.WriteFile(filepath.Join(out, "context.json"), []byte(os.Getenv("CDK_CONTEXT_JSON")), 0o644))
}

// bundleInContainer is fakeSynth for an app with a function whose code the CDK
// bundles in a container: it calls Docker as the CDK does.
func bundleInContainer() {
	out := filepath.Join(os.Getenv("CDK_OUTDIR"), "asset.bundled")
	if err := os.MkdirAll(out, 0o755); err != nil {
		os.Exit(1)
	}
	cmd := exec.Command(os.Getenv("CDK_DOCKER"), "run", "--rm", "-u", "0:0", "-v", "/src:/asset-input:delegated", "-v", out+":/asset-output:delegated",
		"-w", "/asset-input", "public.ecr.aws/sam/build-python3.13", "bash", "-c", "pip install -r requirements.txt -t /asset-output")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		os.Stderr.WriteString("bundling failed: " + err.Error() + "\n")
		os.Exit(1)
	}
	fakeSynth()
}

// fetch FILE PATH WANT [HEADER VALUE]: a request to the first URL in a log.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	base := firstURL(ts.ReadFile(args[0]))
	request, err := http.NewRequest("GET", base+args[1], nil)
	ts.Check(err)
	if len(args) == 5 {
		request.Header.Set(args[3], strings.TrimSpace(ts.ReadFile(args[4])))
	}
	var got string
	for range 200 { // a change of sources takes its time
		response, err := http.DefaultClient.Do(request)
		ts.Check(err)
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		ts.Check(err)
		got = response.Status + " " + string(body)
		if strings.Contains(got, args[2]) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("GET %s%s: got %s, want %s", base, args[1], got, args[2])
}

// firstURL is the first address of an API in a log; that of the console has a token.
func firstURL(log string) string {
	for rest := log; ; {
		i := strings.Index(rest, "http://")
		if i < 0 {
			return ""
		}
		rest = rest[i:]
		url, after, _ := strings.Cut(rest, "\n")
		if end := strings.IndexAny(url, " \""); end >= 0 {
			url = url[:end]
		}
		if !strings.Contains(url, "?token=") {
			return url
		}
		rest = after
	}
}

// waitfor FILE TEXT: until the log has the text.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	for range 1200 {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && strings.Contains(string(text), args[1]) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	text, _ := os.ReadFile(ts.MkAbs(args[0]))
	ts.Fatalf("%s never has %q:\n%s", args[0], args[1], text)
}

// serve FILE ARGS...: runs gatehouse with its output in FILE, until interrupt or the script's end.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	program, err := exec.LookPath(filepath.Join(strings.Split(ts.Getenv("PATH"), string(filepath.ListSeparator))[0], "gatehouse"))
	ts.Check(err)
	log, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	cmd := exec.Command(program, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "XDG_CACHE_HOME", "TEST_PROGRAM", "WORK", "TMPDIR", "CDK_DOCKER"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	cmd.Stdout, cmd.Stderr = log, log
	ts.Check(cmd.Start())
	log.Close()
	running.Store(log.Name(), cmd)
	ts.Defer(func() {
		if _, ok := running.LoadAndDelete(log.Name()); ok {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
}

// running are the servers by the file of their output.
var running sync.Map

// interrupt FILE: Ctrl-C for the server whose output is FILE. It must end well
// and free its port.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	v, ok := running.LoadAndDelete(ts.MkAbs(args[0]))
	if !ok {
		ts.Fatalf("no server writes %s", args[0])
	}
	cmd := v.(*exec.Cmd)
	ts.Check(cmd.Process.Signal(os.Interrupt))
	ts.Check(cmd.Wait())
	if base := firstURL(ts.ReadFile(args[0])); base != "" {
		if response, err := http.Get(base); err == nil {
			response.Body.Close()
			ts.Fatalf("%s still answers", base)
		}
	}
}
