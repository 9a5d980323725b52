// Package urltext decodes query strings and paths as API Gateway does: queries
// are split at "&" only, and text that cannot be decoded stays as it is.
//
//	values := urltext.ParseQuery("a=1;b=2&c=%&d=x+y")
//	// values["a"] == ["1;b=2"], values["c"] == ["%"], values["d"] == ["x y"]
//
// How AWS splits and decodes was recorded from 2024 to 2026; that undecodable
// text stays is not recorded.
package urltext

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// ParseQuery returns the decoded values of each parameter, in order.
func ParseQuery(raw string) url.Values {
	values := url.Values{}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name = UnescapeQuery(name)
		values[name] = append(values[name], UnescapeQuery(value))
	}
	return values
}

// UnescapeQuery decodes a name or value. What is not a valid escape sequence, or
// would not be valid UTF-8, stays as it is.
func UnescapeQuery(s string) string {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s
	}
	if plain, err := url.QueryUnescape(s); err == nil && utf8.ValidString(plain) {
		return plain
	}
	return s
}

// UnescapePath is UnescapeQuery for a path or a part of one, where "+" is a plus.
// Each segment is decoded for itself.
func UnescapePath(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if plain, err := url.PathUnescape(s); err == nil && utf8.ValidString(plain) {
		return plain
	}
	if strings.IndexByte(s, '/') < 0 {
		return s
	}
	segments := strings.Split(s, "/")
	for i := range segments {
		segments[i] = UnescapePath(segments[i])
	}
	return strings.Join(segments, "/")
}
