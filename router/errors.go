// Errors: what a handler returns when there's no good answer.

package router

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// An Error is an error with a status. It is sent as Powertools for AWS Lambda
// sends its own: {"statusCode":404,"message":"Not found"}.
type Error struct {
	Status  int    // 0: 500
	Message string // for the client; "" is the status's name, such as "Not Found"
	Detail  any    // if not nil, sent as JSON in the message's place
	Cause   error  // not for the client; logged if the status is 500 or more
}

// Errorf returns an error with a status and a message for the client. If the
// format has %w, the error wrapped by it becomes the cause.
func Errorf(status int, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Status: status, Message: err.Error(), Cause: errors.Unwrap(err)}
}

// Error returns the status and message.
func (e *Error) Error() string {
	text := fmt.Sprintf("%d %s", e.status(), e.message())
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

func (e *Error) status() int {
	if e.Status == 0 {
		return http.StatusInternalServerError
	}
	return e.Status
}

func (e *Error) message() string {
	if e.Message != "" {
		return e.Message
	}
	return http.StatusText(e.status())
}

// BadRequest returns an error of status 400.
func BadRequest(message string) *Error { return &Error{Status: 400, Message: message} }

// Unauthorized returns an error of status 401: nobody is logged in.
func Unauthorized(message string) *Error { return &Error{Status: 401, Message: message} }

// Forbidden returns an error of status 403: who is logged in may not do it.
func Forbidden(message string) *Error { return &Error{Status: 403, Message: message} }

// NotFound returns an error of status 404.
func NotFound(message string) *Error { return &Error{Status: 404, Message: message} }

// MethodNotAllowed returns an error of status 405.
func MethodNotAllowed(message string) *Error { return &Error{Status: 405, Message: message} }

// RequestTimeout returns an error of status 408.
func RequestTimeout(message string) *Error { return &Error{Status: 408, Message: message} }

// Conflict returns an error of status 409.
func Conflict(message string) *Error { return &Error{Status: 409, Message: message} }

// ContentTooLarge returns an error of status 413.
func ContentTooLarge(message string) *Error { return &Error{Status: 413, Message: message} }

// UnsupportedMediaType returns an error of status 415.
func UnsupportedMediaType(message string) *Error { return &Error{Status: 415, Message: message} }

// Unprocessable returns an error of status 422.
func Unprocessable(message string) *Error { return &Error{Status: 422, Message: message} }

// TooManyRequests returns an error of status 429.
func TooManyRequests(message string) *Error { return &Error{Status: 429, Message: message} }

// InternalServerError returns an error of status 500 that tells the client the
// message. Any other error is a 500 that reveals nothing.
func InternalServerError(message string) *Error { return &Error{Status: 500, Message: message} }

// ServiceUnavailable returns an error of status 503.
func ServiceUnavailable(message string) *Error { return &Error{Status: 503, Message: message} }

// A PanicError is the error that a panic in a handler or middleware becomes.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // of the goroutine, as debug.Stack writes it
}

// Error says that it was a panic, and of what.
func (e *PanicError) Error() string { return fmt.Sprintf("router: panic: %v", e.Value) }

// Unwrap returns the value if it's an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// An errorHandler answers an error of the type it is for.
type errorHandler func(ctx context.Context, req *Request, err error) (v any, failed error, handled bool)

// OnError registers a handler for errors of type E, which may be an interface.
// An error in the chain that errors.Unwrap walks is matched from the outermost
// in, so the handler of the more specific error wins; of two handlers for one
// error, the one registered last. Routes that aren't found are errors too, of
// type *Error. What the handler returns is answered as from a route's handler,
// but an error isn't handled a second time.
func OnError[E error](r *Router, h func(ctx context.Context, req *Request, err E) (any, error)) {
	r.core.routes.frozen("OnError")
	r.core.responder.onError = append(r.core.responder.onError, func(ctx context.Context, req *Request, err error) (any, error, bool) {
		match, ok := err.(E)
		if as, can := err.(interface{ As(any) bool }); !ok && can {
			ok = as.As(&match)
		}
		if !ok {
			return nil, nil, false
		}
		v, failed := h(ctx, req, match)
		return v, failed, true
	})
}
