// How connections end, and what $disconnect is told.

package websocket_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local"
)

func leaving() object {
	return template(map[string]object{"$disconnect": nil, "$default": replies(nil)}, nil)
}

// $disconnect is told of each way to leave.
func TestDisconnectKnowsHowAClientLeft(t *testing.T) {
	s := serve(t, leaving(), nil)
	c := s.connect("")
	if err := c.Close(4001, "had enough"); err != nil {
		t.Error(err)
	}
	s.logs(" 4001 had enough")
	c = s.connect("")
	_ = c.CloseNow() // without a close frame
	s.logs(" 1006 Connection closed unexpectedly")
	c = s.connect("")
	if err := c.Close(websocket.StatusNoStatusRcvd, ""); err != nil {
		t.Error(err)
	}
	s.logs(" 1005 Client-side close frame status not set")
	c = s.connect("")
	if err := c.Write(t.Context(), websocket.MessageBinary, []byte{1}); err != nil {
		t.Fatal(err)
	}
	if code := c.closed(); code != websocket.StatusUnsupportedData {
		t.Errorf("a binary frame: %d", code)
	}
	s.logs(" 1003 ")
}

func TestIdleAndOldConnectionsEnd(t *testing.T) {
	s := serve(t, leaving(), func(c *local.Config) { c.SocketIdle = 300 * time.Millisecond })
	c := s.connect("")
	for range 5 { // what is used is not idle
		time.Sleep(100 * time.Millisecond)
		c.event("still here")
	}
	if code := c.closed(); code != websocket.StatusGoingAway {
		t.Errorf("idle: %d", code)
	}
	s.logs(" 1001 Going away")

	s = serve(t, leaving(), func(c *local.Config) { c.SocketLife = 300 * time.Millisecond })
	c = s.connect("")
	go func() {
		for c.Ping(t.Context()) == nil {
			time.Sleep(20 * time.Millisecond)
		}
	}()
	if code := c.closed(); code != websocket.StatusGoingAway {
		t.Errorf("old: %d", code)
	}
}

// Connections outlive a reload while their API does, and take the new routes.
func TestConnectionsOutliveAReload(t *testing.T) {
	s := serve(t, leaving(), nil)
	c := s.connect("")
	id := c.event("before")["requestContext"].(object)["connectionId"]
	write(t, s.dir, template(map[string]object{"$disconnect": nil, "$default": replies(nil), "added": replies(nil)}, nil))
	if err := s.Reload(s.dir); err != nil {
		t.Fatal(err)
	}
	request := c.event(`{"action":"added"}`)["requestContext"].(object)
	if request["connectionId"] != id || request["routeKey"] != "added" {
		t.Errorf("%v", request)
	}
	write(t, s.dir, object{"Resources": object{"Other": resource("Api", object{"Name": "other", "ProtocolType": "WEBSOCKET"})}})
	if err := s.Reload(s.dir); err != nil {
		t.Fatal(err)
	}
	if code := c.closed(); code != websocket.StatusGoingAway {
		t.Errorf("the API is gone: %d", code)
	}
}

func TestServersEndEndsConnections(t *testing.T) {
	s := serve(t, leaving(), nil)
	c := s.connect("")
	c.event("x")
	done := make(chan struct{})
	go func() { s.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("Close does not return")
	}
	if _, _, err := c.Read(t.Context()); err == nil {
		t.Error("the connection is still there")
	}
}

// raw is a connection whose frames the test makes itself.
func (s *server) raw() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL("S/Api"), "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "GET /v1 HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", conn.RemoteAddr())
	var head strings.Builder
	for b := make([]byte, 1); !strings.HasSuffix(head.String(), "\r\n\r\n"); {
		if _, err := conn.Read(b); err != nil {
			s.t.Fatal(err)
		}
		head.Write(b)
	}
	if !strings.HasPrefix(head.String(), "HTTP/1.1 101") {
		s.t.Fatal(head.String())
	}
	return conn
}

