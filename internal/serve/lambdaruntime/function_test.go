// The life of a function: starts, errors, timeouts, limits and new code.

package lambdaruntime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

func TestOneProcessServesEventsInTurn(t *testing.T) {
	f := start(t, nil)
	first := call(t, f, "echo", "a")
	for i := range 200 {
		a := call(t, f, "echo", strconv.Itoa(i))
		if a.Text != strconv.Itoa(i) || a.PID != first.PID {
			t.Fatalf("event %d: got %+v, first process was %d", i, a, first.PID)
		}
	}
	if n := f.Workers(); n != 1 {
		t.Errorf("%d processes for events in turn, want 1", n)
	}
}

func TestColdStartIsReported(t *testing.T) {
	f := start(t, nil)
	for i, want := range []bool{true, false} {
		r, err := f.Do(t.Context(), lambdaruntime.Invocation{RequestID: "r", Payload: event("echo", "")})
		if err != nil {
			t.Fatal(err)
		}
		if r.Cold != want || r.Cold != (r.Init > 0) || r.Duration <= 0 {
			t.Errorf("event %d: cold %v, init %v, duration %v", i, r.Cold, r.Init, r.Duration)
		}
	}
}

func TestConcurrentEventsGetTheirOwnAnswers(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.MaxWorkers = 4; c.Log = nil })
	var wg sync.WaitGroup
	for i := range 400 {
		wg.Go(func() {
			id := fmt.Sprintf("request-%d", i)
			r, err := f.Do(t.Context(), lambdaruntime.Invocation{RequestID: id, Payload: event("echo", id)})
			if err != nil {
				t.Error(err)
				return
			}
			var a answer
			if err := json.Unmarshal(r.Payload, &a); err != nil || a.Text != id || a.RequestID != id {
				t.Errorf("%s got %s", id, r.Payload)
			}
		})
	}
	wg.Wait()
	if n := f.Workers(); n > 4 {
		t.Errorf("%d processes, limit is 4", n)
	}
}

func TestReservedConcurrencyThrottles(t *testing.T) {
	one := 1
	f := start(t, func(c *lambdaruntime.Config) { c.Reserved = &one })
	call(t, f, "echo", "warm")
	done := make(chan error, 1)
	go func() {
		_, err := f.Invoke(t.Context(), event("sleep", "1s"))
		done <- err
	}()
	time.Sleep(300 * time.Millisecond)
	if _, err := f.Invoke(t.Context(), event("echo", "")); !errors.Is(err, lambdaruntime.ErrThrottled) {
		t.Errorf("second event: %v, want ErrThrottled", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestErrorsOfTheFunction(t *testing.T) {
	f := start(t, nil)
	tests := []struct{ do, text, typ, message string }{
		{"fail", "no luck", "errorString", "no luck"},
		{"panic", "ouch", "string", "ouch"},
		{"exit", "", "Runtime.ExitError", "exit status 7"},
		{"large", "", "Function.ResponseSizeTooLarge", "exceeded"},
	}
	for _, test := range tests {
		_, err := f.Invoke(t.Context(), event(test.do, test.text))
		fe, ok := errors.AsType[*lambdaruntime.FunctionError](err)
		if !ok || fe.Type != test.typ || !strings.Contains(fe.Message, test.message) || fe.Init || !json.Valid(fe.Payload) {
			t.Errorf("%s: got %v, want %s with %q", test.do, err, test.typ, test.message)
		}
		call(t, f, "echo", "alive after "+test.do)
	}
}

func TestInitialisationThatFails(t *testing.T) {
	for _, how := range []string{"init-exit", "init-hang"} {
		f := start(t, func(c *lambdaruntime.Config) {
			c.Environment["TEST_FUNCTION"] = how
			c.InitTimeout = 300 * time.Millisecond
		})
		_, err := f.Invoke(t.Context(), event("echo", ""))
		fe, isExit := errors.AsType[*lambdaruntime.FunctionError](err)
		te, isTimeout := errors.AsType[*lambdaruntime.TimeoutError](err)
		switch {
		case how == "init-exit" && isExit && fe.Init && strings.Contains(fe.Message, "exit status 3"):
		case how == "init-hang" && isTimeout && te.Init:
		default:
			t.Errorf("%s: %v", how, err)
		}
	}
	f := start(t, func(c *lambdaruntime.Config) { c.Command = []string{"./missing"} })
	if _, err := f.Invoke(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("no such program: %v", err)
	}
}

func TestTimeoutKillsAndTheNextEventWorks(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.Timeout = 200 * time.Millisecond })
	before := call(t, f, "echo", "")
	begin := time.Now()
	_, err := f.Invoke(t.Context(), event("sleep", "10s"))
	if _, ok := errors.AsType[*lambdaruntime.TimeoutError](err); !ok {
		t.Fatalf("got %v, want a timeout", err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("timeout of 200ms took %v", took)
	}
	after := call(t, f, "echo", "")
	if after.PID == before.PID {
		t.Error("the process that timed out is still in use")
	}
	waitGone(t, before.PID)
}

func TestDeadlineReachesTheHandler(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.Timeout = 7 * time.Second })
	payload, err := f.Invoke(t.Context(), event("deadline", ""))
	if err != nil {
		t.Fatal(err)
	}
	left, err := strconv.ParseFloat(string(payload), 64)
	if err != nil || left < 5 || left > 7 {
		t.Errorf("handler has %s seconds left, want about 7", payload)
	}
}

