// Attacks on the server: each was found by trying, and stays tried.

package local_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A body that Lambda can't take must not become an event first: an event costs
// several times its body in memory.
func TestAttackBodiesTooLargeForLambdaCostLittle(t *testing.T) {
	http, _, _ := serve(t, template(nil, map[string]object{"POST /": nil}, nil), nil)
	rest := serveREST(t, restApp(nil, nil, map[string]object{"POST /": nil}, nil), nil)
	for name, test := range map[string]struct {
		base  string
		head  string
		bytes int
		cost  uint64 // in MB, for each request
	}{
		"announced":           {http, "Content-Length: 9437184\r\n\r\n", 0, 1},
		"in base64":           {http, "Content-Type: image/png\r\nContent-Length: 5242880\r\n\r\n", 5 << 20, 16},
		"in a chunk":          {http, "Transfer-Encoding: chunked\r\n\r\n900000\r\n", 9 << 20, 20},
		"announced to REST":   {rest, "Content-Length: 9437184\r\n\r\n", 0, 1},
		"in a chunk, to REST": {rest, "Transfer-Encoding: chunked\r\n\r\n900000\r\n", 9 << 20, 20},
	} {
		body := bytes.Repeat([]byte{0xff}, test.bytes)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		const requests = 5
		for range requests {
			if status := post(t, test.base, test.head, body); !strings.Contains(status, " 413 ") {
				t.Errorf("%s: got %q, want 413", name, status)
			}
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) >> 20 / requests; each > test.cost*memoryFactor {
			t.Errorf("%s: %d MB for each request, want %d at most", name, each, test.cost*memoryFactor)
		}
	}
}

// post sends a body and returns the status line.
func post(t *testing.T, base, head string, body []byte) string {
	t.Helper()
	address, path, _ := strings.Cut(strings.TrimPrefix(base, "http://"), "/")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "POST /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s", path, head)
	go conn.Write(body) // the server may answer before it has all
	line := make([]byte, 64)
	n, err := io.ReadAtLeast(conn, line, 13)
	if err != nil {
		t.Fatal(err)
	}
	status, _, _ := strings.Cut(string(line[:n]), "\r\n")
	return status + " "
}

// docs/integrations.md says that a base path is no jail: this is why.
func TestAttackDotSegmentsReachTheBackend(t *testing.T) {
	paths := make(chan string, 1)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths <- r.RequestURI
		io.WriteString(w, "{}")
	}))
	defer backend.Close()
	base, _, _ := serve(t, template(nil, map[string]object{"GET /files/{proxy+}": {"Target": "integrations/${U}"}}, object{
		"U": urlIntegration(backend.URL+"/public/{proxy}", nil),
	}), nil)
	if status, _ := rawGet(t, strings.TrimPrefix(base, "http://"), "/files/..%2Fprivate"); status != 200 {
		t.Errorf("got %d", status)
	}
	if got := <-paths; got != "/public/../private" {
		t.Errorf("the backend sees %s", got)
	}
}
