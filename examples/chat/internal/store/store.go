// Package store opens what remembers who is in which room.
package store

import (
	"context"
	"os"

	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms/roomtable"
)

// Open returns the store for this process: the table that CHAT_ROOMS names, or,
// if it is "memory" or not set, one that is gone with the process.
func Open(ctx context.Context) (rooms.Store, error) {
	if table := os.Getenv("CHAT_ROOMS"); table != "" && table != "memory" {
		return roomtable.Open(ctx, table)
	}
	return rooms.NewMemory(nil), nil
}
