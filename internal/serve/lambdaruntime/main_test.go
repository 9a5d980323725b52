// The test binary is also the function under test: started with
// TEST_FUNCTION set it polls the Runtime API instead of running tests.

package lambdaruntime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

func TestMain(m *testing.M) {
	switch os.Getenv("TEST_FUNCTION") {
	case "":
		os.Exit(m.Run())
	case "init-exit":
		fmt.Println("cannot start")
		os.Exit(3)
	case "init-hang":
		select {}
	case "probe":
		probe()
	default:
		lambda.Start(function)
	}
}

// function does what its event says.
func function(ctx context.Context, in map[string]any) (any, error) {
	lc, _ := lambdacontext.FromContext(ctx)
	text, _ := in["text"].(string)
	switch in["do"] {
	case "echo":
		fmt.Println("echo", text[:min(len(text), 100)])
		return map[string]any{"text": text, "requestId": lc.AwsRequestID, "pid": os.Getpid()}, nil
	case "env":
		return os.Environ(), nil
	case "fail":
		return nil, errors.New(text)
	case "panic":
		panic(text)
	case "exit":
		fmt.Fprintln(os.Stderr, "leaving")
		os.Exit(7)
	case "sleep":
		d, err := time.ParseDuration(text)
		if err != nil {
			return nil, err
		}
		time.Sleep(d)
		return map[string]any{"text": text, "pid": os.Getpid()}, nil
	case "deadline":
		deadline, _ := ctx.Deadline()
		return time.Until(deadline).Seconds(), nil
	case "child":
		child := exec.Command("sleep", "300")
		child.Stdout = os.Stdout
		if err := child.Start(); err != nil {
			return nil, err
		}
		return child.Process.Pid, nil
	case "session": // a child that leaves the group
		return daemon("setsid", "sleep", "300")
	case "orphan": // one whose parent ends, too
		return daemon("setsid", "sh", "-c", "sleep 300 >/dev/null 2>&1 & echo $!")
	case "large":
		return strings.Repeat("x", lambdaruntime.MaxPayload), nil
	case "stream":
		r, w := io.Pipe()
		go func() {
			for i := range 3 {
				fmt.Fprintf(w, "part %d\n", i)
				time.Sleep(50 * time.Millisecond)
			}
			if text != "" {
				w.CloseWithError(errors.New(text))
				return
			}
			w.Close()
		}()
		return &events.LambdaFunctionURLStreamingResponse{StatusCode: 200, Body: r}, nil
	}
	return nil, fmt.Errorf("no such thing to do: %v", in["do"])
}

// config is for the test binary as a function.
func config(t testing.TB) lambdaruntime.Config {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return lambdaruntime.Config{
		Name:        "test",
		Command:     []string{program},
		Dir:         t.TempDir(),
		Timeout:     20 * time.Second,
		Environment: map[string]string{"TEST_FUNCTION": "yes"},
		Log:         func(l lambdaruntime.Line) { t.Logf("%s %s", l.RequestID, l.Text) },
	}
}

func start(t *testing.T, change func(*lambdaruntime.Config)) *lambdaruntime.Function {
	t.Helper()
	cfg := config(t)
	if change != nil {
		change(&cfg)
	}
	f := lambdaruntime.New(cfg)
	t.Cleanup(f.Close)
	return f
}

func event(do, text string) []byte {
	b, err := json.Marshal(map[string]string{"do": do, "text": text})
	if err != nil {
		panic(err)
	}
	return b
}

// answer is what echo and sleep answer.
type answer struct {
	Text      string
	RequestID string
	PID       int
}

func call(t *testing.T, f *lambdaruntime.Function, do, text string) answer {
	t.Helper()
	payload, err := f.Invoke(t.Context(), event(do, text))
	if err != nil {
		t.Fatalf("%s %s: %v", do, text, err)
	}
	var a answer
	if err := json.Unmarshal(payload, &a); err != nil {
		t.Fatalf("%s: %v", payload, err)
	}
	return a
}

// logbook collects lines.
type logbook struct {
	mu    sync.Mutex
	lines []lambdaruntime.Line
}

func (b *logbook) add(l lambdaruntime.Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, l)
}

func (b *logbook) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s strings.Builder
	for _, l := range b.lines {
		fmt.Fprintf(&s, "%s|%s\n", l.RequestID, l.Text)
	}
	return s.String()
}

// daemon starts a program and returns the id of the process that stays: the one
// that it writes, or its own.
func daemon(name string, args ...string) (int, error) {
	child := exec.Command(name, args...)
	if args[0] != "sh" {
		err := child.Start()
		return child.Process.Pid, err
	}
	text, err := child.Output()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}
