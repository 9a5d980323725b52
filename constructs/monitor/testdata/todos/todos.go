// Package todos holds handlers for tests.
package todos

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func List(ctx context.Context, req *router.Request) (any, error) { return []string{"milk"}, nil }

func Create(ctx context.Context, req *router.Request) (any, error) { return "milk", nil }
