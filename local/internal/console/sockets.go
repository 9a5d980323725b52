// WebSocket clients of the console: connections to the app's WebSocket APIs.

package console

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Connect is the body of POST /api/connections.
type Connect struct {
	API       string      `json:"api"`   // construct path
	Stage     string      `json:"stage"` // empty is the first one
	Query     string      `json:"query"` // without "?"
	Headers   [][2]string `json:"headers"`
	Protocols []string    `json:"protocols"` // subprotocols
	APIKey    string      `json:"apiKey"`    // name of an API key to send
}

// Connected is the answer to it.
type Connected struct {
	Connection string          `json:"connection"`         // id; empty if the API refused the client
	Trace      string          `json:"trace"`              // of the handshake
	Protocol   string          `json:"protocol,omitempty"` // subprotocol that the API chose
	ReplayOf   string          `json:"replayOf,omitempty"`
	Response   *trace.Answered `json:"response,omitempty"` // of a handshake that was refused
}

// Connection is a connection of the console.
type Connection struct {
	ID     string    `json:"connection"`
	API    string    `json:"api"`
	Since  time.Time `json:"since"`
	Open   bool      `json:"open"`
	Code   int       `json:"code,omitempty"` // by which it was closed
	Reason string    `json:"reason,omitempty"`
	Frames []Frame   `json:"frames"` // the last ones, oldest first
}

// Frame is a message that went or came.
type Frame struct {
	Connection string    `json:"connection"`
	Time       time.Time `json:"time"`
	Direction  string    `json:"direction"` // "sent" by the console, or "received"
	Text       string    `json:"text,omitempty"`
	Base64     string    `json:"base64,omitempty"` // of what is not UTF-8
}

// Message is the body of POST /api/connections/{id}/messages.
type Message struct {
	Text   *string `json:"text"`
	Base64 string  `json:"base64"` // sent as a binary frame, which API Gateway refuses
}

const (
	maxSockets = 50  // of the console at a time
	maxFrames  = 200 // that are kept of each
	// maxFrame is the most bytes that are read of a message: more than API Gateway sends.
	maxFrame = 1 << 20
	// keptClosed is how many closed connections are listed.
	keptClosed = 20
)

// sockets are the console's connections.
type sockets struct {
	mu   sync.Mutex
	list []*socket // oldest first
	work sync.WaitGroup

	closed bool
}

type socket struct {
	Connection
	ws *websocket.Conn
}

func newSockets() *sockets { return &sockets{} }

// connect connects a client to an API.
func (c *Console) connect(r *http.Request) (any, error) {
	var asked Connect
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	api, err := apiOf(server, asked.API)
	if err != nil {
		return nil, err
	}
	if api.Kind != "websocket" {
		return nil, refuse(http.StatusBadRequest, "%s is no WebSocket API: call it with POST /api/call", api.Path)
	}
	at, err := stageURL(api, asked.Stage)
	if err != nil {
		return nil, err
	}
	m := outgoing{address: "ws://" + at.Host, target: at.Path, header: http.Header{}}
	if query := strings.TrimPrefix(asked.Query, "?"); query != "" {
		m.target += "?" + printableTarget(query)
	}
	if err := addHeaders(&m, asked.Headers); err != nil {
		return nil, err
	}
	if err := c.addCredentials(server, api, &m, asked.APIKey, nil); err != nil {
		return nil, err
	}
	return c.dial(r.Context(), server, api.Path, m, asked.Protocols)
}

// keyed notes what the handshake was, and its refusal.
type keyed struct {
	key     string
	refused *trace.Answered
}

func (k *keyed) RoundTrip(r *http.Request) (*http.Response, error) {
	k.key = r.Header.Get("Sec-Websocket-Key")
	response, err := transport.RoundTrip(r)
	if err != nil || response.StatusCode == http.StatusSwitchingProtocols {
		return response, err
	}
	defer response.Body.Close()
	body := make([]byte, 64<<10)
	n := 0
	for n < len(body) {
		more, err := response.Body.Read(body[n:])
		if n += more; err != nil {
			break
		}
	}
	response.Body = http.NoBody
	a := answered(response, body[:n])
	k.refused = &a
	return response, nil
}

