// Package staged has a handler for tests that says where it was called.
package staged

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

// Where answers with the stage and its variable.
func Where(ctx context.Context, req *router.Request) (any, error) {
	return map[string]string{"stage": req.Stage(), "color": req.StageVariable("color"), "id": req.Param("id")}, nil
}
