// Package health holds a handler for tests.
package health

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Ping(ctx context.Context, req *router.Request) (string, error) { return "pong", nil }
