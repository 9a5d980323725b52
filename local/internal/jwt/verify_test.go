// Tokens that hold and those that don't, with the keys issuers publish.

package jwt_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
)

// publish serves an issuer whose keys are raw JSON; hold, if not nil, is called
// before keys are answered.
func publish(t *testing.T, hold func(), keys ...string) (*jwt.Verifier, string) {
	t.Helper()
	var issuer *httptest.Server
	issuer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/keys" {
			json.NewEncoder(w).Encode(map[string]string{"issuer": issuer.URL, "jwks_uri": issuer.URL + "/keys"})
			return
		}
		if hold != nil {
			hold()
		}
		fmt.Fprintf(w, `{"keys":[%s]}`, strings.Join(keys, ","))
	}))
	t.Cleanup(issuer.Close)
	return jwt.NewVerifier(issuer.Client()), issuer.URL
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// public is a key as an issuer publishes it, with members added or changed.
func public(t *testing.T, key *rsa.PrivateKey, id string, more map[string]any) string {
	t.Helper()
	text, err := json.Marshal(jose.JSONWebKey{Key: key.Public(), KeyID: id})
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	maps.Copy(members, more)
	if text, err = json.Marshal(members); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sign signs claims, given as JSON members, for audience "a".
func sign(t *testing.T, key *rsa.PrivateKey, id, issuer, claims string) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(claims, `"exp"`) {
		claims += fmt.Sprintf(`,"exp":%d`, time.Now().Add(time.Hour).Unix())
	}
	signed, err := signer.Sign(fmt.Appendf(nil, `{"iss":%q,"aud":"a"%s}`, issuer, claims))
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestOneGoodKeyAmongUnreadableOnes(t *testing.T) {
	good := newKey(t)
	v, issuer := publish(t, nil,
		`{"kty":"OKP","crv":"X448","kid":"a","x":"AAAA"}`,
		`{"kty":"AKP","alg":"ML-DSA-44","kid":"b","pub":"AAAA"}`,
		`{"kty":"EC","crv":"secp256k1","kid":"c","x":"AAAA","y":"AAAA"}`,
		`{"kty":"RSA","kid":"d"}`, `{"kty":"RSA","kid":"e","n":"%%","e":"AQAB"}`,
		`{"kty":"EC","kid":"f","crv":"P-256","x":"AA","y":"AA"}`,
		`{"kid":"g"}`, `{}`, `"h"`, `null`,
		public(t, good, "good", map[string]any{"x5c": []string{"not a certificate"}, "x5t": "?"}),
	)
	if _, err := v.Verify(t.Context(), sign(t, good, "good", issuer, ""), issuer, []string{"a"}); err != nil {
		t.Errorf("the good key is not found: %v", err)
	}
	_, err := v.Verify(t.Context(), sign(t, good, "b", issuer, ""), issuer, []string{"a"})
	if err == nil || !strings.Contains(err.Error(), `key "b": `) {
		t.Errorf("an unreadable key: %v", err)
	}
}

func TestKeysThatShareAnID(t *testing.T) {
	one, two, other := newKey(t), newKey(t), newKey(t)
	v, issuer := publish(t, nil,
		public(t, newKey(t), "k", map[string]any{"use": "enc"}),
		public(t, newKey(t), "k", map[string]any{"alg": "RS512"}),
		public(t, one, "k", map[string]any{"use": "sig", "alg": "RS256"}),
		public(t, two, "k", nil),
	)
	for name, key := range map[string]*rsa.PrivateKey{"one": one, "two": two} {
		if _, err := v.Verify(t.Context(), sign(t, key, "k", issuer, ""), issuer, []string{"a"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := v.Verify(t.Context(), sign(t, other, "k", issuer, ""), issuer, []string{"a"}); err == nil {
		t.Error("a key that is not published is taken")
	}
}

// A token with a made-up kid has the keys fetched again, from an issuer that
// takes its time; good tokens go on.
func TestMadeUpKeyIDsDoNotHoldUpGoodTokens(t *testing.T) {
	key := newKey(t)
	fetches, release := atomic.Int32{}, make(chan struct{})
	asked := make(chan struct{}, 4)
	v, issuer := publish(t, func() {
		if fetches.Add(1) > 1 {
			asked <- struct{}{}
			<-release
		}
	}, public(t, key, "k", nil))
	now := time.Now()
	clock := atomic.Pointer[time.Time]{}
	clock.Store(&now)
	v.SetClock(func() time.Time { return *clock.Load() })
	good := sign(t, key, "k", issuer, "")
	if _, err := v.Verify(t.Context(), good, issuer, []string{"a"}); err != nil {
		t.Fatal(err)
	}
	later := now.Add(time.Minute)
	clock.Store(&later)
	done := make(chan error, 1)
	go func() {
		_, err := v.Verify(t.Context(), sign(t, key, "made-up", issuer, ""), issuer, []string{"a"})
		done <- err
	}()
	<-asked // the second fetch is under way, and stays so
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	checked := make(chan error, 1)
	go func() {
		_, err := v.Verify(ctx, good, issuer, []string{"a"})
		checked <- err
	}()
	select {
	case err := <-checked:
		if err != nil {
			t.Error(err)
		}
	case <-ctx.Done():
		t.Error("a good token waits for the fetch of a made-up kid")
	}
	close(release)
	if err := <-done; err == nil {
		t.Error("a made-up kid is taken")
	}
}

func TestClaimsAsText(t *testing.T) {
	key := newKey(t)
	v, issuer := publish(t, nil, public(t, key, "k", nil))
	token := sign(t, key, "k", issuer, `,"n":9007199254740993,"f":1.50,"gone":null,"o":{"z":9007199254740993,"a":[1, 2]},"l":["a",{"b":true}],"b":true,
		"scope":"read write","scp":["write","admin"]`)
	checked, err := v.Verify(t.Context(), token, issuer, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	texts := checked.Texts()
	for name, want := range map[string]string{
		"n": "9007199254740993", "f": "1.50", "o": `{"z":9007199254740993,"a":[1,2]}`, "l": `[a {"b":true}]`, "b": "true",
	} {
		if texts[name] != want {
			t.Errorf("%s is %q, want %q", name, texts[name], want)
		}
	}
	if text, ok := texts["gone"]; ok {
		t.Errorf("a null claim is %q", text)
	}
	if got := strings.Join(checked.Scopes, " "); got != "read write admin" {
		t.Errorf("scopes are %q", got)
	}
}

func TestClaimsThatOccurTwiceAreRefused(t *testing.T) {
	key := newKey(t)
	v, issuer := publish(t, nil, public(t, key, "k", nil))
	if _, err := v.Verify(t.Context(), sign(t, key, "k", issuer, `,"sub":"a","sub":"b"`), issuer, []string{"a"}); err == nil {
		t.Error("a claim may occur twice")
	}
}
