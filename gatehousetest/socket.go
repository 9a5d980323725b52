// Clients of WebSocket APIs.

package gatehousetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// Socket is a connection to a WebSocket API. It is closed when the test ends.
type Socket struct {
	// Protocol is the subprotocol that the API chose; empty for none.
	Protocol string

	// Wait is how long Receive waits for a message. Default: 10 s.
	Wait time.Duration

	conn *websocket.Conn
	t    testing.TB
}

// Connect connects to a WebSocket API: to its first stage, with a query such as
// "?token=..." or none. Options change the handshake's request. A client that is
// refused ends the test.
func (c *Client) Connect(query string, options ...func(*http.Request)) *Socket {
	c.server.t.Helper()
	conn, response, err := c.dial(query, options)
	if err != nil {
		text := ""
		if response != nil && response.Body != nil {
			text = routertest.Read(c.server.t, response).Text
		}
		c.server.t.Fatalf("gatehousetest: %v %s", err, text)
	}
	conn.SetReadLimit(1 << 20)
	c.server.t.Cleanup(func() { _ = conn.CloseNow() })
	return &Socket{Protocol: conn.Subprotocol(), Wait: 10 * time.Second, conn: conn, t: c.server.t}
}

// Refused connects to a WebSocket API that must refuse it, and returns the
// response. A client that gets in ends the test.
func (c *Client) Refused(query string, options ...func(*http.Request)) *routertest.Result {
	c.server.t.Helper()
	conn, response, err := c.dial(query, options)
	if err == nil {
		_ = conn.CloseNow()
		c.server.t.Fatalf("gatehousetest: %s%s lets the client in", c.URL, query)
	}
	if response == nil {
		c.server.t.Fatalf("gatehousetest: %v", err)
	}
	return routertest.Read(c.server.t, response)
}

func (c *Client) dial(query string, options []func(*http.Request)) (*websocket.Conn, *http.Response, error) {
	c.server.t.Helper()
	request := routertest.Request(c.server.t, http.MethodGet, c.address()+query, nil, options...)
	var protocols []string
	protocols = append(protocols, request.Header.Values("Sec-WebSocket-Protocol")...)
	request.Header.Del("Sec-WebSocket-Protocol")
	ctx, cancel := context.WithTimeout(c.server.t.Context(), time.Minute)
	defer cancel()
	// What was refused is returned by the protocol's library without its body.
	var refused []byte
	client := &http.Client{Transport: keepBody{&refused}}
	conn, response, err := websocket.Dial(ctx, c.address()+query,
		&websocket.DialOptions{HTTPClient: client, HTTPHeader: request.Header, Subprotocols: protocols})
	if response != nil && err != nil {
		response.Body = io.NopCloser(bytes.NewReader(refused))
	}
	return conn, response, err
}

// keepBody keeps the body of a response that is no upgrade.
type keepBody struct{ body *[]byte }

func (k keepBody) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || response.StatusCode == http.StatusSwitchingProtocols {
		return response, err
	}
	*k.body, err = io.ReadAll(response.Body)
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(*k.body))
	return response, err
}

// Send sends a message: a string or []byte as it is, or a value as JSON.
func (s *Socket) Send(message any) {
	s.t.Helper()
	var text []byte
	var err error
	switch m := message.(type) {
	case string:
		text = []byte(m)
	case []byte:
		text = m
	default:
		if text, err = json.Marshal(message); err != nil {
			s.t.Fatalf("gatehousetest: %v", err)
		}
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), s.Wait)
	defer cancel()
	if err := s.conn.Write(ctx, websocket.MessageText, text); err != nil {
		s.t.Fatalf("gatehousetest: %v", err)
	}
}

// Receive returns the next message. If none comes in time, or the connection is
// closed, it ends the test.
func (s *Socket) Receive() string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), s.Wait)
	defer cancel()
	_, message, err := s.conn.Read(ctx)
	if err != nil {
		s.t.Fatalf("gatehousetest: no message: %v", err)
	}
	return string(message)
}

// ReceiveJSON decodes the next message into v.
func (s *Socket) ReceiveJSON(v any) {
	s.t.Helper()
	text := s.Receive()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		s.t.Fatalf("gatehousetest: the message is not the JSON that is expected: %v: %.500s", err, text)
	}
}

// Closed waits until the API closes the connection, and returns the close code
// and reason. A message that comes before ends the test.
func (s *Socket) Closed() (code int, reason string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), s.Wait)
	defer cancel()
	_, message, err := s.conn.Read(ctx)
	if err == nil {
		s.t.Fatalf("gatehousetest: a message comes: %.500s", message)
	}
	closed, ok := errors.AsType[websocket.CloseError](err)
	if !ok {
		s.t.Fatalf("gatehousetest: the connection is not closed: %v", err)
	}
	return int(closed.Code), closed.Reason
}

// Close closes the connection with code 1000.
func (s *Socket) Close() {
	s.t.Helper()
	if err := s.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		s.t.Fatalf("gatehousetest: %v", err)
	}
}
