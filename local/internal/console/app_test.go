// What the console says before and after there is a server, and how it says it.

package console

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local/internal/fault"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// fakeServer is a server that serves nothing.
type fakeServer struct{ apis []API }

func (f fakeServer) Describe() ([]API, []Function) {
	return f.apis, []Function{{ID: "Shop/F", Name: "functions/f"}}
}
func (f fakeServer) Generation() int           { return 3 }
func (f fakeServer) Issuers() []Issuer         { return nil }
func (f fakeServer) Address(string) string     { return "" }
func (f fakeServer) Recorder() *trace.Recorder { return nil }
func (f fakeServer) Faults() *fault.Switches   { return new(fault.Switches) }

func (f fakeServer) KeyValue(api, name string) (string, bool) { return "", false }

func TestTheAppIsThereOnceItIsAttached(t *testing.T) {
	c := newConsole(t)
	c.SetSynthProblem("main.go:14:2: undefined: x")
	_, text := ask(t, c, "GET", "/api/app", "", nil)
	app := decoded[App](t, text)
	if app.Serving || app.Project != "shop" || app.Folder != "/home/me/shop" || app.APIs == nil {
		t.Errorf("got %s", text)
	}
	if len(app.Problems.Synth) != 1 || *app.Problems.Synth[0].Place != (Place{"main.go", 14}) {
		t.Errorf("problems are %+v", app.Problems)
	}
	c.SetSynthProblem("")
	c.Attach(fakeServer{[]API{{Path: "Shop/Api", Kind: "http"}}})
	_, text = ask(t, c, "GET", "/api/app", "", nil)
	app = decoded[App](t, text)
	if !app.Serving || app.Generation != 3 || app.APIs[0].Path != "Shop/Api" || app.Functions[0].ID != "Shop/F" || len(app.Problems.Synth) > 0 {
		t.Errorf("got %s", text)
	}
}

func TestUnknownPathsSayWhatThereIs(t *testing.T) {
	c := newConsole(t)
	response, text := ask(t, c, "GET", "/api/nothing", "", nil)
	if response.StatusCode != http.StatusNotFound || !strings.Contains(text, "docs/agents.md") {
		t.Errorf("got %d %s", response.StatusCode, text)
	}
}

// stream opens the events; each line of data comes with its event's name.
func stream(t *testing.T, c *Console) <-chan string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+c.Address()+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Token())
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 4096)
	ready := make(chan bool)
	go func() {
		defer response.Body.Close()
		defer close(lines)
		name := ""
		for s := bufio.NewScanner(response.Body); s.Scan(); {
			switch line := s.Text(); {
			case line == "retry: 1000":
				close(ready)
			case strings.HasPrefix(line, "event: "):
				name = strings.TrimPrefix(line, "event: ")
			case strings.HasPrefix(line, "data: "):
				lines <- name + " " + strings.TrimPrefix(line, "data: ")
			}
		}
	}()
	<-ready
	return lines
}

func TestEventsSayWhatHappens(t *testing.T) {
	c := newConsole(t)
	lines := stream(t, c)
	c.SetBuildProblem("a.go:1: oh")
	c.Attach(fakeServer{})
	for _, want := range []string{`problems {"synth":[],"build":[{"text":"a.go:1: oh","place":{"file":"a.go","line":1}}]}`, "app {}"} {
		if got := <-lines; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A client that does not read is left behind; nobody waits for it.
func TestASlowListenerIsLeftBehind(t *testing.T) {
	e := newEvents()
	slow, quick := e.listen(), e.listen()
	for range backlog + 10 {
		e.publish("trace", 1)
		<-quick
	}
	for range backlog {
		<-slow
	}
	if _, ok := <-slow; ok {
		t.Error("the slow one still gets events")
	}
}

func TestClientsThatLeaveAreForgotten(t *testing.T) {
	c := newConsole(t)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+c.Address()+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Token())
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := response.Body.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	cancel()
	response.Body.Close()
	listening := func() int {
		c.events.mu.Lock()
		defer c.events.mu.Unlock()
		return len(c.events.listeners)
	}
	waitFor(t, func() bool { return listening() == 0 })
}
