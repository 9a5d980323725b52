// Requests: their way through rules, and how long a body may take.

package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func ExampleRequest_Through() {
	r := Arrived(httptest.NewRecorder(), httptest.NewRequest("GET", "http://api.example.com/v1/todos/a%2Fb", nil))
	inner := r.Through("api.example.com", "prod", "/todos/a%2Fb")
	fmt.Println(inner.URL.EscapedPath(), inner.AskedPath())
	// Output: /prod/todos/a%2Fb /v1/todos/a%2Fb
}

// A client that announces a body and sends none is cut off, also where the body
// is never read: an answer of 404, for example.
func TestBodiesThatNeverComeHaveADeadline(t *testing.T) {
	defer func(old time.Duration) { bodyTime = old }(bodyTime)
	bodyTime = 50 * time.Millisecond
	for name, handle := range map[string]func(http.ResponseWriter, *Request){
		"never read": func(w http.ResponseWriter, r *Request) { w.WriteHeader(http.StatusNotFound) },
		"read": func(w http.ResponseWriter, r *Request) {
			if _, err := r.ReadBody(1 << 20); err != nil {
				w.WriteHeader(err.Status)
			}
		},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, Arrived(w, r)) }))
		defer server.Close()
		for _, body := range []string{"Content-Length: 1000\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"} {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(10 * time.Second)) // a fault is found here
			io.WriteString(conn, "POST / HTTP/1.1\r\nHost: a\r\n"+body)
			if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Errorf("%s, %.20q: the connection stays: %v", name, body, err)
			}
		}
	}
}

// The deadline is that of a body: a handler may take its time afterwards, and a
// connection is used again.
func TestTheDeadlineOfABodyEndsWithIt(t *testing.T) {
	defer func(old time.Duration) { bodyTime = old }(bodyTime)
	bodyTime = 50 * time.Millisecond
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := Arrived(w, r).ReadBody(1 << 20); err != nil {
			t.Error(err)
		}
		select {
		case <-r.Context().Done():
			t.Error("the request has ended with the deadline")
		case <-time.After(150 * time.Millisecond):
		}
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for range 2 {
		io.WriteString(conn, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
		r, err := http.ReadResponse(answers, nil)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("got %v, %v", r, err)
		}
		r.Body.Close()
	}
}
