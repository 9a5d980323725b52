// What a route leads to: a function, a URL or an AWS service.

package httpapi

import (
	"cmp"
	"strconv"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// call is a request that may reach its integration.
type call struct {
	*request
	body []byte
	who  *payload.Authorized // nil on a public route
}

func (g *httpAPI) integrate(c *call) *reply.Reply {
	if c.ContentLength < 0 {
		c.header.Set("Content-Length", strconv.Itoa(len(c.body)))
	}
	in := c.route.Integration
	step := c.Trace.Step(trace.Integration, cmp.Or(in.Subtype, in.Type)).In(c.route.traced.Place)
	answer := g.callBackend(c, step)
	gateway.End(step, answer)
	return answer
}

// callBackend calls the backend with the mapped request, and maps its answer.
func (g *httpAPI) callBackend(c *call, step trace.Step) *reply.Reply {
	in := c.route.Integration
	values := &variables{api: g.api, of: c.request, body: c.body, who: c.who}
	if in.Subtype != "" {
		return g.callService(c, values, step)
	}
	mapped := mapping.Request{Header: c.header, Query: mapping.ParseQuery(c.URL.RawQuery), Path: c.URL.Path}.Apply(c.route.request, values.get)
	if len(c.route.request) > 0 {
		step.Note(trace.RequestMapping, "").With("rules", in.Request).With("header before", c.header).With("header after", mapped.Header).
			With("query after", mapped.Query.Raw()).With("path after", mapped.Path)
	}
	var answer *reply.Reply
	if in.Type == "HTTP_PROXY" {
		answer = g.callURL(c, mapped, values, step)
	} else {
		answer = g.callFunction(c, mapped, step)
	}
	if answer.Reason != "" {
		return answer // the gateway's own
	}
	return c.route.mapResponse(answer, values, step)
}

// timeout is how long an integration may take: 30 s unless it says less
// (developer guide, "Quotas for HTTP APIs").
func (c *call) timeout() time.Duration {
	return cmp.Or(c.route.Integration.Timeout, gateway.IntegrationTime)
}
