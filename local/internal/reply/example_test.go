// Answers, streams that break off, and headers that stay here.

package reply_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

func ExampleFail() {
	a := reply.Fail(http.StatusNotFound, "Not Found", "no route matches %s", "/nowhere")
	w := httptest.NewRecorder()
	a.SetHeader(w.Header())
	n, err := a.Send(w)
	fmt.Println(w.Code, w.Body, n, err)
	fmt.Println(a.Reason)
	// Output:
	// 404 {"message":"Not Found"} 23 <nil>
	// no route matches /nowhere
}

// A stream is closed whatever happens, and what breaks it off is an error.
func TestStreamsThatBreakOff(t *testing.T) {
	s := &stream{Reader: io.MultiReader(strings.NewReader("begun"), &broken{})}
	w := httptest.NewRecorder()
	n, err := (&reply.Reply{Status: 200, Stream: s}).Send(w)
	if n != 5 || err == nil || !s.closed || w.Body.String() != "begun" {
		t.Errorf("%d bytes, error %v, closed %v, body %q", n, err, s.closed, w.Body)
	}
}

func TestHeadersOfOneConnectionAreNotPassedOn(t *testing.T) {
	a := &reply.Reply{Header: http.Header{"Connection": {"x"}, "Transfer-Encoding": {"chunked"}, "Content-Length": {"7"}, "X-Own": {"a", "b"}}}
	h := http.Header{}
	a.SetHeader(h)
	if len(h) != 1 || len(h["X-Own"]) != 2 {
		t.Errorf("headers are %v", h)
	}
}

type stream struct {
	io.Reader
	closed bool
}

func (s *stream) Close() error { s.closed = true; return nil }

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
