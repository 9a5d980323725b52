// Selection expressions: which route a message takes, which model or template
// holds for it.

package websocket

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// selection is a parsed expression (developer guide, "Using selection
// expressions in API Gateway"): text with variables, such as
// "${request.body.service}/${request.body.action}". "$request.body.action" alone
// is a variable, too; a backslash before "$" makes text of it.
type selection []piece

type piece struct {
	text     string
	variable string // e.g. "request.body.action"
}

func parseSelection(text string) (out selection) {
	for text != "" {
		at := strings.IndexAny(text, `\$`)
		if at < 0 {
			return append(out, piece{text: text})
		}
		if at > 0 {
			out, text = append(out, piece{text: text[:at]}), text[at:]
		}
		switch {
		case strings.HasPrefix(text, `\`) && len(text) > 1:
			out, text = append(out, piece{text: text[1:2]}), text[2:]
		case strings.HasPrefix(text, "${") && strings.Contains(text, "}"):
			end := strings.IndexByte(text, '}')
			out, text = append(out, piece{variable: text[2:end]}), text[end+1:]
		case strings.HasPrefix(text, "$"):
			end := 1
			for end < len(text) && (isWord(text[end]) || strings.IndexByte(".[]-", text[end]) >= 0) {
				end++
			}
			out, text = append(out, piece{variable: text[1:end]}), text[end:]
		default:
			return append(out, piece{text: text})
		}
	}
	return out
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// eval evaluates the expression; ok is false if a variable has no value.
func (s selection) eval(value func(variable string) (string, bool)) (out string, ok bool) {
	var b strings.Builder
	for _, p := range s {
		if p.variable == "" {
			b.WriteString(p.text)
			continue
		}
		v, ok := value(p.variable)
		if !ok {
			return "", false
		}
		b.WriteString(v)
	}
	return b.String(), true
}

// body is a message as selection expressions see it; nil if it is not JSON.
type body struct{ value any }

func parseBody(message []byte) *body {
	var b body
	d := json.NewDecoder(strings.NewReader(string(message)))
	d.UseNumber()
	if d.Decode(&b.value) != nil {
		return nil
	}
	if _, err := d.Token(); err != io.EOF { // something follows
		return nil
	}
	return &b
}

// find returns what is at a path such as "a.b[0].c": a text, number or boolean.
// Objects, lists and null select nothing. Assumed: the guide shows texts.
func (b *body) find(path string) (string, bool) {
	if b == nil {
		return "", false
	}
	at := b.value
	for part := range strings.SplitSeq(path, ".") {
		name, indexes, _ := strings.Cut(part, "[")
		if name != "" {
			object, ok := at.(map[string]any)
			if !ok {
				return "", false
			}
			if at, ok = object[name]; !ok {
				return "", false
			}
		}
		for index := range strings.SplitSeq(strings.TrimSuffix(indexes, "]"), "][") {
			if indexes == "" {
				break
			}
			i, err := strconv.Atoi(index)
			list, ok := at.([]any)
			if err != nil || !ok || i < 0 || i >= len(list) {
				return "", false
			}
			at = list[i]
		}
	}
	switch v := at.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
