package lambdaruntime_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
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
