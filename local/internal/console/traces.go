// Traces and logs, as JSON.

package console

import (
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Traces is the answer to GET /api/traces.
type Traces struct {
	Traces  []trace.Summary `json:"traces"`  // in the order in which they ended
	Dropped uint64          `json:"dropped"` // how many were dropped for newer ones
}

// Logs is the answer to GET /api/logs.
type Logs struct {
	Lines []trace.Line `json:"lines"`
	Last  uint64       `json:"last"` // for the next request's "after"
}

// The most traces of one answer, and how many there are without a limit.
const (
	mostListed  = 1000
	mostLines   = 10_000
	usualListed = 200
)

// recorder is that of the server that is shown. Nil has no traces.
func (c *Console) recorder() *trace.Recorder {
	if server, _ := c.attached(); server != nil {
		return server.Recorder()
	}
	return nil
}

// list answers with summaries.
func (c *Console) list(r *http.Request) (any, error) {
	values := r.URL.Query()
	q := trace.Query{
		After: values.Get("after"), Before: values.Get("before"), API: values.Get("api"), Outcome: trace.Outcome(values.Get("outcome")),
		Limit: usualListed,
	}
	if values.Has("limit") {
		var err error
		if q.Limit, err = limitOf(values.Get("limit"), mostListed); err != nil {
			return nil, err
		}
	}
	outcomes := []trace.Outcome{"", trace.OK, trace.Refused, trace.Failed}
	if !slices.Contains(outcomes, q.Outcome) {
		return nil, refuse(http.StatusBadRequest, "outcome=%s: it is %s, %s or %s", quoted(string(q.Outcome)), trace.OK, trace.Refused,
			trace.Failed)
	}
	recorder := c.recorder()
	return Traces{recorder.List(q), recorder.Dropped()}, nil
}

// limitOf reads a limit; most without one.
func limitOf(text string, most int) (int, error) {
	if text == "" {
		return most, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, refuse(http.StatusBadRequest, "limit=%s: it is a number from 1 to %d", quoted(text), most)
	}
	return n, nil
}

// story answers with a trace as a story to read.
func (c *Console) story(w http.ResponseWriter, r *http.Request) {
	t, err := c.traceOf(r.PathValue("id"))
	if err != nil {
		answering(func(*http.Request) (any, error) { return nil, err })(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, t.String())
}

// get answers with one trace.
func (c *Console) get(r *http.Request) (any, error) { return c.traceOf(r.PathValue("id")) }

// traceOf finds a trace by its id.
func (c *Console) traceOf(id string) (*trace.Trace, error) {
	t, ok := c.recorder().Get(id)
	if !ok {
		return nil, refuse(http.StatusNotFound, "there is no trace %s: it was dropped for newer ones, or never was", quoted(id))
	}
	return t, nil
}

// logs answers with lines of functions.
func (c *Console) logs(r *http.Request) (any, error) {
	values := r.URL.Query()
	after := uint64(0)
	if text := values.Get("after"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, refuse(http.StatusBadRequest, "after=%s: it is \"last\" of an answer before", quoted(text))
		}
		after = n
	}
	limit, err := limitOf(values.Get("limit"), mostLines)
	if err != nil {
		return nil, err
	}
	lines, last := c.recorder().Lines(values.Get("function"), after)
	lines = append([]trace.Line{}, lines[max(0, len(lines)-limit):]...)
	return Logs{lines, last}, nil
}
