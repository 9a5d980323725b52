// What changes in requests and answers, by the documents of an API.

package appdiff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/serve/documents"
)

// compareDocuments compares what the routes of an API take and answer. If only
// one of the documents knows the types, that is noted.
func compareDocuments(s *Section, was, now *documents.Document) (note string) {
	if was == nil || now == nil || was.Kind != now.Kind {
		return ""
	}
	switch {
	case was.Schemas && !now.Schemas:
		return fmt.Sprintf("%s: requests and answers are not compared: now %s", now.Path, now.Reason)
	case !was.Schemas && now.Schemas:
		return fmt.Sprintf("%s: requests and answers are not compared: before, %s", was.Path, was.Reason)
	}
	switch {
	case was.OpenAPI != nil && now.OpenAPI != nil:
		compareOperations(s, was.OpenAPI, now.OpenAPI)
	case was.Async != nil && now.Async != nil:
		compareMessages(s, was.Async, now.Async)
	}
	return ""
}

func compareOperations(s *Section, was, now *openapi.Document) {
	before := map[openapi.Place]*openapi.Operation{}
	for place, op := range was.Operations() {
		before[openapi.Place{Method: place.Method, Path: shapeOf("GET " + place.Path)}] = op
	}
	types := schemas{was: schemasOf(was.Components), now: schemasOf(now.Components)}
	for place, op := range now.Operations() {
		old := before[openapi.Place{Method: place.Method, Path: shapeOf("GET " + place.Path)}]
		if old == nil {
			continue
		}
		for _, text := range types.operations(old, op) {
			s.add("~", place.Method+" "+place.Path, text, Breaks)
		}
	}
}

func schemasOf(c *openapi.Components) map[string]*openapi.Schema {
	if c == nil {
		return nil
	}
	return c.Schemas
}

// schemas compares schemas of two documents.
type schemas struct{ was, now map[string]*openapi.Schema }

// operations returns what breaks callers of an operation.
func (t schemas) operations(was, now *openapi.Operation) []string {
	var out []string
	for _, p := range now.Parameters {
		i := slices.IndexFunc(was.Parameters, func(other *openapi.Parameter) bool { return other.Name == p.Name && other.In == p.In })
		what := p.In + " parameter " + p.Name
		switch {
		case p.In == "path": // part of the route
		case i < 0 && p.Required:
			out = append(out, what+" is new and required")
		case i < 0:
		case p.Required && !was.Parameters[i].Required:
			out = append(out, what+" is required")
		}
		if i >= 0 {
			out = append(out, t.compare(what, was.Parameters[i].Schema, p.Schema, openapi.Input)...)
		}
	}
	out = append(out, t.bodies(was.RequestBody, now.RequestBody)...)
	for _, status := range slices.Sorted(maps.Keys(was.Responses)) {
		old, answer := was.Responses[status], now.Responses[status]
		success := strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3")
		switch {
		case answer == nil && success:
			out = append(out, "status "+status+" is no longer answered")
		case answer != nil && success:
			out = append(out, t.contents("answer "+status, old.Content, answer.Content, openapi.Output)...)
		}
	}
	return out
}

func (t schemas) bodies(was, now *openapi.RequestBody) []string {
	switch {
	case was == nil && now == nil, was != nil && now == nil:
		return nil // what nobody reads breaks nobody
	case was == nil:
		if now.Required {
			return []string{"a body is required"}
		}
		return nil
	}
	var out []string
	if now.Required && !was.Required {
		out = append(out, "a body is required")
	}
	return append(out, t.contents("body", was.Content, now.Content, openapi.Input)...)
}

func (t schemas) contents(what string, was, now map[string]*openapi.MediaType, d openapi.Direction) []string {
	var out []string
	for _, form := range slices.Sorted(maps.Keys(was)) {
		if now[form] == nil {
			out = append(out, fmt.Sprintf("%s: no longer as %s", what, form))
			continue
		}
		out = append(out, t.compare(what, was[form].Schema, now[form].Schema, d)...)
	}
	return out
}

// compareMessages compares the messages of a WebSocket API's routes, which the API
// reads, and their replies, which it writes.
func compareMessages(s *Section, was, now *openapi.AsyncDocument) {
	types := schemas{}
	if was.Components != nil {
		types.was = was.Components.Schemas
	}
	if now.Components != nil {
		types.now = now.Components.Schemas
	}
	payload := func(doc *openapi.AsyncDocument, refs []openapi.AsyncRef) *openapi.Schema {
		for _, ref := range refs {
			for _, channel := range doc.Channels {
				if m := channel.Messages[ref.Ref[strings.LastIndex(ref.Ref, "/")+1:]]; m != nil {
					return m.Payload
				}
			}
		}
		return nil
	}
	before := map[string]*openapi.AsyncOperation{}
	for _, op := range was.Operations {
		before[op.Route] = op
	}
	for _, name := range slices.Sorted(maps.Keys(now.Operations)) {
		op := now.Operations[name]
		old := before[op.Route]
		if old == nil {
			continue
		}
		out := types.compare("message", payload(was, old.Messages), payload(now, op.Messages), openapi.Input)
		if old.Reply != nil && op.Reply == nil {
			out = append(out, "is no longer answered")
		} else if old.Reply != nil {
			out = append(out, types.compare("reply", payload(was, old.Reply.Messages), payload(now, op.Reply.Messages), openapi.Output)...)
		}
		for _, text := range out {
			s.add("~", op.Route, text, Breaks)
		}
	}
}
