// Middleware that most functions want: ids, access log, recovery, time, size.

package router

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// RequestID sets the header X-Request-Id on every response: the gateway's id of
// the request, or Lambda's.
func RequestID() Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (any, error) {
			if id := requestID(ctx, req); id != "" {
				req.ResponseHeader().Set("X-Request-Id", id)
			}
			return next(ctx, req)
		}
	}
}

func requestID(ctx context.Context, req *Request) string {
	if id := req.RequestID(); id != "" {
		return id
	}
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		return lc.AwsRequestID
	}
	return ""
}

type correlationKey struct{}

// CorrelationID takes an id that runs through several services from a request
// header, such as "X-Correlation-Id", or takes the request's own id. Handlers
// find it with CorrelationIDFrom; the response has it in the same header. An id
// that isn't 1 to 128 letters, digits and "-_.:/=+" is not taken: it ends up in
// logs.
func CorrelationID(header string) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (any, error) {
			id := req.Header(header)
			if !plainID(id) {
				id = requestID(ctx, req)
			}
			if id != "" {
				req.ResponseHeader().Set(header, id)
				ctx = context.WithValue(ctx, correlationKey{}, id)
			}
			return next(ctx, req)
		}
	}
}

// CorrelationIDFrom returns the id that CorrelationID found, "" if there's none.
func CorrelationIDFrom(ctx context.Context) string {
	id, _ := ctx.Value(correlationKey{}).(string)
	return id
}

func plainID(id string) bool {
	return id != "" && len(id) <= 128 && !strings.ContainsFunc(id, func(c rune) bool {
		return !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.ContainsRune("-_.:/=+", c))
	})
}

// AccessLog writes one line for each request: method, path, route, status,
// duration, size of the body if known, client and ids. Responses of
// 500 and more are errors, of 400 and more warnings. A nil logger is
// slog.Default(). It belongs before middleware whose answers it should log.
func AccessLog(logger *slog.Logger) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (any, error) {
			start := time.Now()
			v, err := next(ctx, req)
			resp, err := Render(ctx, req, v, err)
			l := logger
			if l == nil {
				l = slog.Default()
			}
			status, level := 500, slog.LevelInfo
			if err == nil {
				status = resp.status()
			}
			switch {
			case status >= 500:
				level = slog.LevelError
			case status >= 400:
				level = slog.LevelWarn
			}
			attrs := []slog.Attr{
				slog.String("method", req.Method), slog.String("path", req.Path), slog.String("route", req.RouteKey()),
				slog.Int("status", status), slog.Duration("duration", time.Since(start)), slog.String("ip", req.SourceIP()),
				slog.String("userAgent", req.UserAgent()),
			}
			if id := req.RequestID(); id != "" {
				attrs = append(attrs, slog.String("apiRequestId", id)) // requestId is the invocation's, which Lambda's own logger adds
			}
			if id := CorrelationIDFrom(ctx); id != "" {
				attrs = append(attrs, slog.String("correlationId", id))
			}
			if err == nil {
				switch b := resp.Body.(type) {
				case string:
					attrs = append(attrs, slog.Int("bytes", len(b)))
				case []byte:
					attrs = append(attrs, slog.Int("bytes", len(b)))
				}
			}
			l.LogAttrs(ctx, level, "request", attrs...)
			if err != nil {
				return nil, err
			}
			return resp, nil
		}
	}
}

// Recover turns a panic of what it wraps into a *PanicError, so that middleware
// around it sees an error. A handler's own panic always arrives so; Recover is
// for that of other middleware.
func Recover() Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (v any, err error) {
			defer func() {
				if p := recover(); p != nil {
					v, err = nil, &PanicError{Value: p, Stack: debug.Stack()}
				}
			}()
			return next(ctx, req)
		}
	}
}

// Timeout answers 503 if the handler takes longer than the Lambda function has
// time, less margin, so that the client gets an answer at all. The handler's
// context ends at that moment; a handler that ignores it runs on while the
// function is frozen, and it may not touch what it was given. Without a
// deadline nothing times out.
func Timeout(margin time.Duration) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (any, error) {
			deadline, ok := ctx.Deadline()
			if !ok {
				return next(ctx, req)
			}
			ctx, cancel := context.WithDeadline(ctx, deadline.Add(-margin))
			streams := false
			defer func() {
				if !streams { // a stream's context ends with the deadline
					cancel()
				}
			}()
			own := *req // the answer goes on with req while the handler may still run
			own.headers, own.queries, own.cookies, own.response = nil, nil, nil, nil
			type outcome struct {
				v   any
				err error
			}
			done := make(chan outcome, 1)
			go func() {
				v, err := call(ctx, &own, next)
				done <- outcome{v, err}
			}()
			select {
			case o := <-done:
				for name, values := range own.response {
					req.ResponseHeader()[name] = values
				}
				if resp, ok := o.v.(*Response); ok && resp != nil {
					_, streams = resp.Body.(io.Reader)
				}
				return o.v, o.err
			case <-ctx.Done():
				return nil, &Error{Status: 503, Message: "The request took too long", Cause: fmt.Errorf("router: %w", context.Cause(ctx))}
			}
		}
	}
}

// BodyLimit answers 413 to bodies of more than max bytes, after decoding.
func BodyLimit(max int) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (any, error) {
			if req.bodySize() > max {
				return nil, ContentTooLarge(fmt.Sprintf("The body is larger than %d bytes", max))
			}
			return next(ctx, req)
		}
	}
}

// bodySize returns the size of the body without decoding base64.
func (r *Request) bodySize() int {
	if r.event.body.Missing() {
		return 0
	}
	if r.event.base64 == "true" {
		text := strings.TrimRight(value(r.event.body), "=")
		return len(text) * 3 / 4
	}
	return len(value(r.event.body))
}
