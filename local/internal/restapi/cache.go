// The cache of a stage.

package restapi

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// maxCached bounds the answers that a stage keeps.
const maxCached = 1000

// defaultTTL is how long answers are kept without a setting (300 s).
const defaultTTL = 300 * time.Second

type cached struct {
	answer *answer
	until  time.Time
}

// cache keeps answers by method and cache keys.
type cache struct {
	mu      sync.Mutex
	answers map[string]cached
}

func newCache() *cache { return &cache{answers: map[string]cached{}} }

func (k *cache) get(key string, now time.Time) *answer {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, ok := k.answers[key]
	if !ok || !now.Before(a.until) {
		return nil
	}
	copied := *a.answer
	copied.cached, copied.header = true, a.answer.header.Clone()
	copied.called.Cold, copied.called.Init = false, 0
	return &copied
}

func (k *cache) put(key string, a *answer, ttl time.Duration, now time.Time) {
	if ttl <= 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.answers) >= maxCached {
		for other, old := range k.answers {
			if !now.Before(old.until) {
				delete(k.answers, other)
			}
		}
		if len(k.answers) >= maxCached {
			return
		}
	}
	kept := *a
	kept.header = a.header.Clone()
	k.answers[key] = cached{&kept, now.Add(ttl)}
}

// cacheKey is the key of a request's answer, empty if it is not kept. Only GET is, unless
// a setting of the method's own says so; renew says that the client wants a new answer
// (Cache-Control: max-age=0).
func (g *restAPI) cacheKey(c *call) (key string, renew bool) {
	if c.stage.cache == nil {
		return "", false
	}
	set := settingOf(c.stage.Stage, c.method)
	own := func(s assembly.MethodSetting) bool {
		return s.Caching != nil && s.Method == c.Method && s.Resource == c.method.resource
	}
	if set.Caching == nil || !*set.Caching || c.Method != "GET" && !slices.ContainsFunc(c.stage.REST.Settings, own) {
		return "", false
	}
	m := c.method.Method
	place := m.Namespace
	if place == "" {
		place = m.ResourceID + c.method.Key
	}
	parts := []string{place, c.Method}
	for _, name := range m.CacheKeys {
		v, ok := c.value(name)
		parts = append(parts, fmt.Sprintf("%t %q", ok, v)) // a value can't pass for two
	}
	renew = strings.Contains(strings.ReplaceAll(c.header.Get("Cache-Control"), " ", ""), "max-age=0")
	return strings.Join(parts, "\x00"), renew
}

// renewalIgnored is the header of an answer to who asked for a new one and may not. The
// words are those that users report.
const renewalIgnored = "199 Cache-control headers were ignored because the caller was unauthorized."

// mayRenew reports whether the caller may have an answer of the cache made anew: API
// Gateway asks for a signed request whose signer has execute-api:InvalidateCache
// (developer guide, "Invalidate an API Gateway cache entry"). A template can't change
// this: CloudFormation has neither requireAuthorizationForCacheControl nor
// unauthorizedCacheControlHeaderStrategy, and their defaults are true and
// SUCCEED_WITH_RESPONSE_HEADER. What the policies of a signer allow isn't known here, so
// each may, unless the API's resource policy denies it.
func (g *restAPI) mayRenew(c *call) bool {
	if c.who == nil || c.who.IAM == nil {
		return false
	}
	_, denied := g.policySays(c, invalidateCache)
	return denied == nil
}

func (c *call) cacheTTL() time.Duration {
	if ttl := settingOf(c.stage.Stage, c.method).TTL; ttl != nil {
		return time.Duration(*ttl) * time.Second
	}
	return defaultTTL
}
