// Claims of tokens, as events have them.

package payload

import (
	"bytes"
	"encoding/json"
	"strings"
)

// ClaimTexts writes the claims of a token as HTTP APIs do: lists as "[a b]",
// objects as JSON, numbers with all their digits; null is left out (reported in
// 2026).
func ClaimTexts(claims map[string]json.RawMessage) map[string]string {
	texts := make(map[string]string, len(claims))
	for name, raw := range claims {
		if raw = bytes.TrimSpace(raw); string(raw) != "null" {
			texts[name] = claimText(raw)
		}
	}
	return texts
}

func claimText(raw json.RawMessage) string {
	switch raw[0] {
	case '"':
		var text string
		if json.Unmarshal(raw, &text) == nil {
			return text
		}
	case '[':
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			parts := make([]string, len(items))
			for i, item := range items {
				parts[i] = claimText(item)
			}
			return "[" + strings.Join(parts, " ") + "]"
		}
	case '{':
		var b bytes.Buffer
		if json.Compact(&b, raw) == nil {
			return b.String()
		}
	}
	return string(raw)
}
