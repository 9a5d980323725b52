// Events for a function, past any API.

package local

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/functions"
)

// Invoke sends an event to the function with that construct path, such as
// "Todo/Api/Function:functions|todos", past any API, and returns its answer. It
// is what an SDK's Invoke does, but asks for no permission.
func (s *Server) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	def := s.host.Functions.Find(function)
	if def == nil {
		return nil, fmt.Errorf("local: there is no function %q; there are: %s", function, strings.Join(s.Functions(), ", "))
	}
	answer, err := s.host.Functions.Invoke(ctx, functions.Call{Function: def, Event: event})
	if err != nil {
		return nil, fmt.Errorf("local: %s: %w", function, err)
	}
	return answer.Payload, nil
}

// Functions returns the construct paths of all functions, sorted.
func (s *Server) Functions() []string { return s.host.Functions.Paths() }
