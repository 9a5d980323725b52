// What is below /@connections of a stage: messages to clients, what is known of
// them, and their end.

package websocket

import (
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// connectionID is the form of an id.
var connectionID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}={0,2}$`)

// manage answers a request below /@connections (API reference, "API Gateway
// Management API": operations, errors and their statuses). It must be signed.
func (g *socketAPI) manage(stage *stage, r *gateway.Request, escaped string) *reply.Reply {
	body, bad := r.ReadBody(maxMessage)
	if bad != nil {
		if bad.Status == http.StatusRequestEntityTooLarge {
			return managementError(bad.Status, "PayloadTooLargeException", "Payload size exceeds limit", bad.Reason)
		}
		return managementError(bad.Status, "BadRequestException", "Bad Request", bad.Reason)
	}
	credentials := map[string]string{g.hub.Key: g.hub.Secret}
	for key, secret := range g.host.Credentials() {
		credentials[key] = secret
	}
	step := r.Trace.Step(trace.Authorizer, "AWS_IAM")
	if _, refusal := authorize.IAM(r.Asked, body, g.api, credentials, step); refusal != nil {
		step.Refuse(refusal.Reason)
		return managementError(http.StatusForbidden, "ForbiddenException", "Forbidden", refusal.Reason)
	}
	step.End("")
	id, err := url.PathUnescape(escaped)
	if err != nil || !connectionID.MatchString(id) {
		return managementError(http.StatusBadRequest, "BadRequestException", "Invalid connectionId: "+id, "not the id of a connection")
	}
	c := g.clients.find(id)
	if c == nil || c.gone.Load() || c.stage != stage.Name {
		return managementError(http.StatusGone, "GoneException", "Gone", "there is no connection "+id)
	}
	r.Trace.On(id)
	switch r.Method {
	case http.MethodPost:
		frame := r.Trace.Step(trace.Frame, id)
		err := c.send(body)
		frame.End(textOf(err))
		if err != nil {
			c.cut()
			return managementError(http.StatusGone, "GoneException", "Gone", err.Error())
		}
		return &reply.Reply{Status: http.StatusOK, Header: http.Header{}}
	case http.MethodGet:
		return &reply.Reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: reply.JSON(map[string]any{
			"connectedAt":  c.connected.UTC().Format(time.RFC3339),
			"lastActiveAt": c.lastActive().UTC().Format(time.RFC3339),
			"identity":     map[string]string{"sourceIp": c.source, "userAgent": c.agent},
		})}
	case http.MethodDelete:
		c.gone.Store(true)
		go c.end(websocket.StatusNormalClosure, "Connection Closed Normally") // reported
		return &reply.Reply{Status: http.StatusNoContent, Header: http.Header{}}
	}
	return managementError(http.StatusMethodNotAllowed, "MethodNotAllowedException", "Method Not Allowed",
		"@connections takes POST, GET and DELETE")
}

// textOf is an error's text; empty for none.
func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func managementError(status int, kind, message, reason string) *reply.Reply {
	a := reply.Fail(status, message, "%s", reason)
	a.Header.Set("X-Amzn-ErrorType", kind)
	return a
}
