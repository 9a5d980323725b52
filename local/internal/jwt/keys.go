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
	mu       sync.Mutex
	set      *keySet
	fetched  time.Time     // when set was fetched
	tried    time.Time     // when that was last tried
	err      error         // how that went
	fetching chan struct{} // closed when the fetch that is under way has ended
}

// keySet is what could be read of a set of keys.
type keySet struct {
	keys       []jose.JSONWebKey
	unreadable []string // why the others could not
}

// candidates finds the keys of an issuer with an id: more than one may have it.
func (v *Verifier) candidates(ctx context.Context, issuer, id string) ([]jose.JSONWebKey, error) {
	if v.isDown != nil && v.isDown() {
		return nil, errors.New("the keys of the issuer can't be reached: the fault switch \"JWKS down\" is on")
	}
	v.mu.Lock()
	fixed, isFixed := v.fixed[issuer]
	k := v.issuers[issuer]
	if k == nil {
		k = &keys{}
		v.issuers[issuer] = k
	}
	v.mu.Unlock()
	if isFixed {
		return (&keySet{keys: fixed.Keys}).withID(id)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	// A key that is known is found without waiting, also while a token with a
	// made-up id has the keys fetched again.
	if k.set != nil && v.now().Sub(k.fetched) < keep {
		if found, err := k.set.withID(id); err == nil {
			return found, nil
		}
	}
	switch {
	case k.fetching != nil:
		if err := k.wait(ctx); err != nil {
			return nil, err
		}
	case k.tried.IsZero() || v.now().Sub(k.tried) >= pause:
		k.refresh(func() (*keySet, error) {
			// Later callers use the keys too, so the fetch goes on when this caller leaves.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
			defer cancel()
			return v.fetch(ctx, issuer)
		}, v.now)
	}
	if k.err != nil {
		return nil, k.err
	}
	return k.set.withID(id)
}

// wait waits for the fetch that is under way; k.mu is held, but not meanwhile.
func (k *keys) wait(ctx context.Context) error {
	ended := k.fetching
	k.mu.Unlock()
	defer k.mu.Lock()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// refresh fetches the keys; k.mu is held, but not meanwhile.
func (k *keys) refresh(fetch func() (*keySet, error), now func() time.Time) {
	ended := make(chan struct{})
	k.fetching = ended
	begun := now()
	k.mu.Unlock()
	set, err := fetch()
	k.mu.Lock()
	k.fetching = nil
	close(ended)
	// From its end on: those who have waited for an issuer that doesn't answer
	// must not ask it one after the other.
	k.err, k.tried = err, now()
	if err == nil {
		k.set, k.fetched = set, begun
	}
}

// withID returns the public keys with an id.
func (s *keySet) withID(id string) (found []jose.JSONWebKey, err error) {
	for _, key := range s.keys {
		if public := key.Public(); key.KeyID == id && public.Valid() {
			found = append(found, public)
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(s.unreadable) > 0:
		return nil, fmt.Errorf("the issuer has no key %q that can be read; unreadable: %s", id, strings.Join(s.unreadable, "; "))
	}
	return nil, fmt.Errorf("the issuer has no key %q", id)
}

// readKeys reads a set key by key: one that we cannot read, of an algorithm
// that we do not know, say, is no reason to refuse the tokens of the others.
func readKeys(raw []json.RawMessage) *keySet {
	set := &keySet{}
	for _, text := range raw {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			set.unreadable = append(set.unreadable, err.Error())
			continue
		}
		// Certificates say nothing that counts here, and a broken one would make
		// the key unreadable.
		for _, certificate := range []string{"x5c", "x5t", "x5t#S256", "x5u"} {
			delete(members, certificate)
		}
		var key jose.JSONWebKey
		text, err := json.Marshal(members)
		if err == nil {
			err = json.Unmarshal(text, &key)
		}
		if err != nil {
			set.unreadable = append(set.unreadable, fmt.Sprintf("key %s: %v", members["kid"], err))
			continue
		}
		set.keys = append(set.keys, key)
	}
	return set
}

func (v *Verifier) fetch(ctx context.Context, issuer string) (*keySet, error) {
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
	var published struct{ Keys []json.RawMessage }
	if err := v.get(ctx, document.JWKSURI, &published); err != nil {
		return nil, err
	}
	return readKeys(published.Keys), nil
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
