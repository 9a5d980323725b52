// Applications that "gatehouse init" writes, built and tested as they are.

package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/scaffold"
	"github.com/gatehouse-go/gatehouse/internal/serve/procgroup"
)

// What "gatehouse init" writes builds, passes its own tests, synthesises and
// serves.
//
// Here that is one application with every kind of API, on the CDK that the
// project stands on. With GATEHOUSE_INIT=all it is every combination, as
// written, on the newest CDK, which takes minutes and may need a network.
func TestNewApplications(t *testing.T) {
	if testing.Short() {
		t.Skip("builds applications")
	}
	combinations, newest := [][]string{{"--http", "--rest", "--websocket"}}, false
	if os.Getenv("GATEHOUSE_INIT") == "all" {
		newest = true
		combinations = append(combinations, nil, []string{"--rest"}, []string{"--websocket"},
			[]string{"--http", "--rest"}, []string{"--http", "--websocket"}, []string{"--rest", "--websocket"})
	} else {
		t.Setenv("GOPROXY", "off")
	}
	for _, flags := range combinations {
		t.Run(strings.Join(flags, ""), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "my-shop")
			began := time.Now()
			runOK(t, append([]string{"init", dir, "--module", "example.com/shop"}, flags...)...)
			if !newest {
				standOn(t, dir)
			}
			if len(flags) == 0 || flags[0] == "--http" {
				t.Logf("from init to the first 200: %v", firstAnswer(t, dir, "/health").Sub(began))
			}
			inFolder(t, dir, "go", "vet", "./...")
			inFolder(t, dir, "go", "test", "./...")
			t.Setenv("CDK_OUTDIR", filepath.Join(t.TempDir(), "cdk.out"))
			inFolder(t, dir, "go", "run", ".")
			if _, err := os.Stat(filepath.Join(os.Getenv("CDK_OUTDIR"), "Shop.template.json")); err != nil {
				t.Error(err)
			}
			os.Unsetenv("CDK_OUTDIR")
			if changed := inFolder(t, dir, "gofmt", "-l", "."); changed != "" {
				t.Errorf("gofmt would change %s", changed)
			}
		})
	}
}

// runOK runs the command, which must succeed, and returns what it prints.
func runOK(t *testing.T, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	if code := run(args, &out, &problems); code != 0 {
		t.Fatalf("gatehouse %s: exit %d\n%s%s", strings.Join(args, " "), code, out.String(), problems.String())
	}
	return out.String()
}

// standOn lets an application have the CDK that the project stands on.
func standOn(t *testing.T, dir string) {
	t.Helper()
	edit := []string{"mod", "edit"}
	for _, path := range []string{
		"github.com/aws/aws-cdk-go/awscdk/v2", "github.com/aws/constructs-go/constructs/v10",
		"github.com/cdklabs/awscdk-asset-awscli-go/awscliv1/v2",
		"github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2",
		"github.com/cdklabs/cloud-assembly-schema-go/awscdkcloudassemblyschema/v55",
	} {
		edit = append(edit, "-droprequire="+path)
	}
	inFolder(t, dir, "go", edit...)
	_, checkout, err := origin()
	if err != nil {
		t.Fatal(err)
	}
	sums, err := scaffold.Sums(checkout)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o644); err != nil {
		t.Fatal(err)
	}
	inFolder(t, dir, "go", "mod", "tidy")
}

// inFolder runs a program there, which must succeed, and returns what it prints.
func inFolder(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// firstAnswer serves the application in a folder and returns when it answers 200.
func firstAnswer(t *testing.T, dir, path string) time.Time {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.CommandContext(t.Context(), "go", "tool", "gatehouse", "dev", "--port", "0")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOFLAGS=", "GOWORK=off")
	procgroup.Own(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() {
		// Ctrl-C, for the command and for "go tool" before it.
		_ = exec.Command("kill", "-INT", "--", fmt.Sprint(-cmd.Process.Pid)).Run()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			procgroup.Kill(cmd, true)
			<-ended
		}
	}()
	status := "no answer"
	for range 4 * 60 * 20 { // the first build of the CDK takes a minute or more
		text, err := os.ReadFile(log.Name())
		if err != nil {
			t.Fatal(err)
		}
		if url := firstURL(string(text)); url != "" && strings.Contains(string(text), path) {
			response, err := http.Get(url + path)
			if err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if status = response.Status; response.StatusCode == 200 {
					return time.Now()
				}
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, _ := os.ReadFile(log.Name())
	t.Fatalf("GET %s: %s\n%s", path, status, text)
	return time.Time{}
}

func TestInitRefusesWhatItCannotWrite(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"is not empty: it has file; name a new folder": {"init", dir},
		"is a file; name a new folder":                 {"init", file},
		`gatehouse: module path "not a path": `:        {"init", filepath.Join(dir, "new"), "--module", "not a path"},
		"unknown flag --graphql":                       {"init", "--graphql"},
		"unexpected argument more":                     {"init", "a", "more"},
	} {
		var out, problems bytes.Buffer
		if code := run(args, &out, &problems); code == 0 || !strings.Contains(problems.String(), want) {
			t.Errorf("%v: exit %d, %s; want %q", args, code, problems.String(), want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("the folder of a bad module path was made")
	}
}

func TestInitNamesTheModuleAfterTheFolder(t *testing.T) {
	for folder, want := range map[string]string{"Shop": "shop", "my shop": "my-shop", "läden": "l-den", "--": "app"} {
		if got := moduleName(folder); got != want {
			t.Errorf("%q: %q, want %q", folder, got, want)
		}
	}
	for folder, want := range map[string]string{"../shop": "../shop", "my shop": "'my shop'", "it's": `'it'\''s'`, "$HOME": "'$HOME'"} {
		if got := shellWord(folder); got != want {
			t.Errorf("cd %s: want cd %s", got, want)
		}
	}
	t.Setenv("GOPROXY", "off") // whatever is missing, the files are there
	dir := t.TempDir()
	out := runOK(t, "init", filepath.Join(dir, "Shop"))
	if !strings.Contains(out, "of module example.com/shop.") || !strings.Contains(out, fmt.Sprintf("cd %s", filepath.Join(dir, "Shop"))) {
		t.Errorf("%s", out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "Shop", "go.mod"))
	if err != nil || !strings.HasPrefix(string(text), "module example.com/shop\n") || !strings.Contains(string(text), "replace github.com/gatehouse-go/gatehouse => ") {
		t.Errorf("%v\n%s", err, text)
	}
}
