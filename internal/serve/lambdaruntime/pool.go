// The pool of a function's processes: which process gets an event, when a new
// one is started, and what waits.

package lambdaruntime

import (
	"io"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// dispatch gives an event to an idle process, starts one for it, or lets it wait.
func (f *Function) dispatch(inv *invocation) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return ErrClosed
	}
	return f.place(inv)
}

// place is dispatch for an event that was accepted; f.mu is held.
func (f *Function) place(inv *invocation) error {
	if n := len(f.idle); n > 0 {
		w := f.idle[n-1]
		f.idle = f.idle[:n-1]
		w.next <- inv
		return nil
	}
	limit, reserved := f.limit(), f.cfg.Reserved
	if len(f.workers) < limit && len(f.workers) < runtime.NumCPU() {
		f.start(inv)
		return nil
	}
	if len(f.workers) < limit {
		f.waiting = append(f.waiting, inv)
		time.AfterFunc(grace, func() { f.hurry(inv) })
		return nil
	}
	if reserved != nil && *reserved <= len(f.workers) {
		return ErrThrottled
	}
	f.waiting = append(f.waiting, inv)
	return nil
}

// limit is the most processes at a time.
func (f *Function) limit() int {
	if r := f.cfg.Reserved; r != nil {
		return min(*r, f.cfg.MaxWorkers)
	}
	return f.cfg.MaxWorkers
}

// grace is how long an event waits for a process before one more than the
// machine has processors is started: most events take less time than a start.
const grace = 10 * time.Millisecond

// hurry starts a process for an event that still waits after grace.
func (f *Function) hurry(inv *invocation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.Index(f.waiting, inv)
	if i < 0 || inv.abandoned.Load() || len(f.workers) >= f.limit() {
		return
	}
	f.waiting = slices.Delete(f.waiting, i, i+1)
	f.start(inv)
}

// start starts a process for inv; f.mu is held.
func (f *Function) start(inv *invocation) {
	w := newWorker(f)
	f.workers[w] = struct{}{}
	f.wg.Add(1)
	inv.cold = true
	w.next <- inv
	go func() {
		defer f.wg.Done()
		left := w.run()
		f.gone(w, left)
	}()
}

// release takes a process back that has answered, and gives it the next
// event. False tells the process to end.
func (f *Function) release(w *worker) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.workers[w]; !ok {
		return false // it ended right after its answer, and gone has seen to what waits
	}
	if inv := f.pop(); inv != nil {
		w.next <- inv
		return true
	}
	if f.closed {
		return false
	}
	f.idle = append(f.idle, w)
	return true
}

// again places an event that a process was given but couldn't take.
func (f *Function) again(inv *invocation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := ErrClosed
	if !f.killed {
		err = f.place(inv)
	}
	if err != nil {
		inv.finish(result{err: err})
	}
}

// gone takes a process that has ended out of the pool. An event that it was
// given but never took goes to another.
func (f *Function) gone(w *worker, left *invocation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.workers, w)
	if i := slices.Index(f.idle, w); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
	}
	// release may have handed an event over while the process was ending.
	if left == nil {
		select {
		case left = <-w.next:
		default:
		}
	}
	if left == nil {
		left = f.pop()
	}
	if left == nil {
		return
	}
	if f.killed {
		left.finish(result{err: ErrClosed})
		return
	}
	if err := f.place(left); err != nil {
		left.finish(result{err: err})
	}
}

// pop takes the first event that waits and that somebody still waits for; f.mu is held.
func (f *Function) pop() *invocation {
	for len(f.waiting) > 0 {
		inv := f.waiting[0]
		f.waiting[0] = nil
		f.waiting = f.waiting[1:]
		if !inv.abandoned.Load() {
			return inv
		}
	}
	return nil
}

// invocation is an event on its way.
type invocation struct {
	id            string
	payload       []byte
	trace         string
	arn           string
	clientContext string
	stream        bool

	done      chan result // takes one
	finished  atomic.Bool
	abandoned atomic.Bool // nobody waits for the answer

	cold bool
	init time.Duration
}

type result struct {
	payload     []byte
	body        io.ReadCloser
	contentType string
	streaming   bool
	duration    time.Duration
	err         error
}

// finish gives the answer; only the first one counts.
func (inv *invocation) finish(r result) bool {
	if inv.finished.Swap(true) {
		return false
	}
	inv.done <- r
	return true
}
