package local

// The variables that mappings and identity sources can name, and what
// mappings do to requests and responses.

import (
	"cmp"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
)

// variable gives the value of e.g. "request.header.x"; the name is without "$".
func (x *exchange) variable(name string) (string, bool) {
	root, rest, _ := strings.Cut(name, ".")
	switch root {
	case "request":
		return x.requestVariable(rest)
	case "stageVariables":
		v, ok := x.stage.Variables[rest]
		return v, ok
	case "context":
		return x.contextVariable(rest)
	}
	return "", false
}

func (x *exchange) requestVariable(name string) (string, bool) {
	place, rest, _ := strings.Cut(name, ".")
	switch place {
	case "header":
		values := x.header.Values(rest)
		return strings.Join(values, ","), len(values) > 0
	case "querystring":
		values := parseQuery(x.r.URL.RawQuery).get(rest)
		return strings.Join(values, ","), len(values) > 0
	case "path":
		if rest == "" {
			path, err := url.PathUnescape(x.path)
			return path, err == nil
		}
		for _, p := range x.params {
			if p.Name == rest {
				return p.Value, true
			}
		}
	case "body":
		if rest == "" {
			return string(x.body), true
		}
		return mapping.Body(x.body, rest)
	}
	return "", false
}

func (x *exchange) contextVariable(name string) (string, bool) {
	switch name {
	case "requestId", "extendedRequestId":
		return x.id, true
	case "apiId":
		return x.g.api.ID, true
	case "accountId":
		return x.g.api.Account, true
	case "stage":
		return x.stage.Name, true
	case "routeKey":
		return x.route.Key, true
	case "httpMethod":
		return x.r.Method, true
	case "path":
		return x.r.URL.Path, true
	case "protocol":
		return x.r.Proto, true
	case "domainName":
		return x.domainName(), true
	case "identity.sourceIp":
		return x.sourceIP(), true
	case "identity.userAgent":
		return x.r.UserAgent(), true
	case "requestTimeEpoch":
		return strconv.FormatInt(x.started.UnixMilli(), 10), true
	case "requestTime":
		return x.started.UTC().Format("02/Jan/2006:15:04:05 -0700"), true
	}
	property, ok := strings.CutPrefix(name, "authorizer.")
	if !ok || x.authorized == nil {
		return "", false
	}
	if jwt := x.authorized.JWT; jwt != nil {
		v, ok := jwt.Claims[strings.TrimPrefix(property, "claims.")]
		return v, ok
	}
	if property == "principalId" && x.authorized.Principal != "" {
		return x.authorized.Principal, true
	}
	switch v := x.authorized.Lambda[property].(type) {
	case nil:
		return "", false
	case string:
		return v, true
	default:
		return string(encode(v)), true
	}
}

// domainName is the name by which the client came.
func (x *exchange) domainName() string { return cmp.Or(x.domain, x.r.Host) }

func (x *exchange) sourceIP() string {
	ip, _, err := net.SplitHostPort(x.r.RemoteAddr)
	if err != nil {
		return x.r.RemoteAddr
	}
	return ip
}

// mapped is a request after its mappings.
type mapped struct {
	header  http.Header
	query   query
	path    string // decoded
	ownPath bool   // a mapping has set the path
}

func (x *exchange) mapRequest() *mapped {
	m := &mapped{header: x.header, query: parseQuery(x.r.URL.RawQuery), path: x.r.URL.Path}
	if len(x.route.request) == 0 {
		return m
	}
	m.header = x.header.Clone()
	for _, rule := range x.route.request {
		value, ok := rule.Value.Eval(x.variable)
		if !ok && rule.Verb != mapping.Remove {
			continue // a variable without a value maps nothing
		}
		switch rule.Place {
		case "header":
			change(m.header, rule, value)
		case "querystring":
			m.query = m.query.change(rule, value)
		case "path":
			m.path, m.ownPath = value, true
		}
	}
	return m
}

func change(h http.Header, rule mapping.Rule, value string) {
	switch rule.Verb {
	case mapping.Append:
		h.Add(rule.Name, value)
	case mapping.Overwrite:
		h.Set(rule.Name, value)
	case mapping.Remove:
		h.Del(rule.Name)
	}
}

// mapResponse applies the mappings for the answer's status.
func (x *exchange) mapResponse(a *reply) *reply {
	rules := x.route.response[strconv.Itoa(a.status)]
	if len(rules) == 0 {
		return a
	}
	if a.stream != nil { // a mapping may want the body
		body, err := io.ReadAll(io.LimitReader(a.stream, maxBody+1))
		a.stream.Close()
		if err != nil || len(body) > maxBody {
			return x.internal("the backend's body, which a mapping needs, broke off or is larger than %d bytes", maxBody)
		}
		a.body, a.stream = body, nil
	}
	source := func(name string) (string, bool) {
		if header, ok := strings.CutPrefix(name, "response.header."); ok {
			values := a.header.Values(header)
			return strings.Join(values, ","), len(values) > 0
		}
		if path, ok := strings.CutPrefix(name, "response.body."); ok {
			return mapping.Body(a.body, path)
		}
		return x.variable(name)
	}
	mapped := a.header.Clone()
	status := a.status
	for _, rule := range rules {
		value, ok := rule.Value.Eval(source)
		if !ok && rule.Verb != mapping.Remove {
			continue
		}
		if rule.Place == "header" {
			change(mapped, rule, value)
			continue
		}
		code, err := strconv.Atoi(value)
		if err != nil || code < 200 || code > 599 {
			return x.internal("a mapping gives status code %q", value)
		}
		status = code
	}
	return &reply{status: status, header: mapped, body: a.body}
}

// query is a query string whose parameters keep their order and their form.
type query []parameter

type parameter struct{ name, value, raw string }

func parseQuery(raw string) (q query) {
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		q = append(q, parameter{unescape(name), unescape(value), part})
	}
	return q
}

func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

func (q query) get(name string) (values []string) {
	for _, p := range q {
		if p.name == name {
			values = append(values, p.value)
		}
	}
	return values
}

func (q query) change(rule mapping.Rule, value string) (changed query) {
	for _, p := range q {
		if rule.Verb == mapping.Append || p.name != rule.Name {
			changed = append(changed, p)
		}
	}
	if rule.Verb != mapping.Remove {
		changed = append(changed, parameter{rule.Name, value, url.QueryEscape(rule.Name) + "=" + url.QueryEscape(value)})
	}
	return changed
}

func (q query) raw() string {
	parts := make([]string, len(q))
	for i, p := range q {
		parts[i] = p.raw
	}
	return strings.Join(parts, "&")
}
