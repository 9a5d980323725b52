// API keys and usage plans.

package restapi

import (
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/usage"
)

// checkKey finds the API key of a request, and whether its usage plan has room.
func (g *restAPI) checkKey(c *call) *failure {
	if !c.method.APIKey {
		return nil
	}
	value := c.header.Get("X-Api-Key")
	if g.api.KeyFromAuthorizer {
		value = ""
		if c.who != nil {
			value = c.who.UsageKey
		}
	}
	verb, _, _ := strings.Cut(c.method.Key, " ") // ANY, where the method is
	key, refusal := g.used.Take(usage.Request{
		API: g.api, Stage: c.stage.Name, Value: value, Method: c.method.resource + "/" + verb, At: c.Started, Trace: c.Trace,
	})
	if key != nil {
		c.key, c.keyID = value, key.ID
		if c.context != nil {
			c.addKey()
		}
	}
	if refusal == nil {
		return nil
	}
	return &failure{reason: refusal.Reason, kind: map[usage.Kind]string{
		usage.Invalid: invalidKey, usage.Throttled: throttled, usage.Exceeded: quotaExceeded,
	}[refusal.Kind]}
}
