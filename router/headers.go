// Headers, query and cookies of a request.

package router

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

// Header returns the first value of a header, "" if there is none. The name
// matches in any case.
func (r *Request) Header(name string) string {
	v, _ := r.lookup(name)
	return v
}

// lookup returns the first value of a header, and whether there is one.
func (r *Request) lookup(name string) (string, bool) {
	if r.headers == nil {
		// A few headers are found faster than all are decoded.
		if r.lookups++; r.lookups <= 3 {
			return r.findHeader(name)
		}
	}
	if values := r.Headers().Values(name); len(values) > 0 {
		return values[0], true
	}
	return "", false
}

// HeaderValues returns all values of a header. The name matches in any case.
// Kinds of event that have one string per header give one value, with commas.
func (r *Request) HeaderValues(name string) []string { return r.Headers().Values(name) }

// Headers returns all headers, their names in net/http's canonical form.
func (r *Request) Headers() http.Header {
	if r.headers != nil {
		return r.headers
	}
	r.headers = r.buildHeaders()
	return r.headers
}

// buildHeaders decodes all headers into a map of its own.
func (r *Request) buildHeaders() http.Header {
	source, multi := r.headerSource(), r.event.hasMultiHeaders()
	h := make(http.Header, 32)
	backing := make([]string, 0, 32) // what most requests need, in one piece
	twice := false
	source.Members(func(name string, v rawjson.Value) bool {
		key := canonical(name)
		from := len(backing)
		if multi && v.Missing() {
			return true
		}
		if v.Kind() == '[' {
			v.Elements(func(e rawjson.Value) bool {
				backing = append(backing, e.Scalar())
				return true
			})
		} else {
			backing = append(backing, v.Scalar())
		}
		if h[key] != nil {
			twice = true
		}
		h[key] = backing[from:len(backing):len(backing)]
		return true
	})
	if twice {
		h = mergedHeaders(source)
	}
	if h["Cookie"] == nil && r.event.cookies.Kind() == '[' {
		if all := texts(r.event.cookies); len(all) > 0 {
			h["Cookie"] = []string{strings.Join(all, "; ")}
		}
	}
	return h
}

// mergedHeaders decodes headers of which some have the same name. Of members
// with the very same name the last one counts, as in a map; of names that
// differ in case all do.
func mergedHeaders(source rawjson.Value) http.Header {
	byName := make(map[string]rawjson.Value)
	var order []string
	source.Members(func(name string, v rawjson.Value) bool {
		if _, ok := byName[name]; !ok {
			order = append(order, name)
		}
		byName[name] = v
		return true
	})
	h := make(http.Header, len(order))
	for _, name := range order {
		key := canonical(name)
		h[key] = append(h[key], texts(byName[name])...)
	}
	return h
}

// canonicalNames keeps the canonical form of header names, which are few and
// the same in every request. Clients can invent more, so it's bounded.
var (
	canonicalNames sync.Map
	canonicalCount atomic.Int32
)

const maxCanonical = 512

func canonical(name string) string {
	if known, ok := canonicalNames.Load(name); ok {
		return known.(string)
	}
	key := http.CanonicalHeaderKey(name)
	if len(name) <= 64 && canonicalCount.Load() < maxCanonical {
		canonicalCount.Add(1)
		// Clones: a header's name must not keep the whole event's text alive.
		canonicalNames.Store(strings.Clone(name), strings.Clone(key))
	}
	return key
}

func (r *Request) headerSource() rawjson.Value {
	if r.event.hasMultiHeaders() {
		return r.event.multiHeaders
	}
	return r.event.headers
}

// hasMultiHeaders reports whether the event has a list for each header. An
// answer to a load balancer must have them too, then.
func (e *event) hasMultiHeaders() bool {
	found := false
	e.multiHeaders.Members(func(string, rawjson.Value) bool {
		found = true
		return false
	})
	return found
}

