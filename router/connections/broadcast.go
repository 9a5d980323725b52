// One message to many connections.

package connections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi"
)

// BroadcastOptions holds the settings of a broadcast. The zero value of each
// field means its default.
type BroadcastOptions struct {
	// Parallel is how many messages are on their way at once. Default: 32.
	Parallel int

	// Attempts is how often a message is tried that API Gateway throttles or
	// fails to take, with longer and longer pauses up to 5 s. Default: 8.
	Attempts int
}

const (
	defaultParallel = 32
	defaultAttempts = 8
	maxPause        = 5 * time.Second
)

// Broadcast sends a text to many connections, each once, and returns those that
// are closed: forget them. Options may be nil. The error is ErrTooLarge, or a
// *BroadcastError with the connections that could not be reached; the others
// have got the message all the same.
func (a *API) Broadcast(ctx context.Context, connectionIDs []string, message []byte, options *BroadcastOptions) (gone []string, err error) {
	if len(message) > maxMessage {
		return nil, fmt.Errorf("%w, this one has %d bytes", ErrTooLarge, len(message))
	}
	var o BroadcastOptions
	if options != nil {
		o = *options
	}
	if o.Parallel <= 0 {
		o.Parallel = defaultParallel
	}
	if o.Attempts <= 0 {
		o.Attempts = defaultAttempts
	}
	retryer := patient(o.Attempts)
	ids := make(chan string)
	results := make(chan Failure)
	var senders sync.WaitGroup
	for range min(o.Parallel, len(connectionIDs)) {
		senders.Go(func() {
			for id := range ids {
				_, err := a.client.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &id, Data: message},
					func(o *apigatewaymanagementapi.Options) { o.Retryer = retryer })
				results <- Failure{id, wrap("send", err)}
			}
		})
	}
	go func() {
		seen := make(map[string]bool, len(connectionIDs))
		for _, id := range connectionIDs {
			if !seen[id] {
				seen[id] = true
				ids <- id // once ctx has ended, each fails at once
			}
		}
		close(ids)
		senders.Wait()
		close(results)
	}()
	var failed []Failure
	for r := range results {
		switch {
		case errors.Is(r.Err, ErrGone):
			gone = append(gone, r.ConnectionID)
		case r.Err != nil:
			failed = append(failed, r)
		}
	}
	slices.Sort(gone)
	if len(failed) == 0 {
		return gone, nil
	}
	slices.SortFunc(failed, func(a, b Failure) int { return strings.Compare(a.ConnectionID, b.ConnectionID) })
	return gone, &BroadcastError{failed}
}

// BroadcastJSON is Broadcast of a value as JSON.
func (a *API) BroadcastJSON(ctx context.Context, connectionIDs []string, v any, options *BroadcastOptions) (gone []string, err error) {
	message, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("connections: encoding the message: %w", err)
	}
	return a.Broadcast(ctx, connectionIDs, message, options)
}

// patient retries longer than the SDK does by itself. The SDK's budget of
// retries is for a service in trouble; a throttle is met by waiting.
func patient(attempts int) aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts, o.MaxBackoff, o.RateLimiter = attempts, maxPause, ratelimit.None
		o.Retryables = append(o.Retryables, retry.RetryableHTTPStatusCode{Codes: map[int]struct{}{429: {}}})
	})
}

// A Failure is a connection that got no message, and why.
type Failure struct {
	ConnectionID string
	Err          error
}

// A BroadcastError says which connections got no message, apart from those that
// are closed.
type BroadcastError struct{ Failed []Failure }

// Error names the first of the connections and how many more there are.
func (e *BroadcastError) Error() string {
	first := e.Failed[0]
	text := fmt.Sprintf("connections: broadcast to %s: %v", first.ConnectionID, first.Err)
	if more := len(e.Failed) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more)", more)
	}
	return text
}

// Unwrap returns the error of each connection.
func (e *BroadcastError) Unwrap() []error {
	errs := make([]error, len(e.Failed))
	for i, f := range e.Failed {
		errs[i] = f.Err
	}
	return errs
}
