// The keys that an issuer publishes: found by OIDC discovery, kept, and
// fetched again when a token names one that isn't there.

package jwt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	// keep is how long keys are used without asking again (developer guide: API
	// Gateway can cache them for two hours).
	keep = 2 * time.Hour
	// pause is the least time between two fetches: tokens with made-up key ids
	// must not make us flood the issuer.
	pause = time.Second
	// patience is how long the issuer may take.
	patience = 5 * time.Second
	// most is the most bytes that a document may have.
	most = 1 << 20
)

// keys are the keys of one issuer.
type keys struct {
	mu      sync.Mutex
	set     *jose.JSONWebKeySet
	fetched time.Time // when set was fetched
	tried   time.Time // when that was last tried
	err     error     // how that went
}

// key finds the key of an issuer by its id.
func (v *Verifier) key(ctx context.Context, issuer, id string) (*jose.JSONWebKey, error) {
	v.mu.Lock()
	fixed, isFixed := v.fixed[issuer]
	k := v.issuers[issuer]
	if k == nil {
		k = &keys{}
		v.issuers[issuer] = k
	}
	v.mu.Unlock()
	if isFixed {
		return pick(fixed, id)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := v.now()
	fresh := k.set != nil && now.Sub(k.fetched) < keep
	if fresh {
		if key, err := pick(k.set, id); err == nil {
			return key, nil
		}
	}
	if now.Sub(k.tried) < pause && !k.tried.IsZero() {
		if k.err != nil {
			return nil, k.err
		}
		return pick(k.set, id)
	}
	// Later callers use the keys too, so the fetch goes on when this caller leaves.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	set, err := v.fetch(ctx, issuer)
	// From its end on: those who have waited for an issuer that doesn't answer
	// must not ask it one after the other.
	k.err, k.tried = err, v.now()
	if err != nil {
		return nil, err
	}
	k.set, k.fetched = set, now
	return pick(set, id)
}

// pick finds the one key with the id that's a public one.
func pick(set *jose.JSONWebKeySet, id string) (*jose.JSONWebKey, error) {
	for _, key := range set.Key(id) {
		if public := key.Public(); public.Valid() {
			return &key, nil
		}
	}
	return nil, fmt.Errorf("the issuer has no key %q", id)
}

func (v *Verifier) fetch(ctx context.Context, issuer string) (*jose.JSONWebKeySet, error) {
	var document struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	if err := v.get(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", &document); err != nil {
		return nil, err
	}
	if strings.TrimSuffix(document.Issuer, "/") != strings.TrimSuffix(issuer, "/") {
		return nil, fmt.Errorf("the discovery document of %s is that of issuer %q", issuer, document.Issuer)
	}
	if document.JWKSURI == "" {
		return nil, fmt.Errorf("the discovery document of %s names no jwks_uri", issuer)
	}
	set := new(jose.JSONWebKeySet)
	if err := v.get(ctx, document.JWKSURI, set); err != nil {
		return nil, err
	}
	return set, nil
}

func (v *Verifier) get(ctx context.Context, address string, to any) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if err := reachable(u); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	client := *v.client
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return errors.New("too many redirects")
		}
		return reachable(next.URL)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err != nil {
		return err
	}
	if len(body) > most {
		return errors.New(address + ": the document is too large")
	}
	if err := json.Unmarshal(body, to); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// reachable refuses addresses at which anybody on the way could put keys of
// their own in.
func reachable(u *url.URL) error {
	if u.Scheme != "https" && !isLoopback(u.Hostname()) {
		return fmt.Errorf("%s: an issuer must be reached by https, or be on this machine", u)
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
