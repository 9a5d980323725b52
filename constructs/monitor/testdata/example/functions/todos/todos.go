// Package todos holds the handlers of the examples.
package todos

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func List(ctx context.Context, req *router.Request) (any, error) { return []string{"milk"}, nil }
