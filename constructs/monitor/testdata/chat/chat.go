// Package chat holds handlers of messages for tests.
package chat

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Send(ctx context.Context, req *router.Request) (any, error) { return nil, nil }
