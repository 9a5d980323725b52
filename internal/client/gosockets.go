// Messages of WebSocket APIs in Go.

package client

import (
	"cmp"
	"strings"
)

// goSend is what all sockets share.
const goSend = `// send sends a message with the key of its route where the API looks for it.
func send(ctx context.Context, write func(context.Context, []byte) error, key []string, route string, message any) error {
	object := map[string]json.RawMessage{}
	if message != nil {
		text, err := json.Marshal(message)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &object); err != nil {
			return fmt.Errorf("a message is a JSON object: %w", err)
		}
	}
	var value any = route
	for i := len(key) - 1; i > 0; i-- {
		value = map[string]any{key[i]: value}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	object[key[0]] = text
	if text, err = json.Marshal(object); err != nil {
		return err
	}
	return write(ctx, text)
}
`

func (g *golang) socket(s Socket) {
	name := g.names.take(goName(s.Name), "Socket")
	g.printf("// %s sends the messages of the WebSocket API %s.\ntype %s struct {\n", name, strings.Join(lines(s.Title), " "), name)
	g.printf("\t// Write sends a text over a connection, which you open with any library%s.\n", queryHint(s.Query))
	g.printf("\tWrite func(ctx context.Context, text []byte) error\n}\n\n")
	methods := reserve("Write")
	for _, m := range s.Messages {
		method := methods.take(goName(m.ID), "Message")
		g.comment("", method, cmp.Or(m.Doc, "sends a message to the route "+m.Route+"."))
		if m.Reply != nil {
			g.printf("//\n// It is answered with JSON of the type %s.\n", strings.Join(strings.Fields(g.typeOf(m.Reply)), " "))
		}
		switch {
		case m.Any:
			g.printf("func (s *%s) %s(ctx context.Context, message any) error {\n\ttext, err := json.Marshal(message)\n"+
				"\tif err != nil {\n\t\treturn err\n\t}\n\treturn s.Write(ctx, text)\n}\n\n", name, method)
		case m.Payload == nil:
			g.printf("func (s *%s) %s(ctx context.Context) error {\n\treturn send(ctx, s.Write, %s, %q, nil)\n}\n\n",
				name, method, keyOf(s), m.Route)
		default:
			g.printf("func (s *%s) %s(ctx context.Context, message %s) error {\n\treturn send(ctx, s.Write, %s, %q, message)\n}\n\n",
				name, method, g.typeOf(m.Payload), keyOf(s), m.Route)
		}
	}
}

func queryHint(query []string) string {
	if len(query) == 0 {
		return ""
	}
	return ", with " + strings.Join(query, " and ") + " in the query of its URL"
}

func keyOf(s Socket) string { return "[]string{" + strings.Join(quoted(s.Key), ", ") + "}" }
