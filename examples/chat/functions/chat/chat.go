// Package chat holds the handlers of the chat, which share one Lambda function.
package chat

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/chat/internal/token"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
)

// Event is what clients get.
type Event struct {
	Type string `json:"type"` // joined, left, said or error
	Room string `json:"room,omitempty"`
	Name string `json:"name,omitempty"`
	Text string `json:"text,omitempty"`
}

// Message is what clients send.
type Message struct {
	Room string `json:"room"`
	Text string `json:"text"`
}

// Connect answers $connect: who has no token stays out. A browser can't set
// headers on a WebSocket, so the token is in the query.
func Connect(ctx context.Context, req *router.Request) (any, error) {
	name, err := token.Check(publicKey, req.Query("token"), time.Now())
	if err != nil {
		return nil, router.Unauthorized("no valid token")
	}
	return nil, store.Join(ctx, rooms.Member{
		Room: self(req.ConnectionID()), Connection: req.ConnectionID(), Data: map[string]string{"name": name},
	})
}

// Disconnect answers $disconnect: it tells those in the rooms of who has left.
func Disconnect(ctx context.Context, req *router.Request) (any, error) {
	name, err := nameOf(ctx, req.ConnectionID())
	if err != nil {
		return nil, err
	}
	left, err := store.Drop(ctx, req.ConnectionID())
	for _, room := range left {
		if room, ok := strings.CutPrefix(room, roomPrefix); ok && err == nil {
			err = tellAll(ctx, Event{Type: "left", Room: room, Name: name})
		}
	}
	return nil, err
}

// Join takes {"action":"join","room":"lobby"}.
func Join(ctx context.Context, req *router.Request) (any, error) {
	in, name, err := read(ctx, req)
	if err != nil || in.Room == "" {
		return nil, tell(ctx, req, Event{Type: "error", Text: "join needs a room"}, err)
	}
	member := rooms.Member{Room: roomPrefix + in.Room, Connection: req.ConnectionID(), Data: map[string]string{"name": name}}
	if err := store.Join(ctx, member); err != nil {
		return nil, err
	}
	return nil, tellAll(ctx, Event{Type: "joined", Room: in.Room, Name: name})
}

// Leave takes {"action":"leave","room":"lobby"}.
func Leave(ctx context.Context, req *router.Request) (any, error) {
	in, name, err := read(ctx, req)
	if err != nil {
		return nil, err
	}
	if err := store.Leave(ctx, roomPrefix+in.Room, req.ConnectionID()); err != nil {
		return nil, err
	}
	return nil, tellAll(ctx, Event{Type: "left", Room: in.Room, Name: name})
}

// Say takes {"action":"say","room":"lobby","text":"hello"}.
func Say(ctx context.Context, req *router.Request) (any, error) {
	in, name, err := read(ctx, req)
	if err != nil {
		return nil, err
	}
	members, err := store.Members(ctx, roomPrefix+in.Room)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(members, func(m rooms.Member) bool { return m.Connection == req.ConnectionID() }) {
		return nil, tell(ctx, req, Event{Type: "error", Room: in.Room, Text: "join the room first"}, nil)
	}
	return nil, tellAll(ctx, Event{Type: "said", Room: in.Room, Name: name, Text: in.Text})
}

// Unknown takes messages that no other route takes. Its route replies, so what
// it returns goes to the client.
func Unknown(ctx context.Context, req *router.Request) (any, error) {
	return Event{Type: "error", Text: "actions are join, leave, say and ping"}, nil
}
