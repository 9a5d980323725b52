// Keys of issuers: how often they are fetched, and from where.

package jwt_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
)

// Tokens that wait for the keys of an issuer in trouble must not ask it one
// after the other: the last of them would wait for all.
func TestSlowIssuerIsAskedOnceForAll(t *testing.T) {
	var hits atomic.Int32
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		hits.Add(1)
		time.Sleep(1100 * time.Millisecond) // longer than the pause between two fetches
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer issuer.Close()
	token := tokenOf(t, issuer.URL)
	v := jwt.NewVerifier(issuer.Client())
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			if _, err := v.Verify(t.Context(), token, issuer.URL, []string{"a"}); err == nil {
				t.Error("a token is good without keys")
			}
		})
	}
	callers.Wait()
	if n := hits.Load(); n != 1 {
		t.Errorf("the issuer was asked %d times", n)
	}
}

func TestIssuerMustNotRedirectToPlainHTTP(t *testing.T) {
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://192.0.2.1/keys", http.StatusFound) // an address for documentation: nobody is there
	}))
	defer issuer.Close()
	_, err := jwt.NewVerifier(issuer.Client()).Verify(t.Context(), tokenOf(t, issuer.URL), issuer.URL, []string{"a"})
	if err == nil || !strings.Contains(err.Error(), "must be reached by https") {
		t.Errorf("error %v", err)
	}
}

// tokenOf is a token whose key nobody publishes.
func tokenOf(t *testing.T, issuer string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "one"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := josejwt.Signed(signer).Claims(map[string]any{"iss": issuer}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}
