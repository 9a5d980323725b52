// The ring of the last traces.

package trace

import (
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
	kept    []*Recording // oldest first, from first on
	first   int
	bytes   int
	byID    map[string]*Recording
	seq     uint64
	dropped uint64

	listening atomic.Int32
	listeners map[*Listener]struct{}

	calls calls
	lines lines
}

// NewRecorder returns a recorder whose traces take at most so many bytes: 0 is
// DefaultBytes. With less than 0 it is nil.
func NewRecorder(bytes int) *Recorder {
	switch {
	case bytes < 0:
		return nil
	case bytes == 0:
		bytes = DefaultBytes
	}
	return &Recorder{limit: bytes, byID: map[string]*Recording{}, listeners: map[*Listener]struct{}{}}
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
func (c *Recorder) keep(r *Recording, size int) {
	c.mu.Lock()
	c.seq++
	r.seq, r.size = c.seq, size
	c.kept = append(c.kept, r)
	c.byID[r.id] = r
	c.bytes += size
	c.drop()
	c.mu.Unlock()
	c.tell(r)
}

// grew counts a recording anew to which something was added after its end.
func (c *Recorder) grew(r *Recording) {
	r.mu.Lock()
	size := r.count()
	r.mu.Unlock()
	c.mu.Lock()
	there := r.seq != 0 && c.byID[r.id] == r
	if there {
		c.bytes += size - r.size
		r.size = size
		c.drop()
	}
	c.mu.Unlock()
	if there {
		c.tell(r)
	}
}

// drop lets go of the oldest until the limits hold; c.mu is held. The newest
// stays, however large it is: bodies are bounded.
func (c *Recorder) drop() {
	for len(c.kept)-c.first > 1 && (c.bytes > c.limit || len(c.kept)-c.first > MaxTraces) {
		r := c.kept[c.first]
		c.kept[c.first] = nil
		c.first++
		c.bytes -= r.size
		c.dropped++
		if c.byID[r.id] == r {
			delete(c.byID, r.id)
		}
	}
	if c.first > 1024 && c.first > len(c.kept)/2 {
		c.kept = append([]*Recording(nil), c.kept[c.first:]...)
		c.first = 0
	}
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
	for _, r := range c.find(q) {
		list = append(list, r.summary())
	}
	return list
}

func (c *Recorder) find(q Query) (found []*Recording) {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	after, before := uint64(0), c.seq+1
	if r := c.byID[q.After]; r != nil {
		after = r.seq
	}
	if q.Before != "" {
		before = 0
		if r := c.byID[q.Before]; r != nil {
			before = r.seq
		}
	}
	for i := len(c.kept) - 1; i >= c.first && (q.Limit <= 0 || len(found) < q.Limit); i-- {
		r := c.kept[i]
		if r.seq > after && r.seq < before && r.fits(q) {
			found = append(found, r)
		}
	}
	for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
		found[i], found[j] = found[j], found[i]
	}
	return found
}

func (r *Recording) fits(q Query) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return (q.API == "" || r.api != nil && r.api.Path == q.API) && (q.Outcome == "" || r.outcome() == q.Outcome)
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
	r := c.get(id)
	if r == nil {
		return nil, false
	}
	return r.show(), true
}

func (c *Recorder) get(id string) *Recording {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byID[id]
}

// Replays notes that one trace is of a request that was sent again.
func (c *Recorder) Replays(id, of string) {
	if r := c.get(id); r != nil {
		r.mu.Lock()
		r.replayOf = of
		r.mu.Unlock()
		c.tell(r)
	}
}
