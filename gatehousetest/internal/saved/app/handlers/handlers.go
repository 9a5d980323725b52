// Package handlers has the one handler of the application.
package handlers

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

// Echo answers with the body that it was sent.
func Echo(ctx context.Context, req *router.Request) (any, error) {
	body, err := req.Body()
	return map[string]string{"body": string(body)}, err
}