func TestEnvironmentOfTheFunction(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1")
	t.Setenv("SECRET_OF_THE_SHELL", "not for functions")
	t.Setenv("AWS_LAMBDA_FUNCTION_NAME", "outer")
	f := start(t, func(c *lambdaruntime.Config) {
		c.Environment["TABLE"] = "todos"
		c.Environment["AWS_LAMBDA_RUNTIME_API"] = "elsewhere"
		c.Region, c.Handler, c.MemoryMB = "eu-west-3", "index.handler", 512
	})
	payload, err := f.Invoke(t.Context(), event("env", ""))
	if err != nil {
		t.Fatal(err)
	}
	var env []string
	if err := json.Unmarshal(payload, &env); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"TABLE=todos", "AWS_REGION=eu-west-3", "_HANDLER=index.handler", "AWS_LAMBDA_FUNCTION_NAME=test",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_ENDPOINT_URL_SQS=http://127.0.0.1:1", "TZ=:UTC",
	} {
		if !slices.Contains(env, want) {
			t.Errorf("environment lacks %s", want)
		}
	}
	for _, kv := range env {
		if strings.HasPrefix(kv, "SECRET_OF_THE_SHELL=") {
			t.Error("the shell's own variables reach the function")
		}
	}
}

func TestLogLinesCarryTheirRequest(t *testing.T) {
	var book logbook
	f := start(t, func(c *lambdaruntime.Config) { c.Log = book.add })
	var want strings.Builder
	for i := range 300 {
		id := fmt.Sprintf("id-%d", i)
		if _, err := f.Do(t.Context(), lambdaruntime.Invocation{RequestID: id, Payload: event("echo", id)}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&want, "%s|echo %s\n", id, id)
	}
	if got := book.text(); got != want.String() {
		t.Errorf("log lines are counted to the wrong event or lost:\n%s", got)
	}
}

func TestLastLineOfACrashIsLogged(t *testing.T) {
	var book logbook
	f := start(t, func(c *lambdaruntime.Config) { c.Log = book.add })
	f.Do(t.Context(), lambdaruntime.Invocation{RequestID: "x", Payload: event("exit", "")})
	if got := book.text(); !strings.Contains(got, "x|leaving\n") || !strings.Contains(got, "exit status 7") {
		t.Errorf("log is %q", got)
	}
}

func TestAbandonedEventsDoNotDisturbTheNext(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.MaxWorkers = 1 })
	call(t, f, "echo", "warm")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := f.Invoke(ctx, event("sleep", "200ms")); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	if a := call(t, f, "echo", "mine"); a.Text != "mine" {
		t.Errorf("got %+v, an answer of another event", a)
	}
}

