// Server-sent events: GET /api/events.

package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// heartbeat is how often a silent stream says that it lives: a client that has
// gone is noticed by it. A variable for tests.
var heartbeat = 15 * time.Second

// backlog is how many events wait for a client that reads slowly. Then the
// stream ends; the page connects again and asks for what it has missed.
const backlog = 1024

// events passes what happens on to all that listen.
type events struct {
	mu        sync.Mutex
	listeners map[chan []byte]bool
}

func newEvents() *events { return &events{listeners: map[chan []byte]bool{}} }

// publish sends an event to all that listen. It never waits.
func (e *events) publish(name string, v any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.listeners) == 0 {
		return
	}
	text := event(name, v)
	for to := range e.listeners {
		select {
		case to <- text:
		default:
			delete(e.listeners, to)
			close(to)
		}
	}
}

func (e *events) listen() chan []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	to := make(chan []byte, backlog)
	e.listeners[to] = true
	return to
}

func (e *events) leave(to chan []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.listeners, to)
}

// stream answers with events until the client leaves.
func (c *Console) stream(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Time{}); err != nil {
		fail(w, http.StatusInternalServerError, "events can't be streamed: %v", err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	fmt.Fprint(w, "retry: 1000\n\n")
	from := c.events.listen()
	defer c.events.leave(from)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	recorder := c.recorder()
	traces, stop := recorder.Listen()
	defer func() { stop() }()
	for {
		if now := c.recorder(); now != recorder { // attached to another server
			stop()
			recorder = now
			traces, stop = recorder.Listen()
		}
		if err := control.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			fmt.Fprint(w, ": alive\n\n")
		case text, ok := <-from:
			if !ok {
				return
			}
			w.Write(text)
		case s := <-traces.C:
			w.Write(event("trace", s))
			for range len(traces.C) { // what waits already goes out at once
				w.Write(event("trace", <-traces.C))
			}
			if n := traces.Missed(); n > 0 {
				w.Write(event("missed", map[string]uint64{"traces": n}))
			}
		}
	}
}

// event writes an event.
func event(name string, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return nil // values of ours always can be written
	}
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", name, data)
}
