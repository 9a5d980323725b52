// A console with sample answers, for tests of the page alone.

package page

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

//go:embed testdata
var samples embed.FS

// fake answers as package console does, from testdata.
type fake struct {
	app    map[string]any
	traces []map[string]any
	change func(any) any // is applied to every answer; nil leaves them

	mu          sync.Mutex
	events      []chan string
	connections []answers
	faults      map[string]any
}

// newFake has the sample's traces, and more if count asks for it.
func newFake(t testing.TB, count int) *fake {
	t.Helper()
	f := &fake{faults: map[string]any{"throttle": []any{}, "timeout": []any{}, "jwksDown": false, "coldStart": []any{}}}
	read := func(name string, out any) {
		data, err := samples.ReadFile("testdata/" + name)
		if err == nil {
			err = json.Unmarshal(data, out)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	read("app.json", &f.app)
	read("traces.json", &f.traces)
	at := time.Date(2026, 11, 28, 9, 41, 0, 0, time.UTC)
	for i, trace := range f.traces {
		trace["id"] = fmt.Sprintf("t%06d", i)
		trace["start"] = at.Add(time.Duration(i) * 731 * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
	}
	for i, n := len(f.traces), len(f.traces); i < count; i++ {
		more := map[string]any{}
		for name, value := range f.traces[i%n] {
			more[name] = value
		}
		more["id"] = fmt.Sprintf("t%06d", i)
		more["start"] = at.Add(time.Duration(i) * 731 * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
		f.traces = append(f.traces, more)
	}
	return f
}

// serve serves the page and the answers.
func (f *fake) serve(t testing.TB) string {
	server := httptest.NewServer(f)
	t.Cleanup(func() {
		f.mu.Lock()
		for _, to := range f.events {
			close(to)
		}
		f.events = nil
		f.mu.Unlock()
		server.Close()
	})
	return server.URL
}

func summary(trace map[string]any) map[string]any {
	s := map[string]any{}
	for _, name := range []string{
		"id", "kind", "event", "api", "start", "durationMs", "method", "path", "status", "route", "function", "outcome", "reason",
		"connection", "replayOf",
	} {
		if value, ok := trace[name]; ok {
			s[name] = value
		}
	}
	return s
}

func (f *fake) find(id string) map[string]any {
	for _, trace := range f.traces {
		if trace["id"] == id {
			return trace
		}
	}
	return nil
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		Handler().ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/api/events" {
		f.stream(w, r)
		return
	}
	var body bytes.Buffer
	body.ReadFrom(r.Body)
	f.mu.Lock()
	answer := f.answer(r, body.Bytes())
	f.mu.Unlock()
	if f.change != nil {
		answer = f.change(answer)
	}
	if text, ok := answer.(string); ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte(text))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if answer == nil {
		w.WriteHeader(http.StatusNotFound)
		answer = map[string]string{"error": "there is no " + r.URL.Path}
	}
	json.NewEncoder(w).Encode(answer)
}

type answers = map[string]any

func (f *fake) answer(r *http.Request, body []byte) any {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch route := r.Method + " " + strings.Join(parts[1:], "/"); {
	case route == "GET app":
		return f.app
	case route == "GET traces":
		return answers{"traces": f.list(r), "dropped": 0}
	case len(parts) == 3 && route == "GET traces/"+parts[2]:
		if trace := f.find(parts[2]); trace != nil {
			return trace
		}
	case strings.HasSuffix(route, "/curl"):
		return "curl -H 'Authorization: Bearer $TOKEN' http://127.0.0.1:3000/todos"
	case strings.HasSuffix(route, "/gotest"):
		return "package todo_test\n\nfunc TestGetTodos(t *testing.T) {\n\tapi.Do(\"GET\", \"/todos\", nil).Status(200)\n}\n"
	case strings.HasSuffix(route, "/replay"), route == "POST call":
		return answers{"trace": f.traces[1]["id"]}
	case route == "POST replay-last":
		return answers{"replayed": []answers{
			{"was": summary(f.traces[0]), "now": summary(f.traces[1]), "changed": true, "changes": f.differences()},
			{"was": summary(f.traces[1]), "now": summary(f.traces[2]), "changed": false, "changes": []any{}},
			{"was": summary(f.traces[3]), "changed": false, "problem": "its body was not kept"},
		}}
	case route == "GET compare":
		return f.differences()
	case route == "GET faults":
		return f.faults
	case route == "POST faults":
		json.Unmarshal(body, &f.faults)
		return f.faults
	case route == "GET logs":
		if r.URL.Query().Get("after") != "" {
			return answers{"lines": []answers{}, "last": 1}
		}
		line := answers{"time": "2026-11-28T09:41:00.120Z", "function": "Todo/functions--todos", "text": "3 todos"}
		return answers{"lines": []answers{line}, "last": 1}
	case route == "POST tokens":
		return answers{"token": "eyJ.made.up"}
	case route == "GET connections":
		return answers{"connections": f.connections}
	case route == "POST connections":
		f.connections = append(f.connections, answers{
			"connection": "L0SM9cOFvHcCIhw=", "api": "Chat/Socket", "since": "2026-11-28T09:41:05.117Z", "open": true, "frames": []answers{
				{"time": "2026-11-28T09:41:05.848Z", "direction": "sent", "text": `{"action":"join","room":"lobby"}`},
				{"time": "2026-11-28T09:41:05.851Z", "direction": "received", "text": `{"type":"joined","room":"lobby","name":"Anna"}`},
				{"time": "2026-11-28T09:41:06.579Z", "direction": "sent", "text": `{"action":"shout","text":"hello"}`},
				{"time": "2026-11-28T09:41:07.310Z", "direction": "received", "text": `{"type":"message","text":"hello everybody"}`},
			},
		})
		return answers{"connection": "L0SM9cOFvHcCIhw=", "trace": f.traces[7]["id"]}
	case strings.HasSuffix(route, "/messages"), r.Method == "DELETE":
		return answers{}
	}
	return nil
}

func (f *fake) differences() []answers {
	return []answers{
		{"where": "status", "was": 200, "now": 403},
		{"where": "response.body[0].done", "was": false, "now": true},
		{"where": "response.headers.X-Version", "was": "7", "now": nil},
		{"where": "steps.responseTemplate", "was": "{\n  \"id\": 1,\n  \"done\": false\n}", "now": "{\n  \"id\": 1,\n  \"done\": true\n}"},
	}
}

// list is what GET /api/traces has, newest first.
func (f *fake) list(r *http.Request) []any {
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	before, after := r.URL.Query().Get("before"), r.URL.Query().Get("after")
	found := []any{}
	for i := len(f.traces) - 1; i >= 0 && len(found) < limit; i-- {
		id := f.traces[i]["id"].(string)
		if (before == "" || id < before) && id > after {
			found = append(found, summary(f.traces[i]))
		}
	}
	return found
}

func (f *fake) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	to := make(chan string, 1000)
	f.mu.Lock()
	f.events = append(f.events, to)
	f.mu.Unlock()
	flusher := http.NewResponseController(w)
	fmt.Fprint(w, "retry: 1000\n\n")
	for {
		flusher.Flush()
		select {
		case text, ok := <-to:
			if !ok {
				return
			}
			fmt.Fprint(w, text)
		case <-r.Context().Done():
			return
		}
	}
}

// send sends an event to all pages.
func (f *fake) send(name string, value any) {
	if f.change != nil {
		value = f.change(value)
	}
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, to := range f.events {
		to <- fmt.Sprintf("event: %s\ndata: %s\n\n", name, data)
	}
}
