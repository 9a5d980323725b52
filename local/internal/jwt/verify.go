// Tokens.

package jwt

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Skew is how far the issuer's clock may be ahead of ours: it counts for nbf
// and iat only, so that no token outlives its exp.
const Skew = 60 * time.Second

// algorithms are those that a key published to everybody may verify: no
// secret shared with the issuer, and never none.
var algorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512,
}

// Token is a token that was found good.
type Token struct {
	Claims    map[string]any
	Scopes    []string
	Algorithm string
}

// Invalid says why a token is refused. Its text may be shown to the caller;
// Cause is for the developer and may be nil.
type Invalid struct {
	Description string
	Cause       error
}

func (e *Invalid) Error() string {
	if e.Cause != nil {
		return e.Description + ": " + e.Cause.Error()
	}
	return e.Description
}

func (e *Invalid) Unwrap() error { return e.Cause }

// Verifier verifies tokens of any issuer. It keeps the keys of each.
type Verifier struct {
	client *http.Client
	now    func() time.Time

	mu      sync.Mutex
	issuers map[string]*keys
	fixed   map[string]*jose.JSONWebKeySet
}

// NewVerifier returns a verifier that fetches keys with client.
func NewVerifier(client *http.Client) *Verifier {
	return &Verifier{client: client, now: time.Now, issuers: map[string]*keys{}, fixed: map[string]*jose.JSONWebKeySet{}}
}

// SetClock replaces time.Now, for tests.
func (v *Verifier) SetClock(now func() time.Time) { v.now = now }

// Trust takes these keys for an issuer's, instead of those it publishes.
func (v *Verifier) Trust(issuer string, set *jose.JSONWebKeySet) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fixed[issuer] = set
}

// Verify checks a token. An error is *Invalid.
func (v *Verifier) Verify(ctx context.Context, text, issuer string, audience []string) (*Token, error) {
	signed, err := jwt.ParseSigned(text, algorithms)
	if err != nil {
		return nil, &Invalid{"the token is malformed or its algorithm is not supported", err}
	}
	header := signed.Headers[0]
	if header.KeyID == "" {
		return nil, &Invalid{Description: "the token has no kid"}
	}
	key, err := v.key(ctx, issuer, header.KeyID)
	if err != nil {
		return nil, &Invalid{"the token's key was not found", err}
	}
	if key.Algorithm != "" && key.Algorithm != header.Algorithm {
		return nil, &Invalid{Description: "the token's algorithm is not that of its key"}
	}
	if key.Use != "" && key.Use != "sig" {
		return nil, &Invalid{Description: "the token's key is not one for signatures"}
	}
	token := &Token{Algorithm: header.Algorithm}
	if err := signed.Claims(key.Public(), &token.Claims); err != nil {
		return nil, &Invalid{"the token's signature is not valid", err}
	}
	if err := v.check(token.Claims, issuer, audience); err != nil {
		return nil, err
	}
	token.Scopes = scopes(token.Claims)
	return token, nil
}

// check checks the claims that API Gateway looks at.
func (v *Verifier) check(claims map[string]any, issuer string, audience []string) error {
	if claims["iss"] != issuer {
		return &Invalid{Description: "the token does not have a valid issuer"}
	}
	// client_id counts only when there is no aud.
	found := list(claims["aud"])
	if _, ok := claims["aud"]; !ok {
		found = list(claims["client_id"])
	}
	if !slices.ContainsFunc(found, func(a string) bool { return slices.Contains(audience, a) }) {
		return &Invalid{Description: "the token does not have a valid audience"}
	}
	now := v.now()
	if exp, ok := moment(claims, "exp"); !ok || !now.Before(exp) {
		return &Invalid{Description: "the token has expired or has no exp"}
	}
	for _, name := range []string{"nbf", "iat"} {
		if _, has := claims[name]; !has {
			continue
		}
		if t, ok := moment(claims, name); !ok || t.After(now.Add(Skew)) {
			return &Invalid{Description: "the token is not valid yet: " + name}
		}
	}
	return nil
}

func moment(claims map[string]any, name string) (time.Time, bool) {
	seconds, ok := claims[name].(float64)
	if !ok || seconds < 0 || seconds > 1<<50 {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0), true
}

// list reads a claim that's a text or a list of them.
func list(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var texts []string
		for _, item := range v {
			if s, ok := item.(string); ok {
				texts = append(texts, s)
			}
		}
		return texts
	}
	return nil
}

// scopes reads scope, or scp as some issuers call it.
func scopes(claims map[string]any) []string {
	for _, name := range []string{"scope", "scp"} {
		if text, ok := claims[name].(string); ok {
			return strings.Fields(text)
		}
		if found := list(claims[name]); found != nil {
			return found
		}
	}
	return nil
}

// Texts are the claims as events have them: all of them text, lists in brackets.
func (t *Token) Texts() map[string]string {
	texts := make(map[string]string, len(t.Claims))
	for name, v := range t.Claims {
		texts[name] = text(v)
	}
	return texts
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = text(item)
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
