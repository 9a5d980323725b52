// Package requestlog writes the record of each request, the same for every kind of API.
//
//	requestlog.Write(log, requestlog.Record{API: "Todo/Api", Method: "GET", Target: "/todos", Status: 200})
package requestlog

import (
	"context"
	"log/slog"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

// Record is what is known of a request once it has been answered.
type Record struct {
	API     string // construct path of the API, or of the custom domain if none was found
	Method  string
	Target  string // path and query, as the client sent them
	Route   string // route key; empty if none was found
	Status  int
	Bytes   int64 // of the answer's body
	Started time.Time
	ID      string
	Reason  string // why it was not answered as the client may have hoped
	Called  reply.Called
}

// Write logs a record: as a warning if it has a reason. Without a logger nothing happens.
func Write(log *slog.Logger, r Record) {
	if log == nil {
		return
	}
	attrs := []slog.Attr{
		slog.String("api", r.API),
		slog.String("method", r.Method),
		slog.String("path", r.Target),
		slog.Int("status", r.Status),
		slog.Duration("latency", time.Since(r.Started)),
		slog.Int64("bytes", r.Bytes),
		slog.String("requestId", r.ID),
	}
	if r.Route != "" {
		attrs = append(attrs, slog.String("route", r.Route))
	}
	if r.Called.Function != "" {
		attrs = append(attrs, slog.String("function", r.Called.Function))
	}
	if r.Called.Cold {
		attrs = append(attrs, slog.Duration("coldStart", r.Called.Init))
	}
	level := slog.LevelInfo
	if r.Reason != "" {
		attrs = append(attrs, slog.String("reason", r.Reason))
		level = slog.LevelWarn
	}
	log.LogAttrs(context.Background(), level, "request", attrs...)
}
