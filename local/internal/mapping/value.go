// Values of mappings: text with variables in it.

package mapping

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Value is a parsed value.
type Value struct{ parts []part }

type part struct {
	text     string // when variable is empty
	variable string // without "$", e.g. request.header.x
}

// Source gives the value of a variable such as "request.header.x" or "context.stage".
type Source func(variable string) (value string, ok bool)

// variable finds $a.b, ${a.b} and ${a.b} in text.
var variable = regexp.MustCompile(`\$\{([a-zA-Z][^}]*)\}|\$([a-zA-Z][a-zA-Z0-9_]*(?:[.\[][a-zA-Z0-9_\-.\[\]$]*)?)`)

// roots are what variables may begin with.
var roots = []string{"request.", "response.", "context.", "stageVariables."}

// ParseValue reads a value. Text without a variable stands for itself.
func ParseValue(s string) (*Value, error) {
	v := &Value{}
	at := 0
	for _, m := range variable.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			v.parts = append(v.parts, part{text: s[at:m[0]]})
		}
		name := ""
		if m[2] >= 0 {
			name = s[m[2]:m[3]]
		} else {
			name = s[m[4]:m[5]]
		}
		if !known(name) {
			return nil, fmt.Errorf("%q is not a variable that can be mapped", s[m[0]:m[1]])
		}
		v.parts = append(v.parts, part{variable: name})
		at = m[1]
	}
	if at < len(s) {
		v.parts = append(v.parts, part{text: s[at:]})
	}
	return v, nil
}

func known(name string) bool {
	if name == "request.body" || name == "request.path" {
		return true
	}
	for _, root := range roots {
		if strings.HasPrefix(name, root) && len(name) > len(root) {
			return true
		}
	}
	return false
}

// Eval gives the text. It is not ok if a variable of it has no value.
func (v *Value) Eval(source Source) (s string, ok bool) {
	var b strings.Builder
	for _, p := range v.parts {
		if p.variable == "" {
			b.WriteString(p.text)
			continue
		}
		value, ok := source(p.variable)
		if !ok {
			return "", false
		}
		b.WriteString(value)
	}
	return b.String(), true
}

// bodyLimit is how much of a body a path is looked for in (developer guide: 100 KB).
const bodyLimit = 100 * 1024

// Body finds what a path such as "pet.names[0]" leads to in a JSON body.
func Body(body []byte, path string) (string, bool) {
	if len(body) > bodyLimit {
		return "", false
	}
	var v any
	if json.Unmarshal(body, &v) != nil {
		return "", false
	}
	path = strings.ReplaceAll(strings.ReplaceAll(path, "[", "."), "]", "")
	for step := range strings.SplitSeq(path, ".") {
		step = strings.Trim(step, `'"`)
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[step]
			if !ok {
				return "", false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return "", false
			}
			v = at[i]
		default:
			return "", false
		}
	}
	if s, ok := v.(string); ok {
		return s, true
	}
	b, err := json.Marshal(v)
	return string(b), err == nil
}
