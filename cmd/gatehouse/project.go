// The CDK application in a folder: its cdk.json, and how to synthesise it.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/cdkjson"
	"github.com/gatehouse-go/gatehouse/internal/serve/procgroup"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/local"
)

// project is a folder with a cdk.json.
type project struct {
	dir     string
	app     string         // the command that runs the app
	output  string         // where "cdk synth" writes, relative to dir
	context map[string]any // of cdk.json and cdk.context.json
	exclude []string       // patterns of files that "cdk watch" doesn't follow either
}

// openProject reads the cdk.json of a folder.
func openProject(dir string) (*project, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	config, err := cdkjson.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has no cdk.json: go to the folder of a CDK app, or name it with --app-dir", dir)
	}
	if err != nil {
		return nil, err
	}
	if config.App == "" {
		return nil, errors.New(`cdk.json has no "app", the command that runs the CDK app, e.g. "go run ."`)
	}
	return &project{dir: config.Dir, app: config.App, output: config.Output, context: config.Context, exclude: config.Exclude}, nil
}

// excluded reports whether cdk.json keeps a file from being followed, such as
// what the app's own command writes.
func (p *project) excluded(file string) bool {
	rel, err := filepath.Rel(p.dir, file)
	if err != nil {
		return false
	}
	rel = filepath.ToSlash(rel)
	for _, pattern := range p.exclude {
		name, deep := strings.CutPrefix(strings.TrimSuffix(pattern, "/**"), "**/")
		if ok, err := path.Match(name, rel); err == nil && ok || strings.HasPrefix(rel, name+"/") {
			return true
		}
		if ok, err := path.Match(name, path.Base(rel)); deep && err == nil && ok {
			return true
		}
	}
	return false
}

// buildContext is context for an app whose functions are built for this machine.
func buildContext() map[string]any { return local.Context() }

// listContext is context for an app whose functions are named but not built.
func listContext() map[string]any {
	all := local.Context()
	all["aws:cdk:bundling-stacks"] = []string{}
	return all
}

// documentContext is context for an app of which the documents of its APIs are
// wanted: the types of handlers are read, and nothing is built.
func documentContext() map[string]any {
	return map[string]any{"aws:cdk:bundling-stacks": []string{}, code.DocumentsContext: true}
}

// synthError is an app that didn't synthesise, with what it printed.
type synthError struct {
	app    string // the command that ran it
	err    error
	output string
}

func (e *synthError) Error() string {
	text := fmt.Sprintf("the app did not synthesise: %q of cdk.json: %v", e.app, e.err)
	if output := strings.TrimRight(e.output, "\n"); output != "" {
		return text + ":\n" + output
	}
	return text + ", and printed nothing"
}

// synth runs the app; its assembly goes to outdir.
func (p *project) synth(ctx context.Context, outdir string, more map[string]any) error {
	all := maps.Clone(p.context)
	maps.Copy(all, map[string]any{
		"aws:cdk:enable-path-metadata":      true,
		"aws:cdk:disable-asset-staging":     false,
		"aws:cdk:version-reporting":         false,
		"aws:cdk:enable-analytics-metadata": false,
	})
	maps.Copy(all, more)
	context, err := json.Marshal(all)
	if err != nil {
		return err
	}
	cmd := shell(ctx, p.app)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "PWD="+p.dir, "CDK_OUTDIR="+outdir, "CDK_CONTEXT_JSON="+string(context))
	temp, err := os.MkdirTemp("", "gatehouse-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	variables, err := standIn(temp)
	if err != nil {
		return err
	}
	cmd.Env = append(cmd.Env, variables...)
	if os.Getenv("CDK_VALIDATION") == "" {
		// "cdk synth" has the CDK check the templates, which takes seconds.
		cmd.Env = append(cmd.Env, "CDK_VALIDATION=false")
	}
	if v := os.Getenv("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"); v == "" {
		// The banner says nothing of the app, and hides what does.
		cmd.Env = append(cmd.Env, "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION="+nodeMajor())
	}
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &synthError{p.app, err, output.String()}
	}
	if _, err := os.Stat(filepath.Join(outdir, "manifest.json")); err != nil {
		return &synthError{p.app, errors.New("it wrote no cloud assembly: does it call app.Synth?"), output.String()}
	}
	return nil
}

// shell runs a command line as the CDK's own CLI does.
func shell(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	if runtime.GOOS == "windows" {
		cmd = exec.CommandContext(ctx, "cmd", "/C", line)
	}
	procgroup.Own(cmd)
	cmd.Cancel = func() error {
		procgroup.Kill(cmd, false)
		return nil
	}
	cmd.WaitDelay = 2 * time.Second
	return cmd
}

// nodeMajor is the version of Node whose banner is not wanted; empty without Node.
func nodeMajor() string {
	output, err := exec.Command("node", "--version").Output()
	if err != nil {
		return ""
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(string(output), "v"), ".")
	return major
}
