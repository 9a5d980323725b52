// What documents say of a route of a REST API.

package restapi

import (
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

func (p *Props) document(planned *plan.Planned, route *openapi.Route) {
	r, _ := planned.Declared.(Route)
	route.APIKey = p.keyRequired(planned)
	if r.Request == nil {
		return
	}
	route.Query, route.Headers = r.Request.Query, r.Request.Headers
	route.Checked = r.Request.Body != nil || len(r.Request.Query)+len(r.Request.Headers) > 0
	if r.Request.Body != nil {
		route.Body = openapi.FromDraft4(r.Request.Body.text)
	}
}
