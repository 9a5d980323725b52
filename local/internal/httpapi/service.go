// Integrations with AWS services.

package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/service"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// callService calls an AWS service, at the endpoint that the developer named.
func (g *httpAPI) callService(c *call, values *variables, step trace.Step) *reply.Reply {
	in := c.route.Integration
	to, err := service.New(in.Subtype, g.api.Region, g.host.Getenv, g.host.Client)
	if err != nil {
		return reply.Unable(in.Path + ": " + err.Error())
	}
	parameters := map[string]string{}
	for name, value := range c.route.service {
		if text, ok := value.Eval(values.get); ok {
			parameters[name] = text
		}
	}
	step.With("parameters", parameters)
	if missing := to.Missing(parameters); len(missing) > 0 {
		return reply.Fail(http.StatusBadRequest, "Bad Request", "the request gives no value for %s", strings.Join(missing, ", "))
	}
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	answer, err := to.Do(ctx, parameters)
	if errors.Is(err, context.DeadlineExceeded) {
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "%s took longer than %v", in.Subtype, c.timeout())
	}
	if err != nil {
		return reply.Internal("%s: %v", in.Subtype, err)
	}
	step.With("status", answer.Status).With("answer", answer.Body)
	return &reply.Reply{Status: answer.Status, Header: answer.Header, Body: answer.Body}
}
