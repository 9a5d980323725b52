// Other processes and web pages do not reach a function's Runtime API.

package lambdaruntime_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

// address starts a function whose program does nothing but say the address of
// its Runtime API, hands it an event, and returns the address.
func address(t *testing.T, keepsPath bool) (host, path string, answered <-chan error) {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	file := filepath.Join(t.TempDir(), "address")
	f := start(t, func(c *lambdaruntime.Config) {
		c.Command = []string{shell, "-c", `echo "$AWS_LAMBDA_RUNTIME_API" >"$FILE.new" && mv "$FILE.new" "$FILE" && exec sleep 60`}
		c.Environment = map[string]string{"FILE": file}
		c.KeepsPath = keepsPath
	})
	done := make(chan error, 1)
	go func() {
		_, err := f.Invoke(t.Context(), []byte(`"secret"`))
		done <- err
	}()
	for range 400 {
		if text, err := os.ReadFile(file); err == nil {
			host, path, _ = strings.Cut(strings.TrimSpace(string(text)), "/")
			return host, path, done
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the program does not start")
	return
}

// try sends a request and returns status and body.
func try(t *testing.T, method, url string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, fmt.Sprint(string(body), " ", response.Header.Get("Lambda-Runtime-Aws-Request-Id"))
}

// Another process of this machine finds the port, but not the address.
func TestAttackOtherProcessesTakeNoEvents(t *testing.T) {
	host, path, answered := address(t, true)
	if len(path) < 20 {
		t.Fatalf("the address has path %q", path)
	}
	for _, guess := range []string{"", "/guess", "/" + path[:len(path)-1], "//" + path, "/%2e/" + path} {
		base := "http://" + host + guess + "/2018-06-01/runtime/"
		for method, rest := range map[string]string{"GET": "invocation/next", "POST": "init/error"} {
			if status, body := try(t, method, base+rest); status != http.StatusForbidden || strings.Contains(body, "secret") {
				t.Errorf("%s %s: got %d %s", method, base+rest, status, body)
			}
		}
	}
	select {
	case err := <-answered:
		t.Fatalf("the event is answered: %v", err)
	default:
	}
	if status, body := try(t, "GET", "http://"+host+"/"+path+"/2018-06-01/runtime/invocation/next"); status != 200 || !strings.Contains(body, "secret") {
		t.Errorf("the process itself: got %d %s", status, body)
	}
}

// A web page can send requests to any port of this machine; its browser says so.
func TestAttackWebPagesDoNotReachTheRuntimeAPI(t *testing.T) {
	host, _, answered := address(t, false)
	base := "http://" + host + "/2018-06-01/runtime/"
	for _, headers := range [][]string{
		{"Origin", "https://evil.example.com"}, {"Origin", "null"}, {"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Site", "cross-site"},
	} {
		for method, path := range map[string]string{"POST": "init/error", "GET": "invocation/next"} {
			if status, body := try(t, method, base+path, headers...); status != http.StatusForbidden {
				t.Errorf("%s %s with %v: got %d %s", method, path, headers, status, body)
			}
		}
	}
	select {
	case err := <-answered:
		t.Errorf("the event is answered: %v", err)
	default:
	}
}

// init/error ends a function that can't start; one that has started goes on.
func TestAttackInitErrorAfterTheStartKillsNothing(t *testing.T) {
	host, _, answered := address(t, false)
	base := "http://" + host + "/2018-06-01/runtime/"
	status, body := try(t, "GET", base+"invocation/next")
	if status != 200 {
		t.Fatalf("got %d %s", status, body)
	}
	if status, body := try(t, "POST", base+"init/error"); status != http.StatusForbidden {
		t.Errorf("init/error after the first event: got %d %s", status, body)
	}
	_, id, _ := strings.Cut(body, " ")
	if status, body := try(t, "POST", base+"invocation/"+id+"/response"); status != http.StatusAccepted {
		t.Errorf("the answer: got %d %s", status, body)
	}
	if err := <-answered; err != nil {
		t.Errorf("the event is answered: %v", err)
	}
}

func TestGoProgramsKnowPaths(t *testing.T) {
	program := filepath.Join(t.TempDir(), "bootstrap")
	if out, err := exec.Command("go", "build", "-o", program, "./testdata/gofunction").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !lambdaruntime.KnowsPaths(program) {
		t.Error("a program with aws-lambda-go does not know paths")
	}
	script := filepath.Join(t.TempDir(), "bootstrap")
	if err := os.WriteFile(script, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if lambdaruntime.KnowsPaths(script) || lambdaruntime.KnowsPaths(script+".none") {
		t.Error("a script knows paths")
	}
	f := start(t, func(c *lambdaruntime.Config) { c.Command, c.KeepsPath = []string{program}, true })
	if got, err := f.Invoke(t.Context(), []byte(`{"a":1}`)); err != nil || string(got) != `{"a":1}` {
		t.Errorf("got %s, %v", got, err)
	}
}

// A child with a session of its own is in no group of its parent's. It must end
// all the same: when the function is closed, and when it ended by itself.
func TestAttackChildrenWithASessionOfTheirOwnEnd(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere only the group ends, as docs/local.md says")
	}
	for name, end := range map[string]func(f *lambdaruntime.Function){
		"closed": func(f *lambdaruntime.Function) { f.Close() },
		"ended": func(f *lambdaruntime.Function) {
			f.Invoke(t.Context(), event("exit", ""))
			f.Close()
		},
	} {
		f := start(t, nil)
		var pids []int
		for _, how := range []string{"session", "orphan"} {
			payload, err := f.Invoke(t.Context(), event(how, ""))
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(string(payload))
			if err != nil || pid <= 0 {
				t.Fatalf("no process: %s", payload)
			}
			pids = append(pids, pid)
		}
		end(f)
		for _, pid := range pids {
			t.Log(name, pid)
			waitGone(t, pid)
		}
	}
}
