// API keys and usage plans.

package websocket

import (
	"net/http"

	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/usage"
)

// checkKey finds the API key that a route needs, and whether its usage plan has
// room (developer guide, "Selection expressions for WebSocket APIs": it is the
// header x-api-key, or what the authorizer says). Messages have neither: theirs
// is the key of their connection, and each takes from the plan; assumed. So are
// the answers, which are those of REST APIs. $disconnect, which nobody can be
// refused, is not checked.
func (g *socketAPI) checkKey(route *route, e *event) *reply.Reply {
	if !route.APIKey {
		return nil
	}
	value := e.c.sentKey
	if g.api.KeyFromAuthorizer {
		value = ""
		if e.c.who != nil {
			value = e.c.who.UsageKey
		}
	}
	key, refusal := g.used.Take(usage.Request{API: g.api, Stage: e.stage.Name, Value: value, At: e.at, Trace: e.trace})
	if key != nil {
		e.key, e.keyID = value, key.ID
	}
	switch {
	case refusal == nil:
		return nil
	case refusal.Kind == usage.Invalid:
		return reply.Fail(http.StatusForbidden, "Forbidden", "%s", refusal.Reason)
	case refusal.Kind == usage.Exceeded:
		return reply.Fail(http.StatusTooManyRequests, "Limit Exceeded", "%s", refusal.Reason)
	}
	return reply.Fail(http.StatusTooManyRequests, "Too Many Requests", "%s", refusal.Reason)
}
