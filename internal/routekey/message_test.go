// Keys of WebSocket APIs.

package routekey

import (
	"strings"
	"testing"
)

func TestParseMessage(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"$connect", "$connect"},
		{"$disconnect", "$disconnect"},
		{"$default", "$default"},
		{"sendmessage", "sendmessage"},
		{"send message", "send message"},
		{"chat/join", "chat/join"},
		{"GET", "GET"},
		{"größe", "größe"},
		{"5$", "5$"},
	} {
		key, err := ParseMessage(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		if key.String() != tt.want || key.Shape() != tt.want {
			t.Errorf("%q: key %q, shape %q, want %q", tt.in, key, key.Shape(), tt.want)
		}
		if again, err := ParseMessage(key.String()); err != nil || again != key {
			t.Errorf("%q: parsed again: %v, %v", tt.in, again, err)
		}
		if got, want := key.IsDefault(), tt.in == "$default"; got != want {
			t.Errorf("%q: IsDefault %v", tt.in, got)
		}
	}
}

func TestParseMessageErrors(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string // one for each problem
	}{
		{"", []string{`offset 0: empty: write what the route selection expression finds`}},
		{"  ", []string{`offset 0: empty`}},
		{" join", []string{`blank at the start or end: write "join"`}},
		{"join\n", []string{`blank at the start or end`, `offset 4: control character`}},
		{"$conect", []string{`offset 0: "$conect": keys with "$" are $connect, $disconnect, $default; did you mean "$connect"?`}},
		{"$Default", []string{`did you mean "$default"?`}},
		{"$join", []string{`"$join": keys with "$" are $connect, $disconnect, $default`}},
		{"GET /todos", []string{`a key of an HTTP or REST API`}},
		{"* /", []string{`a key of an HTTP or REST API`}},
		{"${Token[TOKEN.1]}", []string{`token`}},
	} {
		key, err := ParseMessage(tt.in)
		errs, ok := err.(Errors)
		if !ok || key != (Key{}) {
			t.Errorf("%q: key %v, error %v", tt.in, key, err)
			continue
		}
		if len(errs) != len(tt.want) {
			t.Errorf("%q: %d problems, want %d:\n%v", tt.in, len(errs), len(tt.want), err)
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(errs[i].Error(), want) {
				t.Errorf("%q: problem %d is\n%v\nwant\n%s", tt.in, i, errs[i], want)
			}
		}
	}
}

// A name is no key with "$" by chance: only these three lead to what they say.
func FuzzParseMessage(f *testing.F) {
	for _, seed := range []string{"$connect", "join", "$x", " a", "GET /a", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := ParseMessage(s)
		if err == nil && key.String() != s {
			t.Errorf("%q became %q", s, key)
		}
	})
}
