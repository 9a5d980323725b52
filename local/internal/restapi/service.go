// AWS integrations with services.

package restapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gatehouse-go/gatehouse/local/internal/service"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// callService calls the service of a method's integration.
func (g *restAPI) callService(c *call, out *outgoing, step trace.Step) (*answer, *failure) {
	s := c.method.service
	r, f := c.serviceRequest(s, out)
	if f != nil {
		return nil, f
	}
	endpoint, err := s.Endpoint(g.host.Getenv)
	if err != nil {
		g.host.Warn(fmt.Sprintf("%s: it would have sent %s %s with %d bytes", c.method.Path, r.Method, r.URL.RequestURI(), len(out.body)))
		return nil, unable(c.method.Path + ": " + err.Error())
	}
	step.With("service", s.Name).With("method", r.Method).With("url", r.URL).With("header", r.Header.Clone()).With("body", out.body)
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	response, err := s.Send(ctx, endpoint, r, out.body, g.host.Getenv, g.host.Transport)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, &failure{kind: integrationTimeout, reason: fmt.Sprintf("%s took longer than %v", s.Name, c.timeout())}
		}
		return nil, &failure{kind: integrationFailure, reason: fmt.Sprintf("%s: %v", s.Name, err)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return nil, internal("the answer of %s broke off or is larger than %d bytes", s.Name, maxBody)
	}
	return c.respond(&backendAnswer{status: response.StatusCode, match: strconv.Itoa(response.StatusCode), header: response.Header,
		body: body}, step)
}

// serviceRequest makes the request of a service call.
func (c *call) serviceRequest(s *service.Target, out *outgoing) (*http.Request, *failure) {
	path, f := c.fill(s.Path, out.path)
	if f != nil {
		return nil, f
	}
	query := url.Values{}
	for _, q := range out.query {
		query.Add(q[0], q[1])
	}
	r, err := s.Request(c.backendMethod(), path, query, c.gatewayHeaders(out), out.body)
	if err != nil {
		return nil, internal("%v", err)
	}
	r.Host = sent(r.Header, out.header)
	return r, nil
}
