// A request while it is decided about.

package trace

import (
	"math"
	"net/http"
	"sync"
	"time"
)

// Recording is a request, connection or message whose steps are being recorded.
// Its methods may be called concurrently, also after Finish: what functions log
// and export may come late. Nil records nothing.
type Recording struct {
	recorder *Recorder
	id       string
	event    Event
	start    time.Time

	mu         sync.Mutex
	api        *API
	route      *Route
	connection string
	asked      message
	answered   message
	status     int
	reason     string
	took       time.Duration
	steps      []step
	details    []detail
	finished   bool
	made       []*call // of functions
	spans      []attached
	spanSize   int // bytes

	firstSteps   [12]step
	firstDetails [10]detail
}

// message is what was asked or answered.
type message struct {
	method, host, target string
	header               http.Header
	body                 []byte
	size                 int64 // of the whole body
}

// step is a step as it is kept. The tree is a list in the order of the steps'
// beginnings.
type step struct {
	name     string
	reason   string
	place    *Place
	lazy     func() []*Node // makes the steps below it
	at, took uint32         // microseconds
	parent   int16
	kind     Kind
	state    state
}

type state uint8

const (
	open state = iota
	ok
	refused
	failed
	skipped
)

type detail struct {
	name  string
	value any
	step  int16
}

// maxSteps bounds the steps of one recording; further ones are counted.
const maxSteps = 2000

// Step is a step of a recording. The zero value records nothing. Methods return
// the step, so that calls can be chained.
type Step struct {
	of *Recording
	i  int16
}

// ID is the recording's id; empty for nil.
func (r *Recording) ID() string {
	if r == nil {
		return ""
	}
	return r.id
}

// Of says which API the request is for.
func (r *Recording) Of(api *API) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.api = api
}

// Is says what the recording is of, where it turns out to be something else than
// what it began as.
func (r *Recording) Is(event Event) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.event = event
}

// Took says which route was found.
func (r *Recording) Took(route *Route) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.route = route
}

// On says which WebSocket connection it belongs to.
func (r *Recording) On(connection string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.connection = connection
}

// Asked says what was asked: the target is path and query as they were sent.
func (r *Recording) Asked(method, host, target string, header http.Header) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked.method, r.asked.host, r.asked.target, r.asked.header = method, host, target, header
}

// AskedBody is the body of the request, or as much of it as was read; size is
// that of the whole, in bytes.
func (r *Recording) AskedBody(body []byte, size int64) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked.body, r.asked.size = keep(body), max(size, int64(len(body)))
}

// Answered says what the client got. A status of 0 leaves the one there was.
func (r *Recording) Answered(status int, header http.Header, body []byte, size int64) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if status != 0 {
		r.status = status
	}
	r.answered.header, r.answered.body, r.answered.size = header, keep(body), max(size, int64(len(body)))
}

// MaxBody is how many bytes of a body are kept. A request with a larger one can't
// be sent again.
const MaxBody = 1 << 20

// keep is as much of a body as is kept.
func keep(body []byte) []byte {
	if len(body) > MaxBody {
		return append([]byte(nil), body[:MaxBody]...) // lets go of the rest
	}
	return body
}

// Step begins a step of the request itself.
func (r *Recording) Step(kind Kind, name string) Step { return Step{r, -1}.Step(kind, name) }

// Note is a step that takes no time and is in order.
func (r *Recording) Note(kind Kind, name string) Step { return Step{r, -1}.Note(kind, name) }

// Step begins a step below this one.
func (s Step) Step(kind Kind, name string) Step { return s.add(kind, name, open) }

// Note is a step below this one that takes no time and is in order.
func (s Step) Note(kind Kind, name string) Step { return s.add(kind, name, ok) }

func (s Step) add(kind Kind, name string, as state) Step {
	r := s.of
	if r == nil {
		return Step{}
	}
	at := r.now()
	r.mu.Lock()
	below := r.add(step{kind: kind, name: name, at: at, parent: s.i, state: as})
	late := r.finished
	r.mu.Unlock()
	if late {
		r.recorder.grew(r)
	}
	return below
}

// now is the time since the start in microseconds, about an hour at most.
func (r *Recording) now() uint32 {
	return uint32(min(time.Since(r.start).Microseconds(), math.MaxUint32))
}

// add adds a step; r.mu is held.
func (r *Recording) add(one step) Step {
	if len(r.steps) >= maxSteps {
		return Step{}
	}
	r.steps = append(r.steps, one)
	return Step{r, int16(len(r.steps) - 1)}
}

// With adds a value to the step. Strings, numbers, errors, []byte, []string,
// http.Header, map[string]string, time.Duration, func() any and what has a
// String method are shown well; other values are shown as JSON.
func (s Step) With(name string, value any) Step {
	r := s.of
	if r == nil {
		return s
	}
	r.mu.Lock()
	r.details = append(r.details, detail{name, value, s.i})
	late := r.finished
	r.mu.Unlock()
	if late {
		r.recorder.grew(r)
	}
	return s
}

// In says where the step's subject was declared; nil is not known.
func (s Step) In(place *Place) Step {
	if s.of == nil || place == nil {
		return s
	}
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.steps[s.i].place = place
	return s
}

// Below makes steps below this one when somebody looks.
func (s Step) Below(make func() []*Node) Step {
	if s.of == nil {
		return s
	}
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.steps[s.i].lazy = make
	return s
}

// End ends the step: refused if there is a reason, else in order, unless it has
// ended already.
func (s Step) End(reason string) {
	if reason == "" {
		s.end(ok, "")
		return
	}
	s.end(refused, reason)
}

// Refuse ends the step with the reason why the request gets no further.
func (s Step) Refuse(reason string) { s.end(refused, reason) }

// Fail ends the step with what is broken.
func (s Step) Fail(reason string) { s.end(failed, reason) }

// Skip ends the step with the reason why it did not apply.
func (s Step) Skip(reason string) { s.end(skipped, reason) }

func (s Step) end(as state, reason string) {
	r := s.of
	if r == nil {
		return
	}
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	one := &r.steps[s.i]
	if one.state == open {
		one.took = now - one.at
	} else if as == ok {
		return
	}
	one.state, one.reason = as, reason
}

// Finish ends the recording. The reason says why it did not end as the client may
// have hoped; it may be empty. From now on the trace can be seen.
func (r *Recording) Finish(reason string) {
	if r == nil {
		return
	}
	took := time.Since(r.start)
	r.mu.Lock()
	again := r.finished
	if !again {
		r.finished, r.took, r.reason = true, took, reason
	}
	e := &entry{id: r.id, size: r.count(), outcome: r.outcome(), api: r.api, route: r.route}
	made := r.made
	r.mu.Unlock()
	if !again {
		r.recorder.keep(r, e)
		r.recorder.forget(made)
	}
}
