// A definition as one text: as small as JSON can be, while a template's objects
// are indented, and what occurs often stands in it once.

package body

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Text is a definition as the text of Fn::Sub, with the variables in it.
type Text struct {
	Text      string
	Variables map[string]string // tokens of the CDK and parts that occur often, by name
}

// Sizes are about how large a definition is, in bytes.
type Sizes struct {
	Definition int // as API Gateway gets it
	Indented   int // as an object in a template, as the CDK writes it
	Compact    int // the same without indentation
}

// A token becomes a join of texts and references, and a part of an ARN at last.
const (
	indentedToken = 200
	compactToken  = 60
	deployedToken = 20
)

// token is how a text shows a value that is known only when the template is made.
var token = regexp.MustCompile(`\$\{Token\[[^\]]+\]\}`)

// Parts that occur this often, and are this long, are variables.
const (
	oftenEnough = 4
	longEnough  = 60
)

// Encoded is a definition as JSON.
type Encoded struct {
	root   *node
	counts map[string]int // of values that are alike
}

// Encode returns the definition as JSON. What is not plain JSON, such as a policy
// of the CDK, asJSON makes a token of JSON.
func (b *Body) Encode(asJSON func(any) string) *Encoded {
	e := &Encoded{counts: map[string]int{}}
	e.root = newNode(b.Value(), asJSON, e.counts)
	return e
}

// Text returns the definition as a text. Values of tokens stand in it as they are:
// ARNs, ids, URLs, which have no quotes.
func (e *Encoded) Text() Text {
	w := newTextWriter(e.counts)
	w.node(e.root)
	return w.done()
}

// Served returns what clients notice of the definition: all but title and
// description. It does not depend on how a definition is written into a template.
func (e *Encoded) Served() Text {
	w := newTextWriter(nil)
	for i, p := range e.root.parts {
		switch {
		case p.value == nil:
			w.plain(p.text)
		case strings.Trim(e.root.parts[i-1].text, `,:"`) != "info":
			w.node(p.value)
		}
	}
	return w.done()
}

// node is a value as JSON, with the parts that it is made of.
type node struct {
	json  string
	parts []part // of objects and lists; nil for what is written as it is
}

// part is a piece of JSON, or a value.
type part struct {
	text  string
	value *node
}

// newNode encodes a value, and counts the values that are alike.
func newNode(v any, asJSON func(any) string, counts map[string]int) *node {
	n := &node{}
	switch v := v.(type) {
	case Object:
		n.parts = append(n.parts, part{text: "{"})
		for i, name := range sortedKeys(v) {
			before := scalar(name) + ":"
			if i > 0 {
				before = "," + before
			}
			n.parts = append(n.parts, part{text: before}, part{value: newNode(v[name], asJSON, counts)})
		}
		n.parts = append(n.parts, part{text: "}"})
	case []any:
		n.parts = append(n.parts, part{text: "["})
		for i, item := range v {
			if i > 0 {
				n.parts = append(n.parts, part{text: ","})
			}
			n.parts = append(n.parts, part{value: newNode(item, asJSON, counts)})
		}
		n.parts = append(n.parts, part{text: "]"})
	case nil, string, bool, int, float64, []string:
		n.json = scalar(v)
		return n
	default:
		n.json = asJSON(v)
		return n
	}
	var out strings.Builder
	for _, p := range n.parts {
		if p.value == nil {
			out.WriteString(p.text)
		} else {
			out.WriteString(p.value.json)
		}
	}
	if n.json = out.String(); len(n.json) >= longEnough {
		counts[n.json]++
	}
	return n
}

func scalar(v any) string {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("body: " + err.Error()) // texts, numbers and truth values
	}
	return strings.TrimSuffix(text.String(), "\n")
}

type textWriter struct {
	counts map[string]int
	names  map[string]string // of variables, by value
	out    strings.Builder
	text   Text
}

func newTextWriter(counts map[string]int) *textWriter {
	return &textWriter{counts: counts, names: map[string]string{}, text: Text{Variables: map[string]string{}}}
}

func (w *textWriter) done() Text {
	w.text.Text = w.out.String()
	return w.text
}

func (w *textWriter) node(n *node) {
	switch {
	case w.counts[n.json] >= oftenEnough && !strings.Contains(token.ReplaceAllString(n.json, ""), "${"):
		w.variable(n.json)
	case n.parts == nil:
		w.plain(n.json)
	default:
		for _, p := range n.parts {
			if p.value == nil {
				w.plain(p.text)
			} else {
				w.node(p.value)
			}
		}
	}
}

// plain writes JSON, in which Fn::Sub must replace nothing but tokens.
// ${stageVariables.name}, for one, stays. (CloudFormation template reference,
// "Fn::Sub".)
func (w *textWriter) plain(text string) {
	escape := func(text string) string { return strings.ReplaceAll(text, "${", "${!") }
	at := 0
	for _, found := range token.FindAllStringIndex(text, -1) {
		w.out.WriteString(escape(text[at:found[0]]))
		w.variable(text[found[0]:found[1]])
		at = found[1]
	}
	w.out.WriteString(escape(text[at:]))
}

func (w *textWriter) variable(value string) {
	name := w.names[value]
	if name == "" {
		name = fmt.Sprintf("v%d", len(w.names)+1)
		w.names[value] = name
		w.text.Variables[name] = value
	}
	w.out.WriteString("${" + name + "}")
}

// Size returns how large the text is in a template.
func (t Text) Size() int {
	n := len(scalar(t.Text))
	for _, value := range t.Variables {
		n += len(scalar(value)) + len(token.FindAllString(value, -1))*indentedToken
	}
	return n
}

// Sizes returns how large the definition is.
func (e *Encoded) Sizes() Sizes {
	text := e.root.json
	tokens := len(token.FindAllStringIndex(text, -1))
	return Sizes{
		Definition: len(text) + tokens*deployedToken,
		Indented:   indented(text) + tokens*indentedToken,
		Compact:    len(text) + tokens*compactToken,
	}
}

// indented is how large JSON is in a template that the CDK writes: each member and
// item has a line, as deep as it stands.
func indented(text string) int {
	n, depth, quoted := len(text), 4, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ':':
			n++
		case c == ',':
			n += 1 + depth
		case c == '{' || c == '[':
			if i+1 < len(text) && text[i+1] == c+2 { // empty
				i++
				continue
			}
			depth++
			n += 1 + depth
		case c == '}' || c == ']':
			depth--
			n += 1 + depth
		}
	}
	return n
}
