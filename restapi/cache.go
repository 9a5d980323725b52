// The cache of a stage, what of a route it keeps, and canaries.

package restapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Cache keeps responses of a stage. It costs by the hour, whether used or not.
type Cache struct {
	// SizeGB is the cache's size: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237.
	// Default: 0.5.
	SizeGB float64

	// TTL is how long a response is kept, in whole seconds, up to an hour.
	// Default: 5 minutes.
	TTL time.Duration

	// Unencrypted keeps responses as they are. Default: encrypted.
	Unencrypted bool
}

// RouteCache says how responses to a route are kept.
type RouteCache struct {
	// Off keeps none.
	Off bool

	// TTL is how long a response is kept, in whole seconds, up to an hour.
	// Default: that of the stage.
	TTL time.Duration

	// Keys are the parts of a request that tell responses apart:
	// "query.page", "header.Accept". Parameters of the path always do.
	// Default: none besides those.
	Keys []string
}

var cacheSizes = []float64{0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237}

func (c *Cache) size() string {
	return strconv.FormatFloat(cmp.Or(c.SizeGB, cacheSizes[0]), 'f', -1, 64)
}

func (c *Cache) ttl() time.Duration { return cmp.Or(c.TTL, 5*time.Minute) }

func (c *RouteCache) ttl() time.Duration {
	if c == nil {
		return 0
	}
	return c.TTL
}

func (c *RouteCache) clone() *RouteCache {
	out := api.CopyOf(c)
	if out != nil {
		out.Keys = slices.Clone(c.Keys)
	}
	return out
}

func ttlProblem(ttl time.Duration) string {
	if ttl >= 0 && ttl <= time.Hour && ttl%time.Second == 0 {
		return ""
	}
	return fmt.Sprintf("Cache.TTL is %v; a cache keeps responses for whole seconds, up to 1h0m0s", ttl)
}

func (c *Cache) problems() []string {
	if c == nil {
		return nil
	}
	var out []string
	if c.SizeGB != 0 && !slices.Contains(cacheSizes, c.SizeGB) {
		out = append(out, fmt.Sprintf("Cache.SizeGB is %v; there are caches of %s GB",
			c.SizeGB, strings.ReplaceAll(strings.Trim(fmt.Sprint(cacheSizes), "[]"), " ", ", ")))
	}
	if p := ttlProblem(c.TTL); p != "" {
		out = append(out, p)
	}
	return out
}

var cacheKey = regexp.MustCompile(`^(query|header)\.[A-Za-z0-9._$\-\[\]]+$`)

func (c *RouteCache) problems() []string {
	if c == nil {
		return nil
	}
	var out []string
	if c.Off && (c.TTL != 0 || len(c.Keys) > 0) {
		out = append(out, "Cache is Off and has settings: remove either")
	}
	if p := ttlProblem(c.TTL); p != "" {
		out = append(out, p)
	}
	for i, key := range c.Keys {
		switch {
		case strings.HasPrefix(key, "path."):
			out = append(out, fmt.Sprintf("Cache key %q: parameters of the path always tell responses apart: remove it", key))
		case !cacheKey.MatchString(key):
			out = append(out, fmt.Sprintf(`Cache key %q: write "query.NAME" or "header.NAME"; a name has letters, digits and -._$[]`, key))
		case slices.Contains(c.Keys[:i], key):
			out = append(out, fmt.Sprintf("Cache key %q is listed twice", key))
		}
	}
	return out
}

// cached reports whether responses to a route are kept by a stage with a cache.
// Those that only some callers may see are kept for no other caller unless the
// route says so.
func cached(r *plan.Planned) bool {
	declared, _ := r.Declared.(Route)
	if declared.Cache != nil {
		return !declared.Cache.Off
	}
	return r.Key.Method == "GET" && r.Auth.Public()
}

// keyParameters are the parameters that tell cached responses of a route apart.
func keyParameters(r *plan.Planned) []string {
	var out []string
	for _, name := range r.Key.Path.Params() {
		out = append(out, "method.request.path."+name)
	}
	if declared, _ := r.Declared.(Route); declared.Cache != nil {
		for _, key := range declared.Cache.Keys {
			kind, name, _ := strings.Cut(key, ".")
			if kind == "query" {
				kind = "querystring"
			}
			out = append(out, "method.request."+kind+"."+name)
		}
	}
	return out
}

// cacheOn reports whether a stage has a cache.
func (p *Props) cacheOn() bool {
	return slices.ContainsFunc(p.Stages, func(s Stage) bool { return s.Cache != nil })
}

// Canary sends a share of a stage's requests to the newest deployment, and all
// others to an earlier one. The API needs KeepDeployments, since the earlier
// one would be removed otherwise.
type Canary struct {
	// Percent of the requests go to the newest deployment: above 0, below 100.
	Percent float64

	// Base is the id of the deployment that all other requests go to, as the
	// console and "aws apigateway get-stage" show it.
	Base string

	// Variables of the stage that have other values for these requests.
	// Default: none.
	Variables map[string]string

	// UseStageCache shares the stage's cache with the other requests.
	UseStageCache bool
}

func (c *Canary) problems() []string {
	if c == nil {
		return nil
	}
	var out []string
	if !(c.Percent > 0 && c.Percent < 100) {
		out = append(out, fmt.Sprintf("Canary.Percent is %v; a canary gets a share above 0 and below 100", c.Percent))
	}
	if text := api.DeploymentProblem(c.Base); text != "" {
		out = append(out, "Canary.Base "+text)
	}
	for name, value := range c.Variables {
		if p := api.VariableProblem(name, value); p != "" {
			out = append(out, "Canary: "+p)
		}
	}
	slices.Sort(out)
	return out
}
