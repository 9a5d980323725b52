package local

// Records of requests.

import (
	"context"
	"log/slog"
	"time"
)

func (x *exchange) log(status int, written int64) {
	log := x.g.srv.cfg.Log
	if log == nil {
		return
	}
	attrs := []slog.Attr{
		slog.String("api", x.g.api.Path),
		slog.String("method", x.r.Method),
		slog.String("path", x.asked.URL.RequestURI()),
		slog.Int("status", status),
		slog.Duration("latency", time.Since(x.started)),
		slog.Int64("bytes", written),
		slog.String("requestId", x.id),
	}
	if x.route != nil {
		attrs = append(attrs, slog.String("route", x.route.Key))
	}
	if x.function != "" {
		attrs = append(attrs, slog.String("function", x.function))
	}
	if x.cold {
		attrs = append(attrs, slog.Duration("coldStart", x.init))
	}
	level := slog.LevelInfo
	if x.reason != "" {
		attrs = append(attrs, slog.String("reason", x.reason))
		level = slog.LevelWarn
	}
	log.LogAttrs(context.Background(), level, "request", attrs...)
}
