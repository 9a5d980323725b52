// Package todos has handlers for the tests.
package todos

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

// List answers any request.
func List(context.Context, *router.Request) (any, error) { return nil, nil }
