// The spelling of headers: REST APIs give functions and templates the names as they
// were sent, and net/http writes all in one way.

package gateway

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
)

// maxSpelling is how much of a connection's text is kept until a request has been read.
const maxSpelling = 32 << 10

// Spelling wraps a listener, so that requests of its connections know how the names
// of their headers were written; the server needs SpellingContext as well.
func Spelling(l net.Listener) net.Listener { return spelling{l} }

type spelling struct{ net.Listener }

func (s spelling) Accept() (net.Conn, error) {
	conn, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &spelledConn{Conn: conn}, nil
}

// spelledConn keeps what was read since the last request.
type spelledConn struct {
	net.Conn
	mu   sync.Mutex
	text []byte
}

func (c *spelledConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	if room := maxSpelling - len(c.text); room > 0 {
		c.text = append(c.text, p[:min(n, room)]...)
	}
	c.mu.Unlock()
	return n, err
}

type spellingKey struct{}

// SpellingContext is the ConnContext of a server whose listener is a Spelling.
func SpellingContext(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, spellingKey{}, conn)
}

// Spelled returns a header with the names as the client wrote them, where they are
// known, and forgets the connection's text.
func (r *Request) Spelled(h http.Header) http.Header {
	conn, ok := r.Context().Value(spellingKey{}).(*spelledConn)
	if !ok {
		return h
	}
	if r.spelled == nil {
		conn.mu.Lock()
		r.spelled = namesIn(conn.text)
		conn.text = conn.text[:0]
		conn.mu.Unlock()
	}
	out := make(http.Header, len(h))
	for name, values := range h {
		if written := r.spelled[strings.ToLower(name)]; written != "" {
			name = written
		}
		out[name] = values
	}
	return out
}

// namesIn finds the names of the headers in the head of a request.
func namesIn(text []byte) map[string]string {
	names := map[string]string{}
	if end := bytes.Index(text, []byte("\r\n\r\n")); end >= 0 {
		text = text[:end]
	}
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		if name, _, ok := bytes.Cut(line, []byte(":")); ok && !bytes.ContainsAny(name, " \t") {
			names[strings.ToLower(string(name))] = string(name)
		}
	}
	return names
}
