// The Runtime API refuses what runtimes must not do.

package lambdaruntime_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

// probe is a runtime with bad manners: it tries what the Runtime API must
// refuse, and answers its event with what it was told.
func probe() {
	base := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API")
	const runtime = "/2018-06-01/runtime/"
	var seen []string
	send := func(name, method, path string, body io.Reader, change func(*http.Request)) *http.Response {
		r, err := http.NewRequest(method, base+path, body)
		if err != nil {
			panic(err)
		}
		if change != nil {
			change(r)
		}
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			seen = append(seen, name+": "+err.Error())
			return nil
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		seen = append(seen, fmt.Sprint(name, ": ", resp.StatusCode))
		return resp
	}
	// A runtime that asks, gives up and asks again.
	if conn, err := net.Dial("tcp", os.Getenv("AWS_LAMBDA_RUNTIME_API")); err == nil {
		fmt.Fprintf(conn, "GET %sinvocation/next HTTP/1.1\r\nHost: %s\r\n\r\n", runtime, conn.RemoteAddr())
		time.Sleep(20 * time.Millisecond)
		defer conn.Close()
		answer := make([]byte, 4096)
		n, _ := conn.Read(answer)
		id := "none"
		for line := range strings.Lines(string(answer[:n])) {
			if v, ok := strings.CutPrefix(line, "Lambda-Runtime-Aws-Request-Id: "); ok {
				id = strings.TrimSpace(v)
			}
		}
		send("other host", "GET", runtime+"invocation/next", nil, func(r *http.Request) { r.Host = "evil.example.com" })
		send("no such path", "GET", "/", nil, nil)
		send("extensions", "POST", "/2020-01-01/extension/register", nil, nil)
		send("unknown id", "POST", runtime+"invocation/unknown/response", strings.NewReader("1"), nil)
		send("next before an answer", "GET", runtime+"invocation/next", nil, nil)
		send("another verb", "DELETE", runtime+"invocation/"+id+"/response", nil, nil)
		body, _ := json.Marshal(seen)
		send("answer", "POST", runtime+"invocation/"+id+"/response", bytes.NewReader(body), func(r *http.Request) { r.Header.Set("Expect", "100-continue") })
		send("twice", "POST", runtime+"invocation/"+id+"/response", bytes.NewReader(body), nil)
	}
	time.Sleep(time.Minute)
}

func TestRuntimeAPIRefusesBadManners(t *testing.T) {
	f := start(t, func(c *lambdaruntime.Config) { c.Environment["TEST_FUNCTION"] = "probe" })
	payload, err := f.Invoke(t.Context(), []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	want := `["other host: 403","no such path: 404","extensions: 404","unknown id: 400","next before an answer: 403","another verb: 404"]`
	if string(payload) != want {
		t.Errorf("got %s, want %s", payload, want)
	}
}

// A swap of code is not an error: a runtime that waits for an event is told
// nothing that it would log before it ends.
func TestRuntimeAPIDoesNotAnswerAtTheEnd(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	// The test is the runtime: a real one ends too soon to say what it was told.
	file := filepath.Join(t.TempDir(), "address")
	f := start(t, func(c *lambdaruntime.Config) {
		c.Command = []string{shell, "-c", `echo "$AWS_LAMBDA_RUNTIME_API" >"$FILE.new" && mv "$FILE.new" "$FILE" && exec sleep 60`}
		c.Environment = map[string]string{"FILE": file}
	})
	answered := make(chan error, 1)
	go func() {
		_, err := f.Invoke(t.Context(), []byte("{}"))
		answered <- err
	}()
	var address string
	for range 400 {
		if text, err := os.ReadFile(file); err == nil {
			address = strings.TrimSpace(string(text))
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	base := "http://" + address + "/2018-06-01/runtime/invocation/"
	next, err := http.Get(base + "next")
	if err != nil {
		t.Fatal(err)
	}
	next.Body.Close()
	response, err := http.Post(base+next.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n", address)
	time.Sleep(20 * time.Millisecond)
	f.Retire()
	if answer, _ := io.ReadAll(conn); len(answer) > 0 {
		t.Errorf("it was told %s", answer)
	}
}
