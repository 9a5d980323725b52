// Faults that the developer has switched on: a function that times out, and one
// whose every event is a cold start.

package functions

import (
	"cmp"
	"context"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

// timesOut is how the function ends if it takes longer than its timeout, without
// the wait: its own timeout, or that of who waits for it, whichever is shorter.
func (f *function) timesOut(ctx context.Context, request string) error {
	timeout := cmp.Or(f.config.Timeout, lambdaruntime.DefaultTimeout)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < timeout {
		return context.DeadlineExceeded
	}
	return &lambdaruntime.TimeoutError{RequestID: request, After: timeout}
}

// coldPool is a pool for one event, which done ends once that has been answered.
func (s *Set) coldPool(f *function, version string) (pool *lambdaruntime.Function, done func()) {
	config := f.config
	config.Version = version
	pool = lambdaruntime.New(config)
	s.mu.Lock()
	s.retired[pool] = struct{}{}   // for Close
	if s.byPath[f.def.Path] != f { // replaced or closed meanwhile
		pool.Close()
	}
	s.mu.Unlock()
	return pool, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.endLater(pool)
	}
}
