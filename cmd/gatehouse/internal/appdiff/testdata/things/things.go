// Package things has handlers for tests.
package things

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

// Get answers requests.
func Get(http.ResponseWriter, *http.Request) {}

// List answers requests.
func List(http.ResponseWriter, *http.Request) {}

// Message answers messages.
func Message(context.Context, *router.Request) (any, error) { return nil, nil }

// Item is a part of a thing.
type Item struct {
	Name int    `json:"name"`
	More []Item `json:"more,omitempty"`
}

// NewThing is what clients send.
type NewThing struct {
	Page  string `query:"page" check:"required"`
	Title string `json:"title" check:"required,maxlen=40"`
	Note  string `json:"note,omitempty"`
	Kind  string `json:"kind" check:"enum=a|c"`
	Items []Item `json:"items,omitempty"`
}

// Made is what they get.
type Made struct {
	ID    string `json:"id"`
	Title string `json:"title,omitempty"`
	Other string `json:"other"`
}

// Create makes a thing.
func Create(context.Context, NewThing) (Made, error) { return Made{}, nil }

// Room is where to join.
type Room struct {
	Name string `json:"name"`
	Key  string `json:"key" check:"required"`
}

// Join joins.
func Join(context.Context, Room) (Made, error) { return Made{}, nil }
