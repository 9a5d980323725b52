// One connection: its frames, from the first to the last.

package websocket

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/internal/payload"
)

// connection is an open connection.
type connection struct {
	id        string
	hub       *Hub
	of        *clients
	stage     string
	domain    string // by which the client came
	source    string // the client's address
	agent     string
	who       *payload.Authorized // what the authorizer of $connect found out
	connected time.Time
	sentKey   string // API key that the handshake has; only routes that need one check it

	ws    *websocket.Conn
	guard *guard
	busy  chan struct{} // one for each message under way

	ending atomic.Pointer[farewell] // how this side ends it, if it does
	gone   atomic.Bool              // nothing more is sent to it
}

// farewell is a close code with its reason.
type farewell struct {
	code   websocket.StatusCode
	reason string
}

func (c *connection) lastActive() time.Time { return time.UnixMilli(c.guard.active.Load()) }

// writeTime is how long a client may take to accept a message. A client that
// reads nothing would hold functions up that send to it. Assumed.
const writeTime = 10 * time.Second

// send sends a message: text, unless it is none. (Developer guide, "Working with
// binary media types for WebSocket APIs", says that what goes out may be
// binary; that UTF-8 decides is assumed, since SDKs give no content type that
// would.)
func (c *connection) send(message []byte) error {
	kind := websocket.MessageText
	if !utf8.Valid(message) {
		kind = websocket.MessageBinary
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	return c.ws.Write(ctx, kind, message)
}

// end closes the connection with a code.
func (c *connection) end(code websocket.StatusCode, reason string) {
	if c.ending.CompareAndSwap(nil, &farewell{code, reason}) {
		_ = c.ws.Close(code, reason)
	}
}

// cut closes the connection without a word.
func (c *connection) cut() {
	c.ending.CompareAndSwap(nil, &farewell{websocket.StatusGoingAway, goingAway})
	_ = c.ws.CloseNow()
}

// run reads messages until the connection ends. Then it tells $disconnect.
func (c *connection) run() {
	defer c.hub.work.Done()
	last := c.read()
	if ending := c.ending.Load(); ending != nil {
		last = *ending
	}
	_ = c.ws.CloseNow()
	if c.of.remove(c) {
		c.of.gateway().disconnected(c, last)
	}
}

// read returns how the connection ended.
func (c *connection) read() farewell {
	for {
		kind, message, err := c.ws.Read(context.Background())
		if err != nil {
			return c.farewellOf(err)
		}
		switch {
		case kind == websocket.MessageBinary:
			// Developer guide, "Working with binary media types for WebSocket
			// APIs": a binary frame is refused, the client disconnected with 1003.
			return c.refuse(websocket.StatusUnsupportedData, "Binary frames are not supported")
		case !utf8.Valid(message):
			return c.refuse(websocket.StatusInvalidFramePayloadData, "Text that is not UTF-8") // RFC 6455, section 8.1
		}
		c.busy <- struct{}{}
		if !c.hub.begin() {
			return farewell{websocket.StatusGoingAway, goingAway}
		}
		go func() {
			defer c.hub.work.Done()
			defer func() { <-c.busy }()
			c.of.gateway().message(c, message)
		}()
	}
}

func (c *connection) refuse(code websocket.StatusCode, reason string) farewell {
	_ = c.ws.Close(code, reason)
	return farewell{code, reason}
}

// farewellOf says how a connection ended that can't be read from any more. What
// $disconnect is told of an end without a close frame, or without a code, is
// what users report of 1006 and 1005.
func (c *connection) farewellOf(err error) farewell {
	closed, isClose := errors.AsType[websocket.CloseError](err)
	switch {
	case errors.Is(err, websocket.ErrMessageTooBig):
		return farewell{websocket.StatusMessageTooBig, "Message too large"}
	case isClose && closed.Code == websocket.StatusNoStatusRcvd:
		return farewell{closed.Code, "Client-side close frame status not set"}
	case isClose:
		return farewell{closed.Code, closed.Reason}
	}
	if told := websocket.StatusCode(c.guard.told.Load()); told != 0 {
		return farewell{told, map[websocket.StatusCode]string{
			websocket.StatusMessageTooBig: "Message too large", websocket.StatusProtocolError: "Protocol error",
		}[told]}
	}
	return farewell{websocket.StatusAbnormalClosure, "Connection closed unexpectedly"}
}