// dial makes a connection and reads it until it ends.
func (c *Console) dial(ctx context.Context, server Server, api string, m outgoing, protocols []string) (*Connected, error) {
	if c.sockets.open() >= maxSockets {
		return nil, refuse(http.StatusTooManyRequests, "the console has %d open connections, the most it takes: close one", maxSockets)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	handshake := &keyed{}
	header := m.header.Clone()
	for name := range header {
		if slices.Contains(hop, name) || strings.HasPrefix(name, "Sec-Websocket-") {
			header.Del(name)
		}
	}
	ws, _, err := websocket.Dial(ctx, m.address+m.target, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: handshake}, HTTPHeader: header, Host: m.host, Subprotocols: protocols,
	})
	if err != nil && handshake.refused == nil {
		return nil, refuse(http.StatusBadGateway, "the connection could not be made: %v", err)
	}
	done := &Connected{Response: handshake.refused}
	if t := connecting(server.Recorder(), api, handshake.key); t != nil {
		done.Trace, done.Connection = t.ID, t.Connection
		if handshake.refused != nil {
			done.Response = &t.Response
		}
	}
	if err != nil {
		done.Connection = ""
		return done, nil
	}
	if done.Connection == "" { // nothing is recorded
		done.Connection = newSecret()[:12]
	}
	ws.SetReadLimit(maxFrame)
	done.Protocol = ws.Subprotocol()
	one := &socket{Connection: Connection{ID: done.Connection, API: api, Since: time.Now().UTC(), Open: true, Frames: []Frame{}}, ws: ws}
	if !c.sockets.add(one) {
		return nil, refuse(http.StatusConflict, "the console ends")
	}
	c.events.publish("connection", one.Connection)
	go func() {
		defer c.sockets.work.Done()
		c.receive(one)
	}()
	return done, nil
}

// connecting finds the trace of a handshake by its key, which no other has.
func connecting(recorder *trace.Recorder, api, key string) *trace.Trace {
	if recorder == nil {
		return nil
	}
	for range 200 { // it ends a moment after the handshake
		for _, s := range slices.Backward(recorder.List(trace.Query{API: api, Limit: 100})) {
			raw, ok := recorder.Raw(s.ID)
			if !ok || raw.Header.Get("Sec-Websocket-Key") != key {
				continue
			}
			if t, ok := recorder.Get(s.ID); ok {
				return t
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// receive reads a connection until it ends.
func (c *Console) receive(s *socket) {
	for {
		kind, message, err := s.ws.Read(context.Background())
		if err != nil {
			c.sockets.ended(s, err)
			c.events.publish("connection", c.sockets.state(s))
			return
		}
		c.frame(s, "received", message, kind == websocket.MessageText)
	}
}

// frame notes a message and tells the page.
func (c *Console) frame(s *socket, direction string, message []byte, text bool) {
	f := Frame{Connection: s.ID, Time: time.Now().UTC(), Direction: direction}
	if text && utf8.Valid(message) {
		f.Text = string(message)
	} else {
		f.Base64 = base64.StdEncoding.EncodeToString(message)
	}
	c.sockets.mu.Lock()
	s.Frames = append(s.Frames, f)
	if len(s.Frames) > maxFrames {
		s.Frames = slices.Clone(s.Frames[len(s.Frames)-maxFrames:])
	}
	c.sockets.mu.Unlock()
	c.events.publish("frame", f)
}

func (c *Console) sendMessage(r *http.Request) (any, error) {
	var asked Message
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	s, err := c.sockets.find(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if asked.Text == nil && asked.Base64 == "" {
		return nil, refuse(http.StatusBadRequest, "the message has neither text nor base64")
	}
	message, err := bodyOf(asked.Text, asked.Base64)
	if err != nil {
		return nil, err
	}
	return map[string]bool{"sent": true}, c.write(r.Context(), s, message, asked.Text != nil)
}

// write sends a message.
func (c *Console) write(ctx context.Context, s *socket, message []byte, text bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second) // a client that leaves must not end the connection
	defer cancel()
	kind := websocket.MessageText
	if !text {
		kind = websocket.MessageBinary
	}
	c.frame(s, "sent", message, text)
	if err := s.ws.Write(ctx, kind, message); err != nil {
		return refuse(http.StatusConflict, "the message could not be sent: %v", err)
	}
	return nil
}

func (c *Console) listConnections(*http.Request) (any, error) {
	return map[string][]Connection{"connections": c.sockets.states()}, nil
}

func (c *Console) getConnection(r *http.Request) (any, error) {
	id := r.PathValue("id")
	for _, one := range c.sockets.states() {
		if one.ID == id {
			return one, nil
		}
	}
	return nil, refuse(http.StatusNotFound, "the console has no connection %s", quoted(id))
}

func (c *Console) disconnect(r *http.Request) (any, error) {
	s, err := c.sockets.find(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := s.ws.Close(websocket.StatusNormalClosure, ""); err != nil {
		_ = s.ws.CloseNow()
	}
	return map[string]bool{"closed": true}, nil
}

// closeText says how a connection ended.
func closeText(err error) (code int, reason string) {
	if closed, ok := errors.AsType[websocket.CloseError](err); ok {
		return int(closed.Code), closed.Reason
	}
	return int(websocket.StatusAbnormalClosure), fmt.Sprint(err)
}
