// Package staged has a handler for tests that sends to the stage that a message
// came to.
package staged

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/connections"
)

// Say tells the connection in the message where it was said.
func Say(ctx context.Context, req *router.Request) (any, error) {
	var in struct{ To string }
	if err := req.JSON(&in); err != nil {
		return nil, err
	}
	api, err := connections.FromRequest(ctx, req)
	if err != nil {
		return nil, err
	}
	return nil, api.SendJSON(ctx, in.To, map[string]string{"stage": req.Stage(), "color": req.StageVariable("color")})
}
