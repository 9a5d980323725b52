// Requests that must have come through a front.

package router

import (
	"context"

	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
)

// knownByFront reports whether a request may be answered: always, unless the
// function's API is reached through a front alone; then by the front's secret.
func (p *program) knownByFront(req *Request) bool {
	return p.front == nil || frontsecret.Match(p.front, req.Header(frontsecret.Header))
}

// refuseUnknown answers requests that came past the front.
func refuseUnknown(context.Context, *Request) (any, error) { return nil, Forbidden("Forbidden") }
