// The grammar of route keys of a WebSocket API, whose routes take messages.

package routekey

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/spelling"
)

// The routes that a WebSocket API has for more than a message. The third of
// them is Default.
const (
	Connect    = "$connect"
	Disconnect = "$disconnect"
)

// ParseMessage parses a route key of a WebSocket API: the text that the API's
// route selection expression makes of a message, or one of the three keys with
// "$".
//
//	key = "$connect" | "$disconnect" | "$default" | name
//
// A name is any text that does not start with "$" and has no control
// characters and no blanks around it.
//
//	"sendmessage" => sendmessage
//	"$connect"    => $connect
//	"$conect"     => offset 0: "$conect": keys with "$" are ...
//	"GET /todos"  => offset 0: a key of an HTTP or REST API ...
//
// The error is of type Errors.
func ParseMessage(s string) (Key, error) {
	p := &parser{input: s, kind: "route key"}
	key := p.message(p.maskTokens(s))
	if err := p.err(); err != nil {
		return Key{}, err
	}
	return key, nil
}

func (p *parser) message(s string) Key {
	trimmed := strings.TrimSpace(s)
	special := []string{Connect, Disconnect, defaultText}
	switch {
	case trimmed == "":
		p.add(0, `empty: write what the route selection expression finds in a message, such as "join", or one of %s`, strings.Join(special, ", "))
		return Key{}
	case trimmed != s:
		p.add(0, "blank at the start or end: write %q", trimmed)
	case s == defaultText:
		return Default
	case s[0] == '$' && !slices.Contains(special, s):
		p.add(0, `%q: keys with "$" are %s%s`, s, strings.Join(special, ", "), slip(s, special))
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 {
		p.add(i, "control character")
	}
	if first, rest, two := strings.Cut(s, " "); two && strings.HasPrefix(rest, "/") {
		if _, method := canonical(first); method {
			p.add(0, `a key of an HTTP or REST API; the messages of a WebSocket API have neither method nor path: write a name such as "join"`)
		}
	}
	return Key{Message: s}
}

// slip returns a hint at the key that s is likely a slip of, or "".
func slip(s string, keys []string) string {
	for _, key := range keys {
		if spelling.Distance(strings.ToLower(s), key) <= len(key)/3 {
			return fmt.Sprintf("; did you mean %q?", key)
		}
	}
	return ""
}
