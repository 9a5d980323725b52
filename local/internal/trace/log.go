// What functions log: below the step that called them, and for all functions
// together.

package trace

import (
	"sync"
	"time"
)

// Line is a line that a function logged.
type Line struct {
	Time      time.Time `json:"time"`
	Function  string    `json:"function"` // construct path
	RequestID string    `json:"requestId,omitempty"`
	Text      string    `json:"text"`

	seq uint64
}

// maxLines bounds the bytes of the lines that are kept.
const maxLines = 2 << 20

// maxCallLines bounds the lines below one step, and maxLineBytes each of them.
const (
	maxCallLines = 500
	maxLineBytes = 64 << 10
)

// calls are the function calls under way, by their request ids.
type calls struct {
	mu   sync.Mutex
	open map[string]*call
}

type call struct {
	step      Step
	function  string // construct path
	requestID string
	header    string // X-Amzn-Trace-Id
	lines     int
	left      int
	done      bool
}

// lines are the last lines of all functions.
type lines struct {
	mu    sync.Mutex
	kept  []Line
	bytes int
	seq   uint64
}

// Calls says that a function is called with a request id and X-Amzn-Trace-Id.
// What it logs until done is called stands below the step, and what it exports.
func (s Step) Calls(function, requestID, header string) (done func()) {
	r := s.of
	if r == nil {
		return func() {}
	}
	one := &call{step: s, function: function, requestID: requestID, header: header}
	r.mu.Lock()
	r.made = append(r.made, one)
	r.mu.Unlock()
	c := r.recorder
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	if c.calls.open == nil {
		c.calls.open = map[string]*call{}
	}
	c.calls.open[requestID] = one
	return func() { c.ends(one) }
}

// ends ends a call. It can be found until its recording has ended, too.
func (c *Recorder) ends(one *call) {
	c.calls.mu.Lock()
	one.done = true
	left := one.left
	one.left = 0
	c.calls.mu.Unlock()
	if left > 0 {
		one.step.With("lines left out", left)
	}
	r := one.step.of
	r.mu.Lock()
	finished := r.finished
	r.mu.Unlock()
	if finished {
		c.forget([]*call{one})
	}
}

// forget takes calls that have ended out of those under way.
func (c *Recorder) forget(list []*call) {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	for _, one := range list {
		if one.done {
			delete(c.calls.open, one.requestID)
		}
	}
}

// Log takes a line of a function.
func (c *Recorder) Log(l Line) {
	if c == nil {
		return
	}
	if len(l.Text) > maxLineBytes {
		l.Text = l.Text[:maxLineBytes]
	}
	c.lines.add(l)
	c.calls.mu.Lock()
	one := c.calls.open[l.RequestID]
	var below Step
	if one != nil {
		if one.lines++; one.lines <= maxCallLines {
			below = one.step
		} else {
			one.left++
		}
	}
	c.calls.mu.Unlock()
	below.Note(Log, l.Text)
}

func (k *lines) add(l Line) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.seq++
	l.seq = k.seq
	k.kept = append(k.kept, l)
	k.bytes += l.bytes()
	if k.bytes <= maxLines {
		return
	}
	drop := 0 // a quarter at once, since the others move
	for k.bytes > maxLines*3/4 && drop < len(k.kept)-1 {
		k.bytes -= k.kept[drop].bytes()
		drop++
	}
	k.kept = append([]Line(nil), k.kept[drop:]...)
}

func (l *Line) bytes() int { return 120 + len(l.Text) + len(l.RequestID) }

// Lines returns the last lines of a function, or of all if it is empty, oldest
// first: those after the number that the last call returned, at first 0.
func (c *Recorder) Lines(function string, after uint64) (list []Line, last uint64) {
	if c == nil {
		return nil, after
	}
	c.lines.mu.Lock()
	defer c.lines.mu.Unlock()
	for _, l := range c.lines.kept {
		if l.seq > after && (function == "" || l.Function == function) {
			list = append(list, l)
		}
	}
	return list, max(after, c.lines.seq)
}
