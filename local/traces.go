// What the gateways decided about the last requests.

package local

import (
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Trace is what the gateways decided about a request, a WebSocket connection or a
// message. Its String tells it as a story, step by step, so that a failing test
// can say why:
//
//	for _, t := range srv.Traces() {
//		fmt.Println(t)
//	}
//
// Tokens, cookies and API keys in it are masked.
type Trace struct {
	ID       string        `json:"id"`    // of the request, as in the response's headers and the log
	API      string        `json:"api"`   // construct path
	Event    string        `json:"event"` // request; of WebSocket APIs connect, message, disconnect or post
	Start    time.Time     `json:"start"`
	Duration time.Duration `json:"duration"`
	Method   string        `json:"method"`
	Path     string        `json:"path"` // and query
	Status   int           `json:"status"`
	Route    string        `json:"route"`    // its key; empty if none was found
	Function string        `json:"function"` // construct path; empty if the route has none
	Outcome  string        `json:"outcome"`  // ok, refused (by a rule of the gateway) or error
	Reason   string        `json:"reason"`   // why it ended so; empty if all is in order

	story string
}

// String tells what happened.
func (t Trace) String() string { return t.story }

// Traces returns the last requests, connections and messages that have ended,
// oldest first: as many as Config.TraceBytes allows, 10,000 at most. Who has
// the answer of a request finds its trace; that of a streamed answer or of
// a connection's end may come a moment later.
func (s *Server) Traces() []Trace {
	var list []Trace
	for _, one := range s.trace.List(trace.Query{}) {
		shown, ok := s.trace.Get(one.ID)
		if !ok {
			continue // dropped meanwhile
		}
		list = append(list, Trace{
			ID: one.ID, API: one.API, Event: string(one.Event), Start: one.Start, Method: one.Method, Path: one.Path, Status: one.Status,
			Duration: time.Duration(one.DurationMS * float64(time.Millisecond)),
			Route:    one.Route, Function: one.Function, Outcome: string(one.Outcome), Reason: one.Reason, story: shown.String(),
		})
	}
	return list
}
