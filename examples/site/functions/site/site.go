// Package site holds the handlers of both APIs.
package site

import (
	"context"
	"strings"

	"github.com/gatehouse-go/gatehouse/router"
)

// Greeting is what the page shows.
type Greeting struct {
	Text string `json:"text"`
}

// Greet greets whoever asks.
func Greet(_ context.Context, req *router.Request) (any, error) {
	return Greeting{Text: "hello from " + req.Path}, nil
}

// Connect lets everybody connect who comes through the front.
func Connect(context.Context, *router.Request) (any, error) { return nil, nil }

// Echo gives a message back.
func Echo(_ context.Context, req *router.Request) (any, error) {
	body, err := req.Body()
	return Greeting{Text: "you said " + strings.TrimSpace(string(body))}, err
}
