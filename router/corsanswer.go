// CORS: which policy holds for a request, and what it adds to the response.

package router

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/pattern"
)

// policy returns the CORS policy of a route, nil for none.
func (p *program) policy(e *entry) *cors.Policy {
	switch {
	case e == nil || e.CORS == nil && !e.NoCORS:
		return p.config.CORS
	case e.NoCORS:
		return nil
	}
	return e.CORS
}

// corsHeaders are the headers of a policy that are the same for all requests.
// They're shared by all responses, and never changed.
type corsHeaders struct{ allowHeaders, maxAge []string }

// compilePolicies makes those of every policy.
func (p *program) compilePolicies() {
	p.cors = map[*cors.Policy]corsHeaders{}
	add := func(policy *cors.Policy) {
		if policy == nil {
			return
		}
		h := corsHeaders{allowHeaders: []string{strings.Join(policy.WithDefaults().AllowHeaders, ",")}}
		if policy.MaxAge != 0 {
			h.maxAge = []string{strconv.FormatInt(max(0, int64(policy.MaxAge/time.Second)), 10)}
		}
		p.cors[policy] = h
	}
	add(p.config.CORS)
	for _, e := range p.entries {
		add(e.CORS)
	}
}

// canonicalCORS writes the names of CORS headers in one way, so that what a
// handler set is replaced and not sent beside ours.
func canonicalCORS(h http.Header) {
	const prefix = "Access-Control-"
	for key, values := range h {
		if len(key) > len(prefix) && strings.EqualFold(key[:len(prefix)], prefix) {
			if name := http.CanonicalHeaderKey(key); name != key {
				delete(h, key)
				h[name] = values
			}
		}
	}
}

// logProblems logs what is wrong with CORS policies. Synth refuses them; a
// function that is deployed answers as well as it can.
func (r *responder) logProblems(entries []*entry) {
	for _, problem := range r.config.CORS.Problems() {
		r.logger().Warn("router: CORS", "problem", problem)
	}
	for _, e := range entries {
		for _, problem := range e.CORS.Problems() {
			r.logger().Warn("router: CORS", "route", e.key(), "problem", problem)
		}
	}
}

// isPreflight reports whether the request is a browser's question, which the
// router answers itself unless there's a route for OPTIONS by name.
func (p *program) isPreflight(req *Request) bool {
	return req.Method == "OPTIONS" &&
		cors.IsPreflight(req.Method, req.Header("Origin"), req.Header("Access-Control-Request-Method")) &&
		p.policyFor(req) != nil
}

// policyFor returns the policy for a preflight: that of the route that the
// request asked about would meet, else the router's.
func (p *program) policyFor(req *Request) *cors.Policy {
	asked := req.Header("Access-Control-Request-Method")
	if asked == "" {
		return p.config.CORS
	}
	route, _ := p.match(req, asked, nil)
	if route == nil {
		return p.config.CORS
	}
	return p.policy(route.Value)
}

// addCORS adds the policy's headers to a response.
func (p *program) addCORS(req *Request, resp *Response) {
	policy := p.policy(req.route)
	if req.preflight {
		policy = p.policyFor(req)
	}
	if policy == nil {
		return
	}
	origin, ok := req.lookup("Origin")
	if !ok && !req.preflight {
		return
	}
	if ok && origin == "" {
		origin = " " // there, but equal to no origin except to any
	}
	h := resp.header()
	canonicalCORS(h)
	for name, v := range policy.Headers(origin) {
		switch {
		case name != "Vary":
			h[name] = []string{v}
		case (req.Method == http.MethodGet || req.Method == http.MethodHead) && storable(resp):
			addVary(h, v)
		}
	}
	if h["Access-Control-Allow-Origin"] != nil {
		if allow, ok := policy.Origin(origin); ok && allow != "" {
			// Preflights need these two; as Powertools does, all responses get them.
			static := p.cors[policy]
			h["Access-Control-Allow-Headers"] = static.allowHeaders
			if static.maxAge != nil {
				h["Access-Control-Max-Age"] = static.maxAge
			}
		}
	}
	if req.preflight {
		h["Access-Control-Allow-Methods"] = []string{p.preflightMethods(req, policy)}
	}
}

// preflightMethods returns what a page may send to the path: the methods of its
// routes that have CORS; for a path without a route those of all routes; of
// them those that the policy allows, if it names any.
func (p *program) preflightMethods(req *Request, policy *cors.Policy) string {
	found := p.methods(req)
	if len(found) == 0 {
		found = p.entries
	}
	found = slices.DeleteFunc(slices.Clone(found), func(e *entry) bool {
		return p.policy(e) == nil || e.method != pattern.Any && policy.AllowMethods != nil &&
			!slices.Contains(policy.AllowMethods, e.method) && !slices.Contains(policy.AllowMethods, "*")
	})
	return joinMethods(append(found, &entry{method: http.MethodOptions}))
}

// joinMethods lists methods in alphabetical order; ANY stands for all.
func joinMethods(entries []*entry) string {
	var list []string
	for _, e := range entries {
		switch {
		case e.method == pattern.Any:
			list = append(list, "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
		case e.method != defaultKey && !e.message:
			list = append(list, e.method)
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ",")
}
