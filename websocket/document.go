// What documents say of a route of a WebSocket API.

package websocket

import (
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

func document(p *plan.Planned, route *openapi.Route) {
	r := declared(p)
	route.Reply, route.APIKey = r.Reply, r.APIKey
	if r.Model != nil {
		route.Message = openapi.FromDraft4(r.Model.Schema)
	}
}
