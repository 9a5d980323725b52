// A small HTTP server for the one client that a process is. What net/http does
// around a handler costs as much as the rest of an event's way; here a
// connection is a loop: read a request, write an answer.

package lambdaruntime

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// connections are those of one process.
type connections struct {
	mu     sync.Mutex
	open   map[net.Conn]struct{}
	closed bool
}

// serve accepts connections until close.
func (cs *connections) serve(listener net.Listener, handle func(*answerer, *http.Request)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		if !cs.add(conn) {
			conn.Close()
			return
		}
		go func() {
			defer cs.remove(conn)
			serveConn(conn, handle)
		}()
	}
}

func (cs *connections) add(conn net.Conn) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.closed {
		return false
	}
	if cs.open == nil {
		cs.open = map[net.Conn]struct{}{}
	}
	cs.open[conn] = struct{}{}
	return true
}

func (cs *connections) remove(conn net.Conn) {
	conn.Close()
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.open, conn)
}

func (cs *connections) close() {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.closed = true
	for conn := range cs.open {
		conn.Close()
	}
}

// maxHead is the most bytes of a request's line and headers.
const maxHead = 1 << 20

func serveConn(conn net.Conn, handle func(*answerer, *http.Request)) {
	limited := &io.LimitedReader{R: conn}
	reader := bufio.NewReader(limited)
	a := &answerer{conn: conn}
	for {
		limited.N = maxHead
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		limited.N = 1 << 62 // bodies have a limit of their own
		if strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
			if _, err := io.WriteString(conn, "HTTP/1.1 100 Continue\r\n\r\n"); err != nil {
				return
			}
		}
		a.done, a.body = false, r.Body
		handle(a, r)
		if !a.done || r.Close {
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
	}
}

// answerer writes the answer to one request.
type answerer struct {
	conn net.Conn
	body io.Reader
	buf  []byte
	done bool
}

var errAnswered = errors.New("lambdaruntime: a request was answered twice")

// write sends an answer: status, headers as name, value, name, value, and body.
func (a *answerer) write(status int, body []byte, headers ...string) error {
	if a.done {
		return errAnswered
	}
	b := append(a.buf[:0], "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	b = append(b, http.StatusText(status)...)
	b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n"...)
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] == "" {
			continue
		}
		b = append(b, headers[i]...)
		b = append(b, ": "...)
		b = append(b, oneLine.Replace(headers[i+1])...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	b = append(b, body...)
	if cap(b) <= 64*1024 {
		a.buf = b
	}
	_, err := a.conn.Write(b)
	a.done = err == nil
	return err
}

// oneLine keeps a header's value from being more than that.
var oneLine = strings.NewReplacer("\r", " ", "\n", " ")
