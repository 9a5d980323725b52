// Tokens.

package jwt

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	strictjson "github.com/go-jose/go-jose/v4/json"

	"github.com/gatehouse-go/gatehouse/internal/payload"
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
	Claims    map[string]json.RawMessage // as the token has them
	Scopes    []string
	Algorithm string
}

// Invalid says why a token is refused. Its text may be shown to the caller;
// Cause is for the developer and may be nil.
type Invalid struct {
	Check       string // the one of Checks that failed
	Description string
	Cause       error
}

// What Verify checks.
const (
	checkForm      = "form and algorithm"
	checkKey       = "key"
	checkSignature = "signature"
	checkClaims    = "claims"
	checkIssuer    = "issuer"
	checkAudience  = "audience"
	checkExpiry    = "exp"
	checkTimes     = "nbf and iat"
)

// Checks are what Verify checks, in its order.
var Checks = []string{checkForm, checkKey, checkSignature, checkClaims, checkIssuer, checkAudience, checkExpiry, checkTimes}

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
	isDown func() bool // nil: never

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

// FailWhile makes keys unreachable, those that are kept and trusted among them,
// while down reports true.
func (v *Verifier) FailWhile(down func() bool) { v.isDown = down }

// Trust takes these keys for an issuer's, instead of those it publishes.
func (v *Verifier) Trust(issuer string, set *jose.JSONWebKeySet) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fixed[issuer] = set
}

// AnyAudience, as an audience, takes the tokens of every client, as the authorizer of a
// user pool does.
const AnyAudience = "\x00any"

// Verify checks a token. An error is *Invalid.
func (v *Verifier) Verify(ctx context.Context, text, issuer string, audience []string) (*Token, error) {
	signed, err := jose.ParseSignedCompact(text, algorithms)
	if err != nil {
		return nil, &Invalid{checkForm, "the token is malformed or its algorithm is not supported", err}
	}
	header := signed.Signatures[0].Header
	if header.KeyID == "" {
		return nil, &Invalid{Check: checkForm, Description: "the token has no kid"}
	}
	keys, err := v.candidates(ctx, issuer, header.KeyID)
	if err != nil {
		return nil, &Invalid{checkKey, "the token's key was not found", err}
	}
	payload, err := verifySignature(signed, header.Algorithm, keys)
	if err != nil {
		return nil, err
	}
	// The strict reader of the library refuses a claim that occurs twice.
	var strict map[string]any
	if err := strictjson.Unmarshal(payload, &strict); err != nil {
		return nil, &Invalid{checkClaims, "the token's claims are not a JSON object", err}
	}
	token := &Token{Algorithm: header.Algorithm}
	if err := json.Unmarshal(payload, &token.Claims); err != nil || token.Claims == nil {
		return nil, &Invalid{checkClaims, "the token's claims are not a JSON object", err}
	}
	if err := v.check(strict, issuer, audience); err != nil {
		return nil, err
	}
	token.Scopes = scopes(strict)
	return token, nil
}

// Unverified are the claims that a text has, whoever made it: for the developer
// alone. It is empty for what is no token.
func Unverified(text string) string {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return ""
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || !json.Valid(claims) {
		return ""
	}
	return string(claims)
}

// verifySignature tries the keys that fit, since several may share an id.
func verifySignature(signed *jose.JSONWebSignature, algorithm string, keys []jose.JSONWebKey) (payload []byte, err error) {
	for _, key := range keys {
		switch {
		case key.Use != "" && key.Use != "sig":
			err = cmp.Or(err, error(&Invalid{Check: checkKey, Description: "the token's key is not one for signatures"}))
			continue
		case key.Algorithm != "" && key.Algorithm != algorithm:
			err = cmp.Or(err, error(&Invalid{Check: checkKey, Description: "the token's algorithm is not that of its key"}))
			continue
		}
		payload, failed := signed.Verify(key)
		if failed == nil {
			return payload, nil
		}
		err = &Invalid{checkSignature, "the token's signature is not valid", failed}
	}
	return nil, err
}

// check checks the claims that API Gateway looks at.
func (v *Verifier) check(claims map[string]any, issuer string, audience []string) error {
	if claims["iss"] != issuer {
		return &Invalid{Check: checkIssuer, Description: "the token does not have a valid issuer"}
	}
	// client_id counts only when there is no aud.
	found := list(claims["aud"])
	if _, ok := claims["aud"]; !ok {
		found = list(claims["client_id"])
	}
	if !slices.Contains(audience, AnyAudience) && !slices.ContainsFunc(found, func(a string) bool { return slices.Contains(audience, a) }) {
		return &Invalid{Check: checkAudience, Description: "the token does not have a valid audience"}
	}
	now := v.now()
	if exp, ok := moment(claims, "exp"); !ok || !now.Before(exp) {
		return &Invalid{Check: checkExpiry, Description: "the token has expired or has no exp"}
	}
	for _, name := range []string{"nbf", "iat"} {
		if _, has := claims[name]; !has {
			continue
		}
		if t, ok := moment(claims, name); !ok || t.After(now.Add(Skew)) {
			return &Invalid{Check: checkTimes, Description: "the token is not valid yet: " + name}
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

// scopes reads scope and scp, as some issuers call it: text with blanks, or a
// list. A token may have both (developer guide, "Control access to HTTP APIs
// with JWT authorizers").
func scopes(claims map[string]any) (all []string) {
	for _, name := range []string{"scope", "scp"} {
		found := list(claims[name])
		if text, ok := claims[name].(string); ok {
			found = strings.Fields(text)
		}
		for _, scope := range found {
			if !slices.Contains(all, scope) {
				all = append(all, scope)
			}
		}
	}
	return all
}

// Texts are the claims as events have them.
func (t *Token) Texts() map[string]string {
	return payload.ClaimTexts(t.Claims)
}
