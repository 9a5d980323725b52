// What a client is made of: the operations, messages and types of documents, in
// the order in which they are written.

package client

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

// Service is all that a client has.
type Service struct {
	Title      string
	Types      []Type
	Operations []Operation
	Schemes    []Scheme
	Sockets    []Socket
}

// Type is a named type.
type Type struct {
	Name   string // of the schema
	Schema *openapi.Schema
}

// Scheme is a security scheme.
type Scheme struct {
	Name string
	*openapi.SecurityScheme
}

// Operation is a method of the client.
type Operation struct {
	ID, Method, Path string
	Doc              string
	Deprecated       bool
	Params           []*openapi.Parameter // those of the path first, in its order
	Body             *openapi.Schema      // JSON; nil: none, or Raw
	BodyRequired     bool
	RawBody          bool            // any bytes
	Result           *openapi.Schema // JSON; nil: whatever comes
	Empty            bool            // an answer has no body
	Failures         []string        // "404 (no such todo)"
	Security         map[string][]string
}

// Socket is a WebSocket API.
type Socket struct {
	Name     string // "ChatApi"
	Title    string
	Key      []string // the members of a message that lead to its route's key
	Messages []Message
	Query    []string // what the address must have to connect
}

// Message is what a client sends, and what it is answered.
type Message struct {
	ID, Route, Doc string
	Payload        *openapi.Schema // without the route's key; nil: nothing more
	Any            bool            // the message is whatever the client likes
	Reply          *openapi.Schema // nil: none
}

// A SocketDocument is the document of a WebSocket API.
type SocketDocument struct {
	Path string // construct path
	Doc  *openapi.AsyncDocument
}

