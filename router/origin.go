// From an event to method and path, whatever kind it is.

package router

import (
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// newRequest reads an event's text into a request.
func (c *core) newRequest(payload []byte) (*Request, error) {
	req := &Request{core: c}
	e := &req.event
	if err := e.parse(string(payload)); err != nil {
		return nil, err
	}
	if req.kind = c.config.Event; req.kind == AnyEvent {
		req.kind = e.detect()
	}
	switch req.kind {
	case HTTPEvent, URLEvent:
		req.Method, req.Path = value(e.context.http.Field("method")), value(e.rawPath)
		if req.Path == "" {
			req.Path = value(e.context.http.Field("path"))
		}
		req.Path = cutStage(req.Path, value(e.context.stage))
		if req.Method == "" {
			req.Method, _, _ = strings.Cut(value(e.routeKey), " ")
		}
	case LatticeV1Event:
		req.Method, req.Path = value(e.method), value(e.latticePath)
		e.query, e.base64 = e.latticeQuery, e.latticeBase64
	case LatticeV2Event:
		if e.query.Missing() {
			e.query = e.latticeQuery // as some senders still write it
		}
		req.Method, req.Path = value(e.method), value(e.path)
	case WebSocketEvent:
		return req, nil
	default:
		req.Method, req.Path = value(e.httpMethod), value(e.path)
	}
	if req.Method == "" || req.Path == "" {
		return nil, fmt.Errorf("router: event: no method or no path: it has %s; does it come from an API?", memberList(e.text))
	}
	if !c.config.ExactRoutes { // there "get" is no GET: the gateway took it for ANY, and asked that route's authorizer
		req.Method = strings.ToUpper(req.Method)
	}
	if req.kind == LatticeV1Event {
		req.Path, req.rawQuery, _ = strings.Cut(req.Path, "?")
	}
	req.Path = c.stripPrefixes(req.Path)
	return req, nil
}

// cutStage takes the stage's name from the front of an HTTP API's path: there
// it is part of rawPath, except for $default and behind a custom domain.
func cutStage(path, stage string) string {
	if stage == "" || stage == "$default" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, "/"+stage); ok && (rest == "" || rest[0] == '/') {
		if rest == "" {
			return "/" // the client may leave the root's slash out
		}
		return rest
	}
	return path
}

// stripPrefixes takes the first of the configured prefixes that the path has
// away, and all that the configured expressions match.
func (c *core) stripPrefixes(path string) string {
	for _, prefix := range c.config.StripPrefixes {
		if path == prefix {
			return "/"
		}
		if rest, ok := strings.CutPrefix(path, prefix); ok && prefix != "" && rest[0] == '/' {
			return rest
		}
	}
	for _, expr := range c.config.StripPatterns {
		if path = expr.ReplaceAllString(path, ""); path == "" {
			path = "/"
		}
	}
	return path
}

// memberList names the members of an event, for an error message.
func memberList(text string) string {
	var names []string
	rawjson.Value(strings.TrimSpace(text)).Members(func(key string, _ rawjson.Value) bool {
		names = append(names, fmt.Sprintf("%.40q", key))
		return len(names) < 12
	})
	if names == nil {
		return "no members"
	}
	return strings.Join(names, ", ")
}
