// Values: pieces of checked text, and what can be read from them.

package rawjson

import (
	"strings"
	"unicode/utf8"
)

// A Value is the text of one JSON value, checked and without space around it.
// The zero Value stands for a value that isn't there.
type Value string

// Kind distinguishes values by their first byte: '"' a string, '{' an object,
// '[' an array, 't' and 'f' the booleans, 'n' null, '0' a number, 0 nothing.
func (v Value) Kind() byte {
	if v == "" {
		return 0
	}
	switch c := v[0]; c {
	case '"', '{', '[', 't', 'f', 'n':
		return c
	}
	return '0'
}

// Missing reports whether there is no value, or null.
func (v Value) Missing() bool { return v == "" || v == "null" }

// Text returns the decoded string; ok is false if v is not a string.
func (v Value) Text() (text string, ok bool) {
	if v.Kind() != '"' {
		return "", false
	}
	return unquote(string(v[1 : len(v)-1])), true
}

// Bytes returns the decoded string as bytes of its own; nil if v is not a string.
func (v Value) Bytes() []byte {
	if v.Kind() != '"' {
		return nil
	}
	s := string(v[1 : len(v)-1])
	if plain(s, 0) == len(s) && utf8.ValidString(s) {
		return []byte(s)
	}
	return decode(make([]byte, 0, len(s)), s)
}

// Scalar returns a string decoded and a number or boolean as it's written,
// "" for everything else. Services are not of one mind on what they quote.
func (v Value) Scalar() string {
	switch v.Kind() {
	case '"':
		return unquote(string(v[1 : len(v)-1]))
	case '0', 't', 'f':
		return string(v)
	}
	return ""
}

// Members calls f for each member of an object, in the order written, until f
// returns false. Of anything else it finds none.
func (v Value) Members(f func(key string, value Value) bool) {
	if v.Kind() != '{' {
		return
	}
	s := string(v)
	for i := space(s, 1); s[i] != '}'; {
		end, _ := skipString(s, i)
		key := unquote(s[i+1 : end-1])
		i = space(s, space(s, end)+1)
		end, _ = skip(s, i, 0)
		if !f(key, Value(s[i:end])) {
			return
		}
		if i = space(s, end); s[i] == ',' {
			i = space(s, i+1)
		}
	}
}

// Elements calls f for each element of an array until f returns false. Of
// anything else it finds none.
func (v Value) Elements(f func(value Value) bool) {
	if v.Kind() != '[' {
		return
	}
	s := string(v)
	for i := space(s, 1); s[i] != ']'; {
		end, _ := skip(s, i, 0)
		if !f(Value(s[i:end])) {
			return
		}
		if i = space(s, end); s[i] == ',' {
			i = space(s, i+1)
		}
	}
}

// Field returns the member that encoding/json would decode into a struct's
// field of that name: names match in any case, of several the last one counts,
// null changes nothing, and objects of one name are merged.
func (v Value) Field(name string) Value {
	var found Value
	v.Members(func(key string, value Value) bool {
		if key == name || strings.EqualFold(key, name) {
			found = Merge(found, value)
		}
		return true
	})
	return found
}

// At follows names from object to object, each as Field reads it.
func (v Value) At(names ...string) Value {
	for _, name := range names {
		v = v.Field(name)
	}
	return v
}

// Merge returns what two values of one name come to: the later one, unless it
// is null; two objects become one with the members of both.
func Merge(earlier, later Value) Value {
	switch {
	case later.Missing() && earlier != "":
		return earlier
	case earlier.Kind() == '{' && later.Kind() == '{':
		return join(earlier, later)
	}
	return later
}

// join returns an object with the members of both, the later ones last.
func join(earlier, later Value) Value {
	a, b := strings.TrimRight(string(earlier[:len(earlier)-1]), " \t\r\n"), string(later[1:])
	if a == "{" || b[space(b, 0)] == '}' {
		return Value(a + b)
	}
	return Value(a + "," + b)
}
