// Package lists has handlers for tests.
package lists

import (
	"context"
	"net/http"
)

// Get answers requests.
func Get(http.ResponseWriter, *http.Request) {}

// List answers requests.
func List(http.ResponseWriter, *http.Request) {}

// Item is a part of a list.
type Item struct {
	Name string `json:"name"`
	More []Item `json:"more,omitempty"`
}

// NewList is what clients send.
type NewList struct {
	Page  int     `query:"page"`
	Title string  `json:"title" check:"maxlen=80"`
	Note  *string `json:"note,omitempty"`
	Kind  string  `json:"kind" check:"enum=a|b"`
	Items []Item  `json:"items,omitempty"`
}

// Made is what they get.
type Made struct {
	ID    int    `json:"id"`
	Title string `json:"title"`
	Items []Item `json:"items"`
}

// Create makes a list.
func Create(context.Context, NewList) (Made, error) { return Made{}, nil }

// Room is where to join.
type Room struct {
	Name string `json:"name"`
}

// Join joins.
func Join(context.Context, Room) (Made, error) { return Made{}, nil }
