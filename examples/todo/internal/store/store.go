// Package store keeps todos: in a DynamoDB table on AWS, in memory elsewhere.
package store

import (
	"context"
	"errors"
	"os"
)

// Todo is a thing to do.
type Todo struct {
	ID    string `json:"id" dynamodbav:"id"`
	Title string `json:"title" dynamodbav:"title"`
}

// ErrNotFound is returned for a todo that isn't there.
var ErrNotFound = errors.New("todo not found")

// Store keeps todos.
type Store interface {
	List(ctx context.Context) ([]Todo, error)
	Get(ctx context.Context, id string) (Todo, error)
	Put(ctx context.Context, todo Todo) error
	Delete(ctx context.Context, id string) error
}

// Open returns the store for this process: the table that TODO_TABLE names, or,
// if it is "memory" or not set, one that is gone with the process.
func Open(ctx context.Context) (Store, error) {
	if table := os.Getenv("TODO_TABLE"); table != "" && table != "memory" {
		return openDynamoDB(ctx, table)
	}
	return newMemory(), nil
}
