// The ring of the last traces.

package trace

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The limits of a recorder.
const (
	DefaultBytes = 64 << 20 // what traces may take of memory
	MaxTraces    = 10_000
)

// Recorder keeps the last traces, and tells who listens of new ones. Its methods
// may be called concurrently. Nil records nothing.
type Recorder struct {
	limit int // bytes

	mu      sync.Mutex
	kept    []*entry // oldest first, from first on
	first   int
	live    int // from here on they are as they were recorded
	bytes   int
	byID    map[string]*entry
	seq     uint64
	dropped uint64

	listening atomic.Int32
	listeners map[*Listener]struct{}

	places places
	calls  calls
	lines  lines
}

// entry is a trace in the ring.
type entry struct {
	id       string
	seq      uint64
	size     int
	outcome  Outcome
	api      *API
	route    *Route
	replayOf string
	live     *Recording // until it is frozen
	frozen   frozen
	dropped  bool
}

// maxLive is how many of the newest traces can be added to; older ones are frozen.
const maxLive = 256

// NewRecorder returns a recorder whose traces take at most so many bytes: 0 is
// DefaultBytes. With less than 0 it is nil.
func NewRecorder(bytes int) *Recorder {
	switch {
	case bytes < 0:
		return nil
	case bytes == 0:
		bytes = DefaultBytes
	}
	return &Recorder{limit: bytes, byID: map[string]*entry{}, listeners: map[*Listener]struct{}{}}
}

// Begin begins a recording. Its id is that of the request, which clients see in
// the response's headers and the developer in the log.
func (c *Recorder) Begin(id string, event Event, at time.Time) *Recording {
	if c == nil {
		return nil
	}
	r := &Recording{recorder: c, id: id, event: event, start: at}
	r.steps, r.details = r.firstSteps[:0], r.firstDetails[:0]
	return r
}

// keep takes a finished recording into the ring.
func (c *Recorder) keep(r *Recording, e *entry) {
	c.mu.Lock()
	c.seq++
	e.seq, e.live = c.seq, r
	c.kept = append(c.kept, e)
	c.byID[e.id] = e
	c.bytes += e.size
	c.drop()
	var rest *entry
	if len(c.kept)-c.live > maxLive {
		rest = c.kept[c.live]
		c.live++
	}
	c.mu.Unlock()
	c.tell(e.id)
	c.freeze(rest)
}

// freeze freezes a trace; nil is none.
func (c *Recorder) freeze(e *entry) {
	if e == nil {
		return
	}
	r := e.live
	r.mu.Lock()
	f := r.freeze(&c.places)
	r.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	size := f.size() + entrySize + len(e.id)
	if !e.dropped {
		c.bytes += size - e.size
	}
	e.size, e.frozen, e.live = size, f, nil
}

// grew counts a recording anew to which something was added after its end.
func (c *Recorder) grew(r *Recording) {
	r.mu.Lock()
	size := r.count()
	r.mu.Unlock()
	c.mu.Lock()
	e := c.byID[r.id]
	there := e != nil && e.live == r
	if there {
		c.bytes += size - e.size
		e.size = size
		c.drop()
	}
	c.mu.Unlock()
	if there {
		c.tell(r.id)
	}
}

// drop lets go of the oldest until the limits hold; c.mu is held. The newest
// stays, however large it is: bodies are bounded.
func (c *Recorder) drop() {
	for len(c.kept)-c.first > 1 && (c.bytes > c.limit || len(c.kept)-c.first > MaxTraces) {
		e := c.kept[c.first]
		c.kept[c.first] = nil
		c.first++
		c.bytes -= e.size
		c.dropped++
		e.dropped = true
		if c.byID[e.id] == e {
			delete(c.byID, e.id)
		}
	}
	c.live = max(c.live, c.first)
	if c.first > 1024 && c.first > len(c.kept)/2 {
		c.kept = append([]*entry(nil), c.kept[c.first:]...)
		c.live -= c.first
		c.first = 0
	}
}

// look returns the recording of a trace to look at; nil if it is not there.
func (c *Recorder) look(id string) (r *Recording, replayOf string) {
	if c == nil {
		return nil, ""
	}
	c.mu.Lock()
	e := c.byID[id]
	if e == nil {
		c.mu.Unlock()
		return nil, ""
	}
	seen := *e
	c.mu.Unlock()
	return c.recording(seen), seen.replayOf
}

// recording is the recording of a copy of an entry, to look at.
func (c *Recorder) recording(e entry) *Recording {
	if e.live != nil {
		return e.live
	}
	return e.frozen.thaw(e.id, e.api, e.route, &c.places)
}

// Query says which traces to list.
type Query struct {
	After, Before string // ids: only traces that ended after, or before, these
	Limit         int    // at most so many, the newest; 0 is all
	API           string // construct path; empty is all
	Outcome       Outcome
}

// List returns summaries of the traces that fit, oldest first. An After that was
// dropped leaves nothing out, a Before leaves out all.
func (c *Recorder) List(q Query) []Summary {
	list := []Summary{}
	for _, e := range c.find(q) {
		list = append(list, c.recording(e).summary(e.replayOf))
	}
	return list
}

func (c *Recorder) find(q Query) (found []entry) {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	after, before := uint64(0), c.seq+1
	if e := c.byID[q.After]; e != nil {
		after = e.seq
	}
	if q.Before != "" {
		before = 0
		if e := c.byID[q.Before]; e != nil {
			before = e.seq
		}
	}
	for i := len(c.kept) - 1; i >= c.first && (q.Limit <= 0 || len(found) < q.Limit); i-- {
		e := c.kept[i]
		if e.seq > after && e.seq < before && e.fits(q) {
			found = append(found, *e)
		}
	}
	slices.Reverse(found)
	return found
}

func (e *entry) fits(q Query) bool {
	return (q.API == "" || e.api != nil && e.api.Path == q.API) && (q.Outcome == "" || e.outcome == q.Outcome)
}

// Dropped is how many traces were dropped for newer ones.
func (c *Recorder) Dropped() uint64 {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dropped
}

// Bytes is what the traces take, by estimate.
func (c *Recorder) Bytes() int {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes
}

// Get returns the trace with that id, without secrets.
func (c *Recorder) Get(id string) (*Trace, bool) {
	r, replayOf := c.look(id)
	if r == nil {
		return nil, false
	}
	return r.show(replayOf), true
}

// Replays notes that one trace is of a request that was sent again.
func (c *Recorder) Replays(id, of string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	e := c.byID[id]
	if e != nil {
		e.replayOf = of
	}
	c.mu.Unlock()
	if e != nil {
		c.tell(id)
	}
}
