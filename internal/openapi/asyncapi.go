// The document of a WebSocket API: AsyncAPI 3.0.

package openapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// AsyncVersion is the version of AsyncAPI that documents are made in.
const AsyncVersion = "3.0.0"

// AsyncDocument describes a WebSocket API as AsyncAPI has it: one channel, and an
// operation for each route of messages.
type AsyncDocument struct {
	AsyncAPI   string                     `json:"asyncapi"`
	Info       Info                       `json:"info"`
	Default    string                     `json:"defaultContentType"`
	Channels   map[string]*Channel        `json:"channels"`
	Operations map[string]*AsyncOperation `json:"operations,omitempty"`
	Components *AsyncComponents           `json:"components,omitempty"`

	// Selection is the route selection expression: where a message says its route.
	Selection string `json:"x-gatehouse-selection"`
}

// Channel is the connection.
type Channel struct {
	Address  string              `json:"address"`
	Title    string              `json:"title,omitempty"`
	Messages map[string]*Message `json:"messages"`
	Bindings *ChannelBindings    `json:"bindings,omitempty"`
}

// ChannelBindings say what the connection's handshake has.
type ChannelBindings struct {
	WS struct {
		Query   *Schema `json:"query,omitempty"`
		Headers *Schema `json:"headers,omitempty"`
	} `json:"ws"`
}

// Message is a message in one direction.
type Message struct {
	Name    string  `json:"name"`
	Payload *Schema `json:"payload,omitempty"`
}

// AsyncOperation is a route of messages, as the API sees it: it receives.
type AsyncOperation struct {
	Action      string     `json:"action"` // "receive"
	Channel     *AsyncRef  `json:"channel"`
	Title       string     `json:"title,omitempty"`
	Summary     string     `json:"summary,omitempty"`
	Description string     `json:"description,omitempty"`
	Messages    []AsyncRef `json:"messages,omitempty"`
	Reply       *Reply     `json:"reply,omitempty"`
	Security    []AsyncRef `json:"security,omitempty"`

	Route   string `json:"x-gatehouse-route"`
	Handler string `json:"x-gatehouse-handler,omitempty"`
}

// Reply is what the API sends back to the client that sent the message.
type Reply struct {
	Channel  *AsyncRef  `json:"channel"`
	Messages []AsyncRef `json:"messages"`
}

// AsyncRef refers to another part of the document.
type AsyncRef struct {
	Ref string `json:"$ref"`
}

// AsyncComponents are what several messages share.
type AsyncComponents struct {
	Schemas         map[string]*Schema         `json:"schemas,omitempty"`
	SecuritySchemes map[string]*SecurityScheme `json:"securitySchemes,omitempty"`
}

const (
	root     = "root"
	channels = "#/channels/" + root
)

// BuildAsync makes the document of a WebSocket API.
func BuildAsync(api *API) *AsyncDocument {
	b := builder{api: api, doc: &Document{Components: &Components{Schemas: map[string]*Schema{}}}}
	api.Types.name(map[string]bool{})
	channel := &Channel{Address: "/", Title: api.Title, Messages: map[string]*Message{}}
	doc := &AsyncDocument{
		AsyncAPI: AsyncVersion, Info: Info{Title: api.Title, Description: api.Description, Version: apiVersion}, Default: "application/json",
		Channels: map[string]*Channel{root: channel}, Operations: map[string]*AsyncOperation{}, Selection: api.Selection,
		Components: &AsyncComponents{Schemas: b.doc.Components.Schemas, SecuritySchemes: map[string]*SecurityScheme{}},
	}
	routes := b.sorted()
	operands := make([]Operand, len(routes))
	for i, r := range routes {
		operands[i] = Operand{Path: r.Key, Handler: r.Handler}
	}
	for i, id := range OperationIDs(operands) {
		r := routes[i]
		h := cmp.Or(r.Of, &Handler{})
		op := &AsyncOperation{Action: "receive", Channel: &AsyncRef{channels}, Title: r.Key, Summary: h.Doc.Summary, Description: h.Doc.Text,
			Route: r.Key, Handler: r.Handler}
		if op.Description == op.Summary {
			op.Description = ""
		}
		switch r.Key {
		case routekey.Connect:
			b.handshake(channel, r)
			b.secureAsync(op, doc, r)
		case routekey.Disconnect:
		default:
			channel.Messages[id] = &Message{Name: id, Payload: b.message(r, h)}
			op.Messages = []AsyncRef{{channels + "/messages/" + id}}
			if r.Reply {
				payload := &Schema{}
				if h.Result != nil {
					payload = b.schema(h.Result)
				}
				channel.Messages[id+"Reply"] = &Message{Name: id + "Reply", Payload: payload}
				op.Reply = &Reply{Channel: &AsyncRef{channels}, Messages: []AsyncRef{{channels + "/messages/" + id + "Reply"}}}
			}
		}
		doc.Operations[id] = op
	}
	if len(doc.Components.Schemas)+len(doc.Components.SecuritySchemes) == 0 {
		doc.Components = nil
	}
	return doc
}

