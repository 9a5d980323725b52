// Package localtoken makes tokens that a local server takes for those of an app's
// issuers.
//
//	token, err := localtoken.Sign(key, localtoken.Token{Issuer: "https://login.example.com", Scopes: []string{"admin"}}, time.Now())
package localtoken

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"maps"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Token is what a token says.
type Token struct {
	Issuer   string
	Audience []string // the first counts: it is aud and client_id
	Subject  string   // empty is "local-user"
	Scopes   []string
	Lifetime time.Duration  // negative for one that has expired
	Claims   map[string]any // added, and win; nil takes a claim away
}

// NewKey makes a key with that id. It takes a tenth of a second.
func NewKey(id string) (*jose.JSONWebKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	return &jose.JSONWebKey{Key: key, KeyID: id, Algorithm: string(jose.RS256), Use: "sig"}, nil
}

// Sign makes a token. An error is one of claims that JSON can't hold.
func Sign(key *jose.JSONWebKey, t Token, now time.Time) (string, error) {
	claims := map[string]any{
		"iss": t.Issuer, "sub": cmp.Or(t.Subject, "local-user"), "iat": now.Unix(), "exp": now.Add(t.Lifetime).Unix(), "token_use": "access",
	}
	if len(t.Audience) > 0 {
		claims["aud"], claims["client_id"] = t.Audience[0], t.Audience[0]
	}
	if len(t.Scopes) > 0 {
		claims["scope"] = strings.Join(t.Scopes, " ")
	}
	maps.Copy(claims, t.Claims)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
