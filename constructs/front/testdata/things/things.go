// Package things has handlers for tests.
package things

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

// Get answers requests.
func Get(http.ResponseWriter, *http.Request) {}

// Message answers messages.
func Message(context.Context, *router.Request) (any, error) { return nil, nil }