// findHeader looks a header up in the event's text.
func (r *Request) findHeader(name string) (string, bool) {
	var found rawjson.Value
	foundName := ""
	r.headerSource().Members(func(key string, v rawjson.Value) bool {
		if len(key) == len(name) && strings.EqualFold(key, name) && (found == "" || key == foundName) {
			found, foundName = v, key
		}
		return true
	})
	if found == "" && strings.EqualFold(name, "Cookie") {
		v := r.Headers().Get(name)
		return v, v != ""
	}
	if found.Kind() != '[' {
		return found.Scalar(), found != ""
	}
	first, ok := "", false
	found.Elements(func(v rawjson.Value) bool {
		first, ok = v.Scalar(), true
		return false
	})
	return first, ok
}

// texts returns a string as one, and an array's elements.
func texts(v rawjson.Value) []string {
	if v.Kind() != '[' {
		return []string{v.Scalar()}
	}
	var all []string
	v.Elements(func(e rawjson.Value) bool {
		all = append(all, e.Scalar())
		return true
	})
	return all
}

// Query returns the first value of a query parameter, "" if there is none.
func (r *Request) Query(name string) string { return r.Queries().Get(name) }

// QueryValues returns all values of a query parameter.
func (r *Request) QueryValues(name string) []string { return r.Queries()[name] }

// Queries returns all query parameters, decoded. The query is split at "&" only,
// and what cannot be decoded stays as it is, as in API Gateway.
func (r *Request) Queries() url.Values {
	if r.queries == nil {
		r.queries = r.parseQuery()
	}
	return r.queries
}

func (r *Request) parseQuery() url.Values {
	raw := r.rawQuery
	if raw == "" {
		raw = value(r.event.rawQuery)
	}
	if raw != "" {
		return urltext.ParseQuery(raw)
	}
	q := url.Values{}
	r.querySource().Members(func(key string, v rawjson.Value) bool {
		values := texts(v)
		if r.kind == ALBEvent {
			// A load balancer passes them on as the client sent them.
			key = urltext.UnescapeQuery(key)
			for i := range values {
				values[i] = urltext.UnescapeQuery(values[i])
			}
		}
		q[key] = values
		return true
	})
	return q
}

// RawQuery returns the query as it stands in a URL, without the question mark.
// For kinds of event that have it decoded only, it's encoded again.
func (r *Request) RawQuery() string {
	if r.rawQuery != "" {
		return r.rawQuery
	}
	if raw := value(r.event.rawQuery); raw != "" {
		return raw
	}
	if r.queries != nil {
		return r.queries.Encode()
	}
	return r.encodeQuery()
}

// encodeQuery writes decoded parameters as a URL has them.
func (r *Request) encodeQuery() string {
	var b strings.Builder
	add := func(name, v string) {
		if r.kind != ALBEvent {
			name, v = url.QueryEscape(name), url.QueryEscape(v)
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(v)
	}
	r.querySource().Members(func(name string, v rawjson.Value) bool {
		if v.Kind() != '[' {
			add(name, v.Scalar())
			return true
		}
		v.Elements(func(e rawjson.Value) bool {
			add(name, e.Scalar())
			return true
		})
		return true
	})
	return b.String()
}

func (r *Request) querySource() rawjson.Value {
	if s := r.event.multiQuery; s.Kind() == '{' && s != "{}" {
		return s
	}
	return r.event.query
}

// Cookie returns the value of a cookie; ok is false if there is none.
func (r *Request) Cookie(name string) (value string, ok bool) {
	for _, c := range r.Cookies() {
		if c.Name == name {
			return c.Value, true
		}
	}
	return "", false
}

// Cookies returns all cookies; what is not a valid cookie is left out.
func (r *Request) Cookies() []*http.Cookie {
	if r.cookies == nil {
		h := http.Header{"Cookie": texts(r.event.cookies)}
		if r.event.cookies.Missing() {
			h["Cookie"] = r.HeaderValues("Cookie")
		}
		r.cookies = (&http.Request{Header: h}).Cookies()
	}
	return r.cookies
}
