// What can go wrong with an invocation, one type or value for each thing that
// a caller answers differently.

package lambdaruntime

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

var (
	// ErrClosed is returned for invocations of a Function after Close or Retire.
	ErrClosed = errors.New("function is closed")

	// ErrThrottled is returned when as many events as the function's reserved
	// concurrency are being handled.
	ErrThrottled = errors.New("function is throttled: its reserved concurrency is in use")

	// ErrRequestTooLarge is returned for payloads of more than MaxPayload bytes.
	ErrRequestTooLarge = fmt.Errorf("request payload is larger than %d bytes", MaxPayload)
)

// FunctionError is an error that the function itself reported: its handler
// returned an error or panicked, or its initialisation failed.
type FunctionError struct {
	Type    string // as the runtime names it, e.g. "errorString" or "Runtime.ExitError"
	Message string
	Payload json.RawMessage // the whole error document, as Lambda answers an Invoke
	Init    bool            // it happened before the function took its first event
}

func (e *FunctionError) Error() string {
	if e.Init {
		return fmt.Sprintf("function failed to start: %s: %s", e.Type, e.Message)
	}
	return fmt.Sprintf("function failed: %s: %s", e.Type, e.Message)
}

// TimeoutError is returned when a function took longer than its timeout. Its
// process has been killed.
type TimeoutError struct {
	RequestID string
	After     time.Duration
	Init      bool // it happened before the function took its first event
}

func (e *TimeoutError) Error() string {
	if e.Init {
		return fmt.Sprintf("%s Initialization timed out after %.2f seconds", e.RequestID, e.After.Seconds())
	}
	return fmt.Sprintf("%s Task timed out after %.2f seconds", e.RequestID, e.After.Seconds())
}

// As makes a *FunctionError of it: who calls Lambda's Invoke gets a timeout as an
// error of the function, of type Sandbox.Timedout, and not as one of Lambda's own
// (Lambda API reference, "Invoke", FunctionError).
func (e *TimeoutError) As(target any) bool {
	to, ok := target.(**FunctionError)
	if ok {
		message := fmt.Sprintf("RequestId: %s Error: Task timed out after %.2f seconds", e.RequestID, e.After.Seconds())
		*to = newFunctionError("Sandbox.Timedout", message, e.Init)
	}
	return ok
}

// newFunctionError makes the error document that Lambda answers with.
func newFunctionError(typ, message string, init bool) *FunctionError {
	payload, err := json.Marshal(map[string]string{"errorType": typ, "errorMessage": message})
	if err != nil {
		panic("lambdaruntime: " + err.Error()) // two strings always marshal
	}
	return &FunctionError{Type: typ, Message: message, Payload: payload, Init: init}
}

// readFunctionError reads what a runtime posted to an error path. Runtimes
// give the type in the body, in a header, or in both.
func readFunctionError(header string, body []byte, init bool) *FunctionError {
	var doc struct {
		ErrorType    string `json:"errorType"`
		ErrorMessage string `json:"errorMessage"`
	}
	if json.Unmarshal(body, &doc) != nil {
		return newFunctionError(cmp.Or(header, "Unknown"), string(body), init)
	}
	return &FunctionError{
		Type:    cmp.Or(doc.ErrorType, cmp.Or(header, "Unknown")),
		Message: doc.ErrorMessage,
		Payload: body,
		Init:    init,
	}
}