func TestRetireFinishesWhatItHas(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.MaxWorkers = 1 })
	pid := call(t, f, "echo", "warm").PID
	errs := make(chan error, 3)
	for range 3 {
		go func() {
			_, err := f.Invoke(t.Context(), event("sleep", "300ms"))
			errs <- err
		}()
	}
	time.Sleep(200 * time.Millisecond)
	f.Retire()
	if _, err := f.Invoke(t.Context(), event("echo", "")); !errors.Is(err, lambdaruntime.ErrClosed) {
		t.Errorf("new event after Retire: %v, want ErrClosed", err)
	}
	for range 3 {
		if err := <-errs; err != nil {
			t.Errorf("event from before Retire: %v", err)
		}
	}
	waitGone(t, pid)
}

func TestCloseLeavesNoProcess(t *testing.T) {
	f := start(t, nil)
	pid := call(t, f, "echo", "").PID
	payload, err := f.Invoke(t.Context(), event("child", ""))
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(string(payload))
	if err != nil {
		t.Fatal(err)
	}
	running := make(chan error, 1)
	go func() {
		_, err := f.Invoke(t.Context(), event("sleep", "30s"))
		running <- err
	}()
	time.Sleep(50 * time.Millisecond)
	f.Close()
	if err := <-running; !errors.Is(err, lambdaruntime.ErrClosed) {
		t.Errorf("event under way: %v, want ErrClosed", err)
	}
	waitGone(t, pid)
	waitGone(t, child)
}

func TestStreamPassesPartsOn(t *testing.T) {
	f := start(t, nil)
	s, err := f.Stream(t.Context(), lambdaruntime.Invocation{Payload: event("stream", "")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Body.Close()
	if !s.Streaming || s.ContentType != "application/vnd.awslambda.http-integration-response" {
		t.Errorf("streaming %v, content type %q", s.Streaming, s.ContentType)
	}
	begin := time.Now()
	body, err := io.ReadAll(s.Body)
	if err != nil || !strings.HasSuffix(string(body), "part 0\npart 1\npart 2\n") {
		t.Errorf("read %q, %v", body, err)
	}
	if took := time.Since(begin); took < 30*time.Millisecond {
		t.Errorf("the answer came all at once, after %v", took)
	}
	call(t, f, "echo", "after")
	if n := f.Workers(); n != 1 {
		t.Errorf("%d processes, want 1", n)
	}

	s, err = f.Stream(t.Context(), lambdaruntime.Invocation{Payload: event("stream", "broken off")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Body.Close()
	if _, err = io.ReadAll(s.Body); err == nil || !strings.Contains(err.Error(), "broken off") {
		t.Errorf("error in the middle of a stream: %v", err)
	}
}

func TestPayloadLimit(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.Timeout = time.Minute })
	_, err := f.Invoke(t.Context(), make([]byte, lambdaruntime.MaxPayload+1))
	if !errors.Is(err, lambdaruntime.ErrRequestTooLarge) {
		t.Errorf("got %v", err)
	}
	text := strings.Repeat("x", 5<<20)
	if a := call(t, f, "echo", text); a.Text != text {
		t.Error("5 MB came back changed")
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	before := openFiles(t)
	for range 100 {
		f := lambdaruntime.New(config(t))
		call(t, f, "echo", "")
		f.Invoke(t.Context(), event("exit", ""))
		f.Close()
	}
	for range 50 {
		if openFiles(t) <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d open files before, %d after", before, openFiles(t))
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Skip("no /dev/fd on this system to count open files in")
	}
	return len(entries)
}

// waitGone waits until there's no such process, not even as a zombie.
func waitGone(t *testing.T, pid int) {
	t.Helper()
	for range 100 {
		if p, err := os.FindProcess(pid); err != nil || p.Signal(syscall.Signal(0)) != nil {
			return
		}
		// A grandchild is handed to the system's first process, which may be slow to collect it.
		if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil && strings.Contains(string(stat), ") Z 1 ") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d is still there", pid)
}