// Read reads documents. doc may be nil.
func Read(doc *openapi.Document, sockets []SocketDocument) *Service {
	s := &Service{Title: "API"}
	schemas := map[string]*openapi.Schema{}
	if doc != nil {
		s.Title = doc.Info.Title
		for place, op := range doc.Operations() {
			s.Operations = append(s.Operations, operation(place, op))
		}
		if doc.Components != nil {
			maps.Copy(schemas, doc.Components.Schemas)
			for _, name := range slices.Sorted(maps.Keys(doc.Components.SecuritySchemes)) {
				s.Schemes = append(s.Schemes, Scheme{name, doc.Components.SecuritySchemes[name]})
			}
		}
	}
	slices.SortStableFunc(s.Operations, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	for _, d := range sockets {
		if doc == nil && len(sockets) == 1 {
			s.Title = d.Doc.Info.Title
		}
		s.Sockets = append(s.Sockets, socket(d, schemas))
	}
	used := map[string]bool{}
	for _, root := range s.roots() {
		openapi.Reach(root, schemas, used)
	}
	for _, name := range sorted(used) {
		if schemas[name] != nil {
			s.Types = append(s.Types, Type{name, schemas[name]})
		}
	}
	return s
}

// roots are the schemas that methods have; those of errors are not among them.
func (s *Service) roots() []*openapi.Schema {
	var out []*openapi.Schema
	for _, o := range s.Operations {
		for _, p := range o.Params {
			out = append(out, p.Schema)
		}
		out = append(out, o.Body, o.Result)
	}
	for _, socket := range s.Sockets {
		for _, m := range socket.Messages {
			out = append(out, m.Payload, m.Reply)
		}
	}
	return out
}

func operation(place openapi.Place, op *openapi.Operation) Operation {
	o := Operation{ID: op.OperationID, Method: place.Method, Path: place.Path, Doc: cmp.Or(op.Description, op.Summary),
		Deprecated: op.Deprecated, Params: op.Parameters, Security: map[string][]string{}}
	if body := op.RequestBody; body != nil {
		o.BodyRequired = body.Required
		if json := body.Content["application/json"]; json != nil && json.Schema != nil {
			o.Body = json.Schema
		} else {
			o.RawBody = true
		}
	}
	empty := true
	for _, code := range slices.Sorted(maps.Keys(op.Responses)) {
		r := op.Responses[code]
		if code > "3" {
			if code != "default" {
				o.Failures = append(o.Failures, failure(code, r.Description))
			}
			continue
		}
		json := r.Content["application/json"]
		if json != nil && json.Schema != nil && o.Result == nil {
			o.Result = json.Schema
		}
		empty = empty && len(r.Content) == 0 && (code == "204" || code == "205")
	}
	o.Empty = empty && o.Result == nil
	for _, need := range op.Security {
		maps.Copy(o.Security, need)
	}
	return o
}

// failure says what a status means if that is more than its name.
func failure(code, description string) string {
	if description == "" || unicode.IsUpper(rune(description[0])) && !strings.Contains(description, ";") {
		return code
	}
	return code + " (" + description + ")"
}

// socket reads the document of a WebSocket API, whose schemas go to the others;
// those of another form under one name have the API's in front.
func socket(d SocketDocument, schemas map[string]*openapi.Schema) Socket {
	prefix := exported(d.Path)
	s := Socket{Name: prefix, Title: d.Doc.Info.Title}
	s.Key, _ = openapi.SelectionPath(d.Doc.Selection)
	rename := map[string]string{}
	own := map[string]*openapi.Schema{}
	if d.Doc.Components != nil {
		own = d.Doc.Components.Schemas
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		rename[name] = name
		if known := schemas[name]; known != nil && !openapi.Same(known, own[name]) {
			rename[name] = prefix + name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		schemas[rename[name]] = openapi.Renamed(own[name], rename)
	}
	for _, channel := range d.Doc.Channels {
		if channel.Bindings != nil && channel.Bindings.WS.Query != nil {
			s.Query = channel.Bindings.WS.Query.Required
		}
		for _, id := range slices.Sorted(maps.Keys(d.Doc.Operations)) {
			op := d.Doc.Operations[id]
			if len(op.Messages) == 0 {
				continue
			}
			m := Message{ID: id, Route: op.Route, Doc: cmp.Or(op.Description, op.Summary)}
			payload := channel.Messages[id].Payload
			m.Payload, m.Any = withoutKey(payload, s.Key, op.Route)
			if m.Payload != nil {
				m.Payload = openapi.Renamed(m.Payload, rename)
			}
			if op.Reply != nil {
				m.Reply = openapi.Renamed(channel.Messages[id+"Reply"].Payload, rename)
			}
			s.Messages = append(s.Messages, m)
		}
	}
	return s
}

// withoutKey takes the part with the route's key out of a message, which the client
// adds itself.
func withoutKey(payload *openapi.Schema, key []string, route string) (rest *openapi.Schema, whatever bool) {
	switch {
	case payload == nil, len(key) == 0, route == "$default":
		return payload, true
	case len(payload.AllOf) == 2:
		return payload.AllOf[1], false
	}
	return nil, false
}

// exported is a name as Go and TypeScript have types: "Todo/Api" is TodoApi.
func exported(name string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(name, isBetween) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	out := b.String()
	if out == "" || unicode.IsDigit(rune(out[0])) {
		return "X" + out
	}
	return out
}

// isBetween reports whether a character is between the words of a name.
func isBetween(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// unexported is a name as both have parameters.
func unexported(name string) string {
	e := exported(name)
	n := 0
	for n < len(e) && unicode.IsUpper(rune(e[n])) {
		n++
	}
	if n > 1 && n < len(e) && unicode.IsLower(rune(e[n])) {
		n--
	}
	return strings.ToLower(e[:n]) + e[n:]
}

// names gives out names, each once.
type names map[string]bool

// take returns a name, with something at its end if it is taken.
func (n names) take(name, suffix string) string {
	for n[strings.ToLower(name)] {
		name += suffix
	}
	n[strings.ToLower(name)] = true
	return name
}

func reserve(list ...string) names {
	n := names{}
	for _, name := range list {
		n[strings.ToLower(name)] = true
	}
	return n
}

// inPath splits the parameters of an operation: those of the path, and others.
func (o *Operation) inPath() (path, others []*openapi.Parameter) {
	for _, p := range o.Params {
		if p.In == "path" {
			path = append(path, p)
		} else {
			others = append(others, p)
		}
	}
	return path, others
}

// lines are a text's lines as a comment has them.
func lines(text string) []string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r", ""))
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