// message is what a client sends to a route: what the handler or the model takes,
// and the route's key where the API looks for it.
func (b *builder) message(r *Route, h *Handler) *Schema {
	payload := r.Message
	if h.Body != nil {
		payload = b.schema(h.Body)
	}
	path, ok := SelectionPath(b.api.Selection)
	if !ok || r.Key == routekey.Default.String() {
		return cmp.Or(payload, &Schema{})
	}
	key := &Schema{Const: r.Key}
	for i := len(path) - 1; i >= 0; i-- {
		key = &Schema{Type: Types{"object"}, Properties: Properties{{path[i], key}}, Required: []string{path[i]}}
	}
	if payload == nil {
		return key
	}
	return &Schema{AllOf: []*Schema{key, payload}}
}

// SelectionPath returns the members that lead to the route's key in a message, if
// that is how the expression finds it: "$request.body.action".
func SelectionPath(expression string) ([]string, bool) {
	expression = strings.TrimSuffix(strings.Replace(expression, "${", "$", 1), "}")
	rest, ok := strings.CutPrefix(expression, "$request.body.")
	if !ok || strings.ContainsAny(rest, "${}[]") {
		return nil, false
	}
	path := strings.Split(rest, ".")
	return path, !slices.Contains(path, "")
}

// handshake describes what a client must send to connect: the identity that an
// authorizer looks for.
func (b *builder) handshake(c *Channel, r *Route) {
	if r.Auth == nil || r.Auth.Type != Lambda {
		return
	}
	var bindings ChannelBindings
	for _, s := range keySchemes(r.Auth) {
		in := &bindings.WS.Headers
		if s.In == "query" {
			in = &bindings.WS.Query
		}
		if *in == nil {
			*in = &Schema{Type: Types{"object"}}
		}
		(*in).Properties = append((*in).Properties, Property{s.Name, &Schema{Type: Types{"string"}}})
		(*in).Required = append((*in).Required, s.Name)
	}
	c.Bindings = &bindings
}

func (b *builder) secureAsync(op *AsyncOperation, doc *AsyncDocument, r *Route) {
	var as Operation
	b.secure(&as, r)
	for _, need := range as.Security {
		for _, name := range sortedKeys(need) {
			op.Security = append(op.Security, AsyncRef{"#/components/securitySchemes/" + name})
		}
	}
	for _, made := range b.schemes {
		c := *made.scheme
		if c.Type == "apiKey" { // what OpenAPI calls an apiKey is an httpApiKey here
			c.Type = "httpApiKey"
		}
		doc.Components.SecuritySchemes[made.name] = &c
	}
}

// Overlay adds what another document says, which knows more of its routes.
func (d *AsyncDocument) Overlay(other *AsyncDocument) {
	byRoute := map[string]string{}
	for id, op := range d.Operations {
		byRoute[op.Route] = id
	}
	channel, from := d.Channels[root], other.Channels[root]
	for _, id := range sortedKeys(other.Operations) {
		op := other.Operations[id]
		if known := byRoute[op.Route]; known != "" {
			delete(d.Operations, known)
			delete(channel.Messages, known)
			delete(channel.Messages, known+"Reply")
		}
		d.Operations[id] = op
		for _, name := range []string{id, id + "Reply"} {
			if m := from.Messages[name]; m != nil {
				channel.Messages[name] = m
			}
		}
	}
	if other.Components == nil {
		return
	}
	if d.Components == nil {
		d.Components = &AsyncComponents{}
	}
	if d.Components.Schemas == nil {
		d.Components.Schemas = map[string]*Schema{}
	}
	for name, s := range other.Components.Schemas {
		d.Components.Schemas[name] = s
	}
}
