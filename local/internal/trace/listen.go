// Who is told of traces while they end.

package trace

import "sync/atomic"

// Listener is told of each trace that ends, and again when something comes late.
type Listener struct {
	// C has the summaries. One who does not keep up misses some: see Missed.
	C <-chan Summary

	c      chan Summary
	missed atomic.Uint64
}

// Missed returns how many summaries were not sent since it was last asked,
// because C was full. List has them.
func (l *Listener) Missed() uint64 { return l.missed.Swap(0) }

// backlog is how many summaries wait for a slow listener.
const backlog = 256

// Listen returns a listener. Stop ends it and closes C.
func (c *Recorder) Listen() (l *Listener, stop func()) {
	l = &Listener{c: make(chan Summary, backlog)}
	l.C = l.c
	if c == nil {
		return l, func() {}
	}
	c.mu.Lock()
	c.listeners[l] = struct{}{}
	c.mu.Unlock()
	c.listening.Add(1)
	return l, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if _, ok := c.listeners[l]; !ok {
			return
		}
		delete(c.listeners, l)
		c.listening.Add(-1)
		close(l.c)
	}
}

// tell tells the listeners of a trace. It never waits for one.
func (c *Recorder) tell(id string) {
	if c.listening.Load() == 0 {
		return
	}
	r, replayOf := c.look(id)
	if r == nil {
		return
	}
	s := r.summary(replayOf)
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range c.listeners {
		select {
		case l.c <- s:
		default:
			l.missed.Add(1)
		}
	}
}
