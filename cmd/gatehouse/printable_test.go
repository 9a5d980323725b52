// Logs of functions can't control the terminal.

package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestControlCharactersAreEscapedInLogs(t *testing.T) {
	evil := "a\x1b[31mb\x00\x07\r\u009b2J\x7f\x9bé✓\tz"
	records := func(log *slog.Logger) {
		log.Info("function", slog.String("function", "F"), slog.String("requestId", "1"), slog.String("line", evil))
		log.Warn("request", slog.Int("status", 200), slog.Duration("latency", time.Second), slog.String("path", "/"+evil), slog.String("method", "GET"), slog.String("reason", evil))
		log.Error(servedOn, slog.String("problem", evil+"\nsecond line"))
		log.Warn(evil, slog.String("x", evil))
	}
	var people, scripts bytes.Buffer
	records(slog.New(newLineHandler(&people, slog.LevelInfo)))
	records(slog.New(slog.NewJSONHandler(jsonWriter{&scripts}, nil)))
	for _, out := range []string{people.String(), scripts.String()} {
		for _, r := range out {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar && out == people.String() {
				t.Fatalf("%U is in %q", r, out)
			}
		}
	}
	if want := `a\x1b[31mb\x00\a\r\u009b2J\x7f\x9bé✓` + "\tz"; !strings.Contains(people.String(), "F 1 | "+want) {
		t.Errorf("got %s, want %s", people.String(), want)
	}
	if !strings.Contains(people.String(), "second line\n  "+servedOn) {
		t.Errorf("what it means does not stand below the problem:\n%s", people.String())
	}
	var record struct{ Line string }
	first, _, _ := strings.Cut(scripts.String(), "\n")
	if err := json.Unmarshal([]byte(first), &record); err != nil || record.Line != strings.ToValidUTF8(evil, "\ufffd") {
		t.Errorf("a script reads %q, %v", record.Line, err)
	}
	if got := printableLine("a\nb"); got != `a\nb` {
		t.Errorf("two lines stay two: %q", got)
	}
}
