// What a policy answers to a request: the one computation for the function and
// the local server.

package cors

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// IsPreflight reports whether a request with that method and those values of
// its headers Origin and Access-Control-Request-Method is a browser's question
// whether it may send another one.
func IsPreflight(method, origin, requestMethod string) bool {
	return method == "OPTIONS" && origin != "" && requestMethod != ""
}

// Origin returns the value of Access-Control-Allow-Origin for a request with
// that header Origin: "*" if every origin is allowed, else the origin itself if
// it is. An empty origin never is: the request came from no other page.
//
// What [Policy.Problems] refuses allows nothing here either: "null", a "*" after
// more than a scheme, and a scheme's "*" with AllowCredentials. "*" itself stays,
// since browsers take no credentials with it.
func (p *Policy) Origin(origin string) (allow string, ok bool) {
	if p == nil || origin == "" {
		return "", false
	}
	everyone := false
	for _, o := range p.AllowOrigins {
		switch {
		case o == "*":
			everyone = true
		case isAnyOrigin(o):
			if scheme := strings.TrimSuffix(o, "*"); !p.AllowCredentials && len(origin) > len(scheme) && strings.HasPrefix(origin, scheme) {
				return origin, true
			}
		case o == origin && o != "null" && !strings.Contains(o, "*"):
			return origin, true
		}
	}
	if everyone {
		return "*", true
	}
	return "", false
}

// Headers yields the headers of an answer to a request with that header Origin.
// Vary is to be added to one that is there, the others replace theirs. There is
// none for a nil policy or without an origin, and only Vary for an origin that
// isn't allowed.
func (p *Policy) Headers(origin string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if p.common(origin, yield) && len(p.ExposeHeaders) > 0 {
			yield("Access-Control-Expose-Headers", strings.Join(p.ExposeHeaders, ","))
		}
	}
}

// Preflight yields the headers of the answer to a preflight, whose status is
// 204, as Headers does. The browser compares them with what it wants to send.
func (p *Policy) Preflight(origin string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if !p.common(origin, yield) {
			return
		}
		full := p.WithDefaults()
		if !yield("Access-Control-Allow-Methods", strings.Join(full.AllowMethods, ",")) ||
			!yield("Access-Control-Allow-Headers", strings.Join(full.AllowHeaders, ",")) {
			return
		}
		if p.MaxAge != 0 {
			yield("Access-Control-Max-Age", strconv.FormatInt(max(0, int64(p.MaxAge/time.Second)), 10))
		}
	}
}

// common yields what both answers have, and reports whether to go on.
func (p *Policy) common(origin string, yield func(name, value string) bool) bool {
	if p == nil || origin == "" {
		return false
	}
	// The answer depends on the origin unless all are the same to us; caches
	// must know it even when this one is refused.
	if slices.ContainsFunc(p.AllowOrigins, func(o string) bool { return o != "*" }) && !yield("Vary", "Origin") {
		return false
	}
	allow, ok := p.Origin(origin)
	if !ok || !yield("Access-Control-Allow-Origin", allow) {
		return false
	}
	// Browsers take no credentials with "*".
	return !p.AllowCredentials || allow == "*" || yield("Access-Control-Allow-Credentials", "true")
}