// frame makes a frame with a mask of zeros.
func frame(first byte, payload string) string {
	head := []byte{first}
	switch n := len(payload); {
	case n < 126:
		head = append(head, 0x80|byte(n))
	case n < 1<<16:
		head = binary.BigEndian.AppendUint16(append(head, 0x80|126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, 0x80|127), uint64(n))
	}
	return string(head) + "\x00\x00\x00\x00" + payload
}

// code reads frames until one closes the connection, and returns its code; 0 if
// the connection ends without.
func code(t *testing.T, conn net.Conn) int {
	t.Helper()
	var all []byte
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		all = append(all, buf[:n]...)
		for len(all) >= 2 {
			size := 2 + int(all[1]&0x7f)
			if all[1] == 126 && len(all) >= 4 {
				size = 4 + int(binary.BigEndian.Uint16(all[2:]))
			}
			if all[1] == 127 && len(all) >= 10 {
				size = 10 + int(binary.BigEndian.Uint64(all[2:]))
			}
			if len(all) < size {
				break
			}
			if all[0] == 0x88 {
				if size < 4 {
					return 1005
				}
				return int(binary.BigEndian.Uint16(all[2:]))
			}
			all = all[size:]
		}
		if err != nil {
			return 0
		}
	}
}

func TestFramesOutOfBounds(t *testing.T) {
	const text, more, fin, ping, closing = 0x1, 0x0, 0x80, 0x89, 0x88
	s := serve(t, leaving(), nil)
	large := strings.Repeat("x", 32<<10)
	for what, c := range map[string]struct {
		frames []string
		want   int
	}{
		"a frame of more than 32 KB":  {[]string{frame(fin|text, large+"x")}, 1009},
		"a message of 160 KB":         {[]string{frame(text, large), frame(more, large), frame(more, large), frame(more, large), frame(fin|more, large)}, 1009},
		"a flood of fragments":        {[]string{frame(text, ""), strings.Repeat(frame(more, ""), 5000)}, 1009},
		"a huge length":               {[]string{"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"}, 1009},
		"no mask":                     {[]string{"\x81\x01x"}, 1002},
		"reserved bits":               {[]string{frame(fin|0x40|text, "x")}, 1002},
		"an unknown opcode":           {[]string{frame(fin|0x3, "x")}, 1002},
		"a message inside a message":  {[]string{frame(text, "x"), frame(fin|text, "x")}, 1002},
		"a continuation of nothing":   {[]string{frame(fin|more, "x")}, 1002},
		"a ping in pieces":            {[]string{frame(0x9, "x")}, 1002},
		"a ping of 126 bytes":         {[]string{frame(ping, large[:126])}, 1002},
		"text that is not UTF-8":      {[]string{frame(fin|text, "\xff\xfe")}, 1007},
		"a code that does not exist":  {[]string{frame(closing, "\x03\xec")}, 1002}, // 1004
		"a close frame with one byte": {[]string{frame(closing, "x")}, 1002},
		"a binary frame":              {[]string{frame(fin|0x2, "x")}, 1003},
	} {
		conn := s.raw()
		if _, err := conn.Write([]byte(strings.Join(c.frames, ""))); err != nil {
			t.Logf("%s: %v", what, err) // the server may have closed already
		}
		if got := code(t, conn); got != c.want {
			t.Errorf("%s: close code %d, want %d", what, got, c.want)
		}
	}
	conn := s.raw() // what is in bounds
	if _, err := conn.Write([]byte(frame(text, large) + frame(ping, "p") + frame(more, large) + frame(more, large) + frame(fin|more, large[:30<<10]))); err != nil {
		t.Fatal(err)
	}
	s.logs("MESSAGE")
	if _, err := conn.Write([]byte(frame(closing, "\x03\xe8"))); err != nil {
		t.Fatal(err)
	}
	if got := code(t, conn); got != 1000 {
		t.Errorf("a message of 128 KB: close code %d, want 1000", got)
	}
	response, err := http.Get(s.url()) // still there
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}
