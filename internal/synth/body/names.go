// Names in a definition: they derive from what they name, never from an order or
// from what else there is.

package body

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// maxOperationID is how long an operation's name may be. (API Gateway V2 API
// reference, Route, operationName. That of REST APIs names no limit.)
const maxOperationID = 64

// OperationID is the id of an operation. Two keys never have the same: a segment
// begins with "_", a parameter with "__" and a greedy one with "___", and what is
// not a letter, a digit, "-" or "." is written by its code.
func OperationID(key routekey.Key) string {
	if key.IsDefault() {
		return "default"
	}
	var b strings.Builder
	b.WriteString(strings.ToLower(key.Method))
	for _, s := range key.Path.Segments() {
		switch {
		case s.Greedy:
			b.WriteString("___" + escapeName(s.Param))
		case s.Param != "":
			b.WriteString("__" + escapeName(s.Param))
		default:
			b.WriteString("_" + escapeName(s.Literal))
		}
	}
	return shorten(b.String(), maxOperationID)
}

func escapeName(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "$%02X", c)
		}
	}
	return b.String()
}

// shorten cuts a name that is too long, and adds what tells it from others.
func shorten(name string, most int) string {
	if len(name) <= most {
		return name
	}
	mark := digest(name)
	return name[:most-len(mark)-1] + "_" + mark
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:5])
}

// componentName is how names of components look. (OpenAPI 3.0.3, "Components
// Object".)
var componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

// NameProblem says why a name can't be one of a component; "" if it can.
func NameProblem(name string) string {
	if componentName.MatchString(name) {
		return ""
	}
	return `a definition names it by letters, digits and any of ".-_"`
}

var otherThanName = regexp.MustCompile(`[^a-zA-Z0-9.-]+`)

// ComponentName is the name of a component for what a thing is: the end of it, as
// far as it is short, since a large API has the name once for each route, and what
// tells it from others.
func ComponentName(what string) string {
	words := strings.FieldsFunc(otherThanName.ReplaceAllString(what, " "), func(r rune) bool { return r == ' ' })
	readable := ""
	for _, word := range slices.Backward(words) {
		if len(word)+len(readable) > 12 {
			break
		}
		readable = word + "-" + readable
	}
	return readable + digest(what)[:8]
}
