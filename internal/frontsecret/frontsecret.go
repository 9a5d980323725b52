// Package frontsecret is how a function knows that a request came through a
// front: the front sends a secret in a header, and constructs write the secrets
// that count into a variable, which the router reads.
//
//	secrets := frontsecret.Parse(os.Getenv(frontsecret.Env))
//	ok := frontsecret.Match(secrets, request.Header.Get(frontsecret.Header))
package frontsecret

import (
	"crypto/subtle"
	"strings"
)

// Env is the variable. Its value is the secrets, with commas between.
const Env = "GATEHOUSE_FRONT"

// Header is the header in which a front sends its secret.
const Header = "X-Gatehouse-Front"

// Parse reads the variable; nil if it is empty: then requests need no secret. Of
// one that holds commas only nobody knows a secret.
func Parse(value string) []string {
	if value == "" {
		return nil // FieldsFunc gives a list without members, as that of ","
	}
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
}

// Match reports whether a secret is one of those that count. It takes as long
// whichever it is.
func Match(secrets []string, given string) bool {
	found := 0
	for _, s := range secrets {
		found |= subtle.ConstantTimeCompare([]byte(s), []byte(given))
	}
	return found == 1
}
