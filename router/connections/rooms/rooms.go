// Package rooms remembers which connections of a WebSocket API belong together,
// so that a message can go to all of them: those in a room, or those of a user.
//
//	func Join(ctx context.Context, in JoinRoom) (any, error) {
//		err := store.Join(ctx, rooms.Member{Room: in.Room, Connection: id})
//		...
//		return nil, rooms.Broadcast(ctx, api, store, in.Room, Joined{in.Name})
//	}
//
// API Gateway keeps no list of connections, and $disconnect comes when it can:
// members expire with the longest that a connection lives, and Broadcast
// forgets those that it finds closed.
//
// [Memory] is a store for one process: tests, and local use. The package
// roomtable has one in a DynamoDB table.
package rooms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-go/gatehouse/router/connections"
)

// MaxAge is the longest that a connection lives (API Gateway developer guide,
// "Quotas for configuring and running a WebSocket API"), and so a member.
const MaxAge = 2 * time.Hour

// A Member is a connection in a room. A room is any text: "lobby", or
// "user/anna" for all connections of a user.
type Member struct {
	Room, Connection string
	Data             map[string]string // what others should know of it; may be nil
}

// A Store keeps members. Its methods may be called by any number of goroutines.
type Store interface {
	// Join puts a connection into a room, for MaxAge from now. If it is there
	// already, it stays with the new Data.
	Join(ctx context.Context, m Member) error

	// Leave takes a connection out of a room, if it is in it.
	Leave(ctx context.Context, room, connection string) error

	// Drop takes a connection out of all rooms, and returns them sorted.
	Drop(ctx context.Context, connection string) (rooms []string, err error)

	// Members returns who is in a room, sorted by connection.
	Members(ctx context.Context, room string) ([]Member, error)

	// Rooms returns the rooms that a connection is in, sorted.
	Rooms(ctx context.Context, connection string) ([]string, error)
}

// Broadcast sends a value as JSON to everybody in a room, and drops those whose
// connection is closed. The error joins those of the store and the
// *connections.BroadcastError.
func Broadcast(ctx context.Context, api *connections.API, store Store, room string, v any) error {
	message, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("rooms: encoding the message: %w", err)
	}
	members, err := store.Members(ctx, room)
	if err != nil {
		return err
	}
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.Connection
	}
	gone, err := api.Broadcast(ctx, ids, message, nil)
	errs := []error{err}
	for _, id := range gone {
		_, err := store.Drop(ctx, id)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Check returns what is wrong with a member, for stores: a room or connection
// without a name.
func (m Member) Check() error {
	if m.Room == "" || m.Connection == "" {
		return fmt.Errorf("rooms: member with room %q and connection %q: both must be given", m.Room, m.Connection)
	}
	return nil
}
