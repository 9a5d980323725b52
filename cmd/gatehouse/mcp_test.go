// "gatehouse mcp" as agents run it: the command over stdio, by the SDK's client.

package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/attach"
)

// agentProject is a folder with an app that "synth" makes, and programs beside it.
type agentProject struct {
	dir       string
	gatehouse string
	env       []string
}

func newAgentProject(t *testing.T) *agentProject {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin, home := t.TempDir(), t.TempDir(), t.TempDir()
	for _, name := range []string{"gatehouse", "synth"} {
		if err := os.Symlink(program, filepath.Join(bin, name)); err != nil {
			t.Skip(err)
		}
	}
	files := map[string]string{"cdk.json": `{"app": "` + filepath.Join(bin, "synth") + `"}`}
	for name, text := range assemblyFiles {
		files["assembly/"+name] = strings.ReplaceAll(text, `"Handler": "bootstrap"`,
			`"Handler": "bootstrap", "Environment": {"Variables": {"TEST_FUNCTION": "yes", "GREETING": "hello"}}`)
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	return &agentProject{dir, filepath.Join(bin, "gatehouse"), append(os.Environ(), "TEST_PROGRAM="+program)}
}

// command is the command in the project's folder.
func (p *agentProject) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.gatehouse, args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	return cmd
}

// agent starts "gatehouse mcp" and connects to it.
func (p *agentProject) agent(t *testing.T, args ...string) *mcp.ClientSession {
	t.Helper()
	cmd := p.command(append([]string{"mcp"}, args...)...)
	var stderr output
	cmd.Stderr = &stderr
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("its end: %v", err)
		}
		if t.Failed() {
			t.Log(stderr.String())
		}
	})
	return session
}

// use uses a tool and returns its text, and whether it is an error.
func use(t *testing.T, s *mcp.ClientSession, tool string, arguments map[string]any) (text string, isError bool) {
	t.Helper()
	result, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	for _, c := range result.Content {
		text += c.(*mcp.TextContent).Text
	}
	return text, result.IsError
}

// used uses a tool that must succeed.
func used(t *testing.T, s *mcp.ClientSession, tool string, arguments map[string]any) string {
	t.Helper()
	text, isError := use(t, s, tool, arguments)
	if isError {
		t.Fatalf("%s: %s", tool, text)
	}
	return text
}

func toolNames(t *testing.T, s *mcp.ClientSession) (names []string) {
	t.Helper()
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	return names
}

// Without a "gatehouse dev" the agent's command starts one, on ports of its own.
func TestAgentsStartAServerAndCallIt(t *testing.T) {
	p := newAgentProject(t)
	s := p.agent(t, "--allow-writes")
	routes := used(t, s, "routes", nil)
	if !strings.Contains(routes, `"key":"GET /hello"`) {
		t.Fatalf("the routes are %s", routes)
	}
	file, err := attach.File(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file of the started server: %v, %v", info, err)
	}
	var sent struct {
		Trace    string
		Response struct {
			Status int
			Body   struct{ Text string }
		}
	}
	call := used(t, s, "call", map[string]any{"api": "Todo/Api", "path": "/hello?x=1", "headers": map[string]any{"X-A": "b"}})
	if err := json.Unmarshal([]byte(call), &sent); err != nil || sent.Response.Status != 200 || sent.Response.Body.Text != "hello" {
		t.Fatalf("the call: %s", call)
	}
	if story := used(t, s, "trace", map[string]any{"id": sent.Trace}); !strings.Contains(story, "GET /hello?x=1 to Todo/Api: 200 OK") {
		t.Errorf("the trace is %s", story)
	}
	again := used(t, s, "replay", map[string]any{"id": sent.Trace, "changes": map[string]any{"path": "/other"}})
	if !strings.Contains(again, `"status":404`) {
		t.Errorf("the changed request: %s", again)
	}
	if list := used(t, s, "traces", map[string]any{"outcome": "refused"}); !strings.Contains(list, `"path":"/other"`) || strings.Contains(list, "/hello?") {
		t.Errorf("refused are %s", list)
	}
	if test := used(t, s, "go_test_of_trace", map[string]any{"id": sent.Trace}); !strings.Contains(test, `api.Do("GET", "/hello?x=1"`) {
		t.Errorf("the test is %s", test)
	}
	if text := used(t, s, "replay_last", map[string]any{"count": 5}); !strings.Contains(text, `"changed":false`) {
		t.Errorf("sent again: %s", text)
	}
	if text := used(t, s, "faults", map[string]any{"throttle": []any{map[string]any{"api": "*"}}}); !strings.Contains(text, `"throttle":[{"api":"*"}]`) {
		t.Errorf("the faults: %s", text)
	}
	if call := used(t, s, "call", map[string]any{"api": "Todo/Api", "path": "/hello"}); !strings.Contains(call, `"status":429`) {
		t.Errorf("with the fault: %s", call)
	}
	if text, isError := use(t, s, "call", map[string]any{"api": "Todo/None", "path": "/"}); !isError || !strings.Contains(text, "there are: Todo/Api") {
		t.Errorf("another API: %v %s", isError, text)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is there after the end")
	}
}

