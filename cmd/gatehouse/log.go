// Log lines as a person reads them.

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// lineHandler writes a request, a function's line or a notice as one line each.
type lineHandler struct {
	mu    *sync.Mutex
	w     io.Writer
	level slog.Level
}

func newLineHandler(w io.Writer, level slog.Level) *lineHandler {
	return &lineHandler{mu: &sync.Mutex{}, w: w, level: level}
}

func (h *lineHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }
func (h *lineHandler) WithAttrs([]slog.Attr) slog.Handler               { return h }
func (h *lineHandler) WithGroup(string) slog.Handler                    { return h }

func (h *lineHandler) Handle(_ context.Context, r slog.Record) error {
	attrs := map[string]slog.Value{}
	r.Attrs(func(a slog.Attr) bool {
		attrs[a.Key] = a.Value
		return true
	})
	var line string
	switch r.Message {
	case "request":
		line = requestLine(attrs)
	case "function":
		line = fmt.Sprintf("  %s %s | %s", attrs["function"], shortID(attrs["requestId"].String()), printableLine(attrs["line"].String()))
	case servedOn, waiting:
		line = indent(attrs["problem"].String()) + "\n  " + r.Message
	default:
		line = r.Message
		r.Attrs(func(a slog.Attr) bool {
			line += fmt.Sprintf("\n  %s: %s", a.Key, indent(a.Value.String()))
			return true
		})
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := fmt.Fprintf(h.w, "%s %s\n", r.Time.Format("15:04:05"), printable(line))
	return err
}

// indent sets the lines after the first off from the next record.
func indent(text string) string { return strings.ReplaceAll(text, "\n", "\n  ") }

func requestLine(attrs map[string]slog.Value) string {
	var b strings.Builder
	method, path := printableLine(attrs["method"].String()), printableLine(attrs["path"].String())
	fmt.Fprintf(&b, "%d %s %s %s", attrs["status"].Int64(), method, path, round(attrs["latency"].Duration()))
	if cold, ok := attrs["coldStart"]; ok {
		fmt.Fprintf(&b, " (cold start %s)", round(cold.Duration()))
	}
	if reason, ok := attrs["reason"]; ok {
		fmt.Fprintf(&b, "\n         %s", strings.ReplaceAll(reason.String(), "\n", "\n         "))
	}
	return b.String()
}

// shortID is enough of a request's id to tell lines apart.
func shortID(id string) string {
	if len(id) > 8 {
		return id[:8]
	}
	return id
}

func round(d time.Duration) time.Duration {
	if d < time.Millisecond {
		return d.Round(10 * time.Microsecond)
	}
	return d.Round(100 * time.Microsecond)
}
