// The execution log, at the level that the stage has for the method.

package restapi

import (
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

// maxTraced is how much of a body the log has (developer guide, "Set up CloudWatch
// logging for REST APIs": 1,024 bytes).
const maxTraced = 1024

// logExecution writes a record of a request: of each at level INFO, of those that failed
// at level ERROR; with data trace it has the bodies.
func (g *restAPI) logExecution(c *call, a *answer, out *reply.Reply) {
	if g.host.Log == nil || c.stage == nil || c.method == nil {
		return
	}
	set := settingOf(c.stage.Stage, c.method)
	if set.Level != "INFO" && (set.Level != "ERROR" || a.failed == nil && a.status < 500) {
		return
	}
	attrs := []any{
		"api", g.api.Path, "stage", c.stage.Name, "requestId", c.id, "method", c.Method, "resource", c.method.resource,
		"integration", c.method.Integration.Type, "status", out.Status, "cached", a.cached,
	}
	if a.failed != nil {
		attrs = append(attrs, "type", a.failed.kind, "error", a.failed.reason)
	}
	if set.Trace {
		attrs = append(attrs, "query", c.URL.RawQuery, "request", traced(c.body), "response", traced(out.Body))
	}
	g.host.Log.Info("execution", attrs...)
}

func traced(body []byte) string { return string(validText(body[:min(len(body), maxTraced)])) }
