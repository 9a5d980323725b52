// Generated routers against the cases that all languages share.

package nodebuild_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/nodebuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/routing"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

// drive loads functions one after the other, each under its own policy, and
// prints what they answer.
const drive = `
import { readFileSync } from "node:fs";
console.error = () => {};
const out = [];
for (const { dir, cors, events } of JSON.parse(readFileSync(0, "utf8"))) {
  delete process.env.GATEHOUSE_CORS;
  if (cors) process.env.GATEHOUSE_CORS = cors;
  const { handler } = await import(dir + "/index.mjs");
  const answers = [];
  for (const event of events) {
    try {
      answers.push({ payload: await handler(event, {}) });
    } catch (err) {
      answers.push({ error: err.message });
    }
  }
  out.push(answers);
}
console.log(JSON.stringify(out));
`

func TestRouterInNode(t *testing.T) {
	testmodule.Isolate(t)
	groups := routing.Groups(t)
	dir := t.TempDir()
	var mains []code.Main
	for i, g := range groups {
		name := fmt.Sprintf("g%d", i)
		m := code.Main{Language: source.Node, Source: name, Dir: dir, File: name + ".mjs", ModuleDir: dir, Runtime: "nodejs22.x"}
		var text strings.Builder
		for n, key := range g.Routes {
			fn := fmt.Sprintf("f%d", n)
			fmt.Fprintf(&text, "export const %s = async () => ({ statusCode: 200, body: %q });\n", fn, key)
			m.Routes = append(m.Routes, code.Route{Key: key, Message: g.Messages, Module: name, Func: fn})
		}
		write(t, filepath.Join(dir, m.File), text.String())
		mains = append(mains, m)
	}
	type job struct {
		Dir    string            `json:"dir"`
		CORS   string            `json:"cors"`
		Events []json.RawMessage `json:"events"`
	}
	var jobs []job
	for i, built := range build(t, mains...) {
		j := job{Dir: built.Dir, CORS: groups[i].CORS}
		for _, c := range groups[i].Cases {
			j.Events = append(j.Events, c.Event)
		}
		jobs = append(jobs, j)
	}
	var answers [][]routing.Answer
	node(t, drive, jobs, &answers)
	for i, g := range groups {
		t.Run(g.Name, func(t *testing.T) {
			for n, c := range g.Cases {
				c.Check(t, answers[i][n])
			}
		})
	}
}

// node runs a program in Node: in is its input and out its output, as JSON.
func node(t *testing.T, program string, in, out any) {
	t.Helper()
	exe, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine")
	}
	file := filepath.Join(t.TempDir(), "program.mjs")
	write(t, file, program)
	input, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, file)
	cmd.Stdin = bytes.NewReader(input)
	text, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if exit, ok := err.(*exec.ExitError); ok {
			stderr = exit.Stderr
		}
		t.Fatalf("%v: %s", err, stderr)
	}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

// build builds functions that have nothing wrong.
func build(t *testing.T, mains ...code.Main) []code.Built {
	t.Helper()
	built, err := nodebuild.Build(t.Context(), mains)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range built {
		if len(b.Problems) > 0 {
			t.Fatalf("%s: %v", mains[i].Source, b.Problems)
		}
	}
	return built
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
