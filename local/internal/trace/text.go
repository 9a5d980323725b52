// Values as text.

package trace

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// value is a detail as text, without secrets.
func (m *masker) value(name string, v any) string {
	if make, ok := v.(func() any); ok {
		v = make()
	}
	switch v := v.(type) {
	case nil:
		return ""
	case http.Header:
		var b strings.Builder
		for _, field := range m.headers(v) {
			fmt.Fprintf(&b, "%s: %s\n", field[0], field[1])
		}
		return strings.TrimSuffix(b.String(), "\n")
	case []byte:
		return m.bytes(v)
	case map[string]string:
		var b strings.Builder
		for _, key := range slices.Sorted(maps.Keys(v)) {
			value := v[key]
			if m.isSecret(http.CanonicalHeaderKey(key)) || m.isSecretQuery(key) {
				value = Masked
			}
			fmt.Fprintf(&b, "%s: %s\n", key, m.text(value))
		}
		return strings.TrimSuffix(b.String(), "\n")
	}
	if m.isSecret(http.CanonicalHeaderKey(name)) {
		return Masked
	}
	return m.json(clip(plain(v)))
}

// plain is a value as text.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case time.Duration:
		return v.Round(time.Microsecond).String()
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	case []string:
		return strings.Join(v, ", ")
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

func (m *masker) bytes(b []byte) string {
	whole := wholeRunes(b[:min(len(b), maxShown)])
	if !utf8.Valid(whole) {
		return fmt.Sprintf("%d bytes that are not text: %x…", len(b), b[:min(len(b), 32)])
	}
	s := m.json(string(whole))
	if len(b) > maxShown {
		s += fmt.Sprintf("… (%d bytes in all)", len(b))
	}
	return s
}

// clip bounds a text that is shown.
func clip(s string) string {
	if len(s) <= maxShown {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ToValidUTF8(s[:maxShown], "\uFFFD") + fmt.Sprintf("… (%d bytes in all)", len(s))
}
