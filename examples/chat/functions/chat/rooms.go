// Who is who, and how they are told.

package chat

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log"
	"os"

	opened "github.com/gatehouse-go/gatehouse/examples/chat/internal/store"
	"github.com/gatehouse-go/gatehouse/examples/chat/internal/token"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/connections"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
)

// What all messages need is opened once for a process.
var (
	store     = must(opened.Open(context.Background()))
	api       = must(connections.FromEnv(context.Background()))
	publicKey = must[ed25519.PublicKey](token.ParsePublic(os.Getenv("CHAT_PUBLIC_KEY")))
)

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err) // Lambda reports it, and starts another process
	}
	return v
}

// The rooms of the chat, and one for each connection, which holds its name.
const roomPrefix = "room/"

func self(connection string) string { return "connection/" + connection }

// nameOf returns the name with which a connection was made.
func nameOf(ctx context.Context, connection string) (string, error) {
	members, err := store.Members(ctx, self(connection))
	if err == nil && len(members) == 0 {
		err = errors.New("chat: the connection has no name: it is older than its entry may get")
	}
	if err != nil {
		return "", err
	}
	return members[0].Data["name"], nil
}

// read returns a message and who sent it.
func read(ctx context.Context, req *router.Request) (in Message, name string, err error) {
	if err := req.JSON(&in); err != nil {
		return in, "", err
	}
	name, err = nameOf(ctx, req.ConnectionID())
	return in, name, err
}

// tell sends an event to who sent the message, unless there is an error to
// report.
func tell(ctx context.Context, req *router.Request, e Event, err error) error {
	if err != nil {
		return err
	}
	return api.SendJSON(ctx, req.ConnectionID(), e)
}

// tellAll sends an event to everybody in its room.
func tellAll(ctx context.Context, e Event) error {
	return rooms.Broadcast(ctx, api, store, roomPrefix+e.Room, e)
}