// An agent attaches to the folder's "gatehouse dev". What changes something is not
// offered unless the user allows it. A file that a killed process left is no hindrance.
func TestAgentsAttachToTheRunningServer(t *testing.T) {
	p := newAgentProject(t)
	file, err := attach.File(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := attach.Write(file, attach.Console{Address: "127.0.0.1:1", Token: "stale", PID: 1}); err != nil {
		t.Fatal(err)
	}
	dev := p.command("dev", "--port=0")
	var log output
	dev.Stdout, dev.Stderr = &log, &log
	if err := dev.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = dev.Process.Signal(os.Interrupt)
		_ = dev.Wait()
		if _, err := os.Stat(file); err == nil {
			t.Error("the file is there after the end of dev")
		}
	}()
	waitForOutput(t, &log, "following the sources")
	s := p.agent(t)
	want := []string{"compare_traces", "connections", "curl_of_trace", "go_test_of_trace", "logs", "problems", "routes", "trace", "traces"}
	if names := toolNames(t, s); !slices.Equal(names, want) {
		t.Errorf("offered are %v, want %v", names, want)
	}
	if _, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "call", Arguments: map[string]any{"api": "Todo/Api", "path": "/hello"}}); err == nil {
		t.Error("a call is possible")
	}
	if text := s.InitializeResult().Instructions; !strings.Contains(text, "--allow-writes") {
		t.Errorf("the instructions are %s", text)
	}
	response, err := http.Get(firstURL(log.String()) + "/hello?from=outside")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if list := used(t, s, "traces", nil); !strings.Contains(list, "/hello?from=outside") {
		t.Errorf("the requests of the running server are %s", list)
	}
	// The app breaks: the agent is told, and the old version goes on.
	if err := os.WriteFile(filepath.Join(p.dir, "broken"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	waitForOutput(t, &log, servedOn)
	if text := used(t, s, "problems", nil); !strings.Contains(text, "the app is broken") || !strings.Contains(text, `"serving":true`) {
		t.Errorf("the problems are %s", text)
	}
	if text, isError := use(t, s, "trace", map[string]any{"id": "made-up"}); !isError || !strings.Contains(text, "there is no trace") {
		t.Errorf("a made-up trace: %v %s", isError, text)
	}
}

func waitForOutput(t *testing.T, log *output, text string) {
	t.Helper()
	for range 1200 {
		if strings.Contains(log.String(), text) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("never printed %q:\n%s", text, log.String())
}

// A folder without an app: the tools say so, and the protocol goes on.
func TestAgentsAreToldOfAFolderWithoutAnApp(t *testing.T) {
	p := newAgentProject(t)
	p.dir = t.TempDir()
	s := p.agent(t)
	for range 2 {
		if text, isError := use(t, s, "routes", nil); !isError || !strings.Contains(text, "has no cdk.json") {
			t.Errorf("%v %s", isError, text)
		}
	}
}

// An app that does not synthesise: the agent sees why.
func TestAgentsSeeWhyTheFirstSynthFails(t *testing.T) {
	p := newAgentProject(t)
	if err := os.WriteFile(filepath.Join(p.dir, "broken"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := p.agent(t)
	if text := used(t, s, "problems", nil); !strings.Contains(text, "the app is broken") || !strings.Contains(text, `"serving":false`) {
		t.Errorf("the problems are %s", text)
	}
}

// Standard output has lines of the protocol only, whatever the app prints.
func TestOnlyTheProtocolIsPrinted(t *testing.T) {
	p := newAgentProject(t)
	cmd := p.command("mcp", "--allow-writes")
	in := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"routes","arguments":{}}}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"call","arguments":{"api":"Todo/Api","path":"/hello"}}}
`
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr output
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := stdin.Write([]byte(in)); err != nil {
		t.Fatal(err)
	}
	waitForOutput(t, &stdout, `"id":3`)
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, stderr.String())
	}
	for _, line := range strings.Split(strings.TrimSpace(stdout.String()), "\n") {
		var message struct{ JSONRPC string }
		if err := json.Unmarshal([]byte(line), &message); err != nil || message.JSONRPC != "2.0" {
			t.Errorf("printed is %q", line)
		}
	}
}
