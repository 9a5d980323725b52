// Calls of functions.

package functions

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Call is one call of a function.
type Call struct {
	Function  *assembly.Function
	Qualifier string // the alias or version by which it is called, which it sees; "" is the function itself
	Event     []byte
	TraceID   string     // X-Amzn-Trace-Id; empty: a new one
	Step      trace.Step // below which the call is recorded
}

// Invoke hands a function an event and returns its answer. An error is *Unable,
// or one of package lambdaruntime.
func (s *Set) Invoke(ctx context.Context, c Call) (*lambdaruntime.Response, error) {
	call := s.begin(c)
	answer, err := ask(ctx, s, c, call, func(pool *lambdaruntime.Function, in lambdaruntime.Invocation) (*lambdaruntime.Response, error) {
		return pool.Do(ctx, in)
	})
	if err == nil {
		call.step.With("answer", answer.Payload)
		if answer.Cold {
			call.step.With("cold start", answer.Init)
		}
		call.step.With("duration", answer.Duration)
	}
	call.end(ctx, err)
	return answer, err
}

// Stream is Invoke for an answer that is passed on as it comes.
func (s *Set) Stream(ctx context.Context, c Call) (*lambdaruntime.Stream, error) {
	call := s.begin(c)
	answer, err := ask(ctx, s, c, call, func(pool *lambdaruntime.Function, in lambdaruntime.Invocation) (*lambdaruntime.Stream, error) {
		return pool.Stream(ctx, in)
	})
	if err == nil && answer.Cold {
		call.step.With("cold start", true)
	}
	call.end(ctx, err)
	return answer, err
}

// recorded is a call as it is recorded.
type recorded struct {
	step    trace.Step
	id      string
	header  string // X-Amzn-Trace-Id
	timeout time.Duration
	done    func()
}

func (s *Set) begin(c Call) recorded {
	name := c.Function.Path
	if c.Qualifier != "" {
		name += ":" + c.Qualifier
	}
	r := recorded{step: c.Step.Step(trace.Function, name), id: lambdaruntime.NewRequestID(), timeout: c.Function.Timeout}
	if f := s.get(c.Function); f != nil {
		r.step.In(f.place)
	}
	r.step.With("memory limit in MB", cmp.Or(c.Function.MemoryMB, 128)).With("event", c.Event).With("request id", r.id)
	r.header = traceHeader(c.TraceID)
	r.done = r.step.Calls(c.Function.Path, r.id, r.header)
	return r
}

// traceHeader is the X-Amzn-Trace-Id that a function gets: what the request has,
// with a parent, since Lambda is one, and a decision about sampling (Lambda
// developer guide, "Using the Lambda runtime API for custom runtimes"). Where
// nobody has decided, Lambda does, by its rules of sampling; here all are taken.
func traceHeader(of string) string {
	if of == "" {
		of, _, _ = strings.Cut(lambdaruntime.NewTraceID(), ";")
	}
	if !strings.Contains(of, "Parent=") {
		var b [8]byte
		rand.Read(b[:])
		of += ";Parent=" + hex.EncodeToString(b[:])
	}
	if !strings.Contains(of, "Sampled=") {
		of += ";Sampled=1"
	}
	return of
}

// end ends the step. A function whose caller has gone may go on, and log.
func (r *recorded) end(ctx context.Context, err error) {
	if err == nil {
		r.step.End("")
		r.done()
		return
	}
	r.step.Fail(err.Error())
	if ctx.Err() != nil {
		time.AfterFunc(r.timeout, r.done)
		return
	}
	r.done()
}

// ask hands an event to the function as it is now.
func ask[A any](ctx context.Context, s *Set, c Call, as recorded,
	do func(*lambdaruntime.Function, lambdaruntime.Invocation) (*A, error)) (*A, error) {
	in := lambdaruntime.Invocation{RequestID: as.id, Payload: c.Event, TraceID: as.header}
	if c.Qualifier != "" {
		in.ARN = c.Function.ARN + ":" + c.Qualifier
	}
	for {
		f := s.get(c.Function)
		if f == nil {
			return nil, lambdaruntime.ErrClosed
		}
		if f.reason != "" {
			return nil, &Unable{f.reason}
		}
		if s.cfg.Faults.TimesOut(f.def.Path) {
			as.step.Note(trace.Fault, "timeout").With("switch", "the function ends as if it had taken too long")
			return nil, f.timesOut(ctx, as.id)
		}
		pool, done := f.pool(c.Function.Version(c.Qualifier)), func() {}
		if s.cfg.Faults.StartsCold(f.def.Path) {
			as.step.Note(trace.Fault, "cold start").With("switch", "each event of the function starts a process")
			pool, done = s.coldPool(f, c.Function.Version(c.Qualifier))
		}
		answer, err := do(pool, in)
		done()
		// New code may have come between get and do.
		if errors.Is(err, lambdaruntime.ErrClosed) && s.get(c.Function) != f {
			continue
		}
		return answer, err
	}
}
