// Who may call a route, and from where.

package appdiff

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/show"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// compareCallers compares who may call a route.
func compareCallers(s *Section, key string, was, now *route) {
	say := func(concern Concern, format string, args ...any) {
		s.add("~", key, fmt.Sprintf(format, args...), concern)
	}
	before, after := show.Auth(was.described), show.Auth(now.described)
	switch {
	case was.Auth == now.Auth:
		compareScopes(say, was, now)
		compareAuthorizers(say, was, now)
	case isPublic(now.Auth):
		say(Loosens, "public; it took %s", before)
	case isPublic(was.Auth):
		say(Tightens, "takes %s; it was public", after)
	default:
		say(Access, "takes %s; it took %s", after, before)
	}
	switch {
	case was.APIKey && !now.APIKey:
		say(Loosens, "needs no API key")
	case !was.APIKey && now.APIKey:
		say(Tightens, "needs an API key")
	}
}

func isPublic(auth string) bool { return auth == "" || auth == "NONE" }

// compareScopes compares scopes, of which a token needs one.
func compareScopes(say func(Concern, string, ...any), was, now *route) {
	added, gone := without(now.Scopes, was.Scopes), without(was.Scopes, now.Scopes)
	switch {
	case len(added)+len(gone) == 0:
	case len(now.Scopes) == 0:
		say(Loosens, "needs no scope; it needed %s", oneOf(was.Scopes))
	case len(was.Scopes) == 0:
		say(Tightens, "needs %s; it needed no scope", oneOf(now.Scopes))
	case len(gone) == 0:
		say(Loosens, "takes the scope %s too", strings.Join(added, ", "))
	case len(added) == 0:
		say(Tightens, "no longer takes the scope %s", strings.Join(gone, ", "))
	default:
		say(Access, "needs %s; it needed %s", oneOf(now.Scopes), oneOf(was.Scopes))
	}
}

func oneOf(scopes []string) string {
	if len(scopes) == 1 {
		return "the scope " + scopes[0]
	}
	return "one of the scopes " + strings.Join(scopes, ", ")
}

// compareAuthorizers compares the authorizers of two routes with the same kind
// of authorization.
func compareAuthorizers(say func(Concern, string, ...any), was, now *route) {
	a, b := was.Authorizer, now.Authorizer
	if a == nil || b == nil {
		return
	}
	if a.Issuer != b.Issuer {
		say(Access, "takes tokens of %s; it took those of %s", b.Issuer, a.Issuer)
	}
	compareSets(say, a.Audience, b.Audience, "tokens for")
	compareSets(say, a.Pools, b.Pools, "users of")
	if from, to := functionOf(a), functionOf(b); from != to {
		say(Access, "is guarded by %s; it was by %s", to, from)
	}
	if a.Validation != b.Validation {
		say(Access, "checks tokens by the expression %q; it was %q", b.Validation, a.Validation)
	}
	if gone := without(a.Identity, b.Identity); len(gone) > 0 && a.Type == b.Type && len(a.Pools) == 0 {
		say(Loosens, "calls without %s reach the authorizer", strings.Join(gone, ", "))
	}
	if added := without(b.Identity, a.Identity); len(added) > 0 && a.Type == b.Type && len(a.Pools) == 0 {
		say(Tightens, "calls without %s are refused", strings.Join(added, ", "))
	}
}

// compareSets compares who is let in by a list of which one is enough.
func compareSets(say func(Concern, string, ...any), was, now []string, what string) {
	if added := without(now, was); len(added) > 0 {
		say(Loosens, "takes %s %s too", what, strings.Join(added, ", "))
	}
	if gone := without(was, now); len(gone) > 0 {
		say(Tightens, "no longer takes %s %s", what, strings.Join(gone, ", "))
	}
}

func functionOf(a *assembly.Authorizer) string {
	if a.Function == nil {
		return ""
	}
	return a.Function.Path
}

// without returns the items of a list that another lacks.
func without(list, other []string) []string {
	var out []string
	for _, item := range list {
		if !slices.Contains(other, item) {
			out = append(out, item)
		}
	}
	return out
}

// compareAccess compares what holds for all routes of an API: its own endpoint,
// its policy, CORS.
func compareAccess(s *Section, was, now *api) {
	switch {
	case was.Disabled && !now.Disabled:
		s.add("~", "endpoint", "the API's own endpoint is on: calls may pass the custom domain", Loosens)
	case !was.Disabled && now.Disabled:
		s.add("~", "endpoint", "the API's own endpoint is off: only custom domains lead to it", Breaks)
	}
	if was.REST != nil && now.REST != nil {
		before, after := compact(was.REST.Policy), compact(now.REST.Policy)
		switch {
		case before == after:
		case after == "":
			s.add("~", "resource policy", "gone", Loosens)
		case before == "":
			s.add("~", "resource policy", "new", Tightens)
		default:
			s.add("~", "resource policy", "changes", Access)
		}
	}
	compareCORS(s, was, now)
}

func compact(policy json.RawMessage) string {
	var out bytes.Buffer
	if json.Compact(&out, policy) != nil || out.String() == "null" {
		return ""
	}
	return out.String()
}

// compareCORS compares which pages may call an API.
func compareCORS(s *Section, was, now *api) {
	if was.Kind == assembly.WebSocket {
		return
	}
	before, after := originsOf(was), originsOf(now)
	switch {
	case len(before) > 0 && len(after) == 0:
		s.add("~", "CORS", "off: pages of "+strings.Join(before, ", ")+" can't call it", Breaks)
		return
	case len(before) == 0 && len(after) > 0:
		s.add("~", "CORS", "on: pages of "+strings.Join(after, ", ")+" may call it", Loosens)
		return
	}
	if added := without(after, before); len(added) > 0 {
		s.add("~", "CORS", "pages of "+strings.Join(added, ", ")+" may call it too", Loosens)
	}
	if gone := without(before, after); len(gone) > 0 {
		s.add("~", "CORS", "pages of "+strings.Join(gone, ", ")+" can't call it any more", Breaks)
	}
	a, b := was.CORS, now.CORS
	if a == nil || b == nil {
		return
	}
	if !a.AllowCredentials && b.AllowCredentials {
		s.add("~", "CORS", "pages may send credentials", Loosens)
	}
	if a.AllowCredentials && !b.AllowCredentials {
		s.add("~", "CORS", "pages can't send credentials any more", Breaks)
	}
	for _, list := range []struct {
		what     string
		was, now []string
	}{
		{"method", a.AllowMethods, b.AllowMethods},
		{"request header", a.AllowHeaders, b.AllowHeaders},
		{"response header", a.ExposeHeaders, b.ExposeHeaders},
	} {
		if gone := without(list.was, list.now); len(gone) > 0 && !slices.Contains(list.now, "*") {
			s.add("~", "CORS", fmt.Sprintf("pages can't use the %s %s any more", list.what, strings.Join(gone, ", ")), Breaks)
		}
	}
}

// originsOf are the origins that may call an API: those of its configuration, or
// of its preflights if it is a REST API.
func originsOf(a *api) []string {
	if a.CORS != nil {
		return a.CORS.AllowOrigins
	}
	var origins []string
	for _, r := range a.routes {
		if !preflight(r, a) || r.Method == nil {
			continue
		}
		for _, result := range r.Method.Results {
			for name, value := range result.Parameters {
				origin := strings.Trim(value, "'")
				if strings.HasSuffix(strings.ToLower(name), "access-control-allow-origin") && !slices.Contains(origins, origin) {
					origins = append(origins, origin)
				}
			}
		}
	}
	slices.Sort(origins)
	return origins
}
