// The variables that mappings and identity sources can name, and the mappings of
// responses.

package httpapi

import (
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// variables are the variables of one request.
type variables struct {
	api  *assembly.API
	of   *request
	body []byte              // nil before it was read
	who  *payload.Authorized // nil before the route's authorizer was asked
}

// identity is the value of an identity source such as "$request.header.Authorization".
func (g *httpAPI) identity(r *request) authorize.Values {
	values := &variables{api: g.api, of: r}
	return func(source string) (string, bool) {
		name, ok := strings.CutPrefix(source, "$")
		if !ok {
			return "", false
		}
		value, ok := values.get(name)
		return value, ok && value != ""
	}
}

// get gives the value of e.g. "request.header.x"; the name is without "$".
func (v *variables) get(name string) (string, bool) {
	root, rest, _ := strings.Cut(name, ".")
	switch root {
	case "request":
		return v.request(rest)
	case "stageVariables":
		value, ok := v.of.stage.Variables[rest]
		return value, ok
	case "context":
		return v.context(rest)
	}
	return "", false
}

func (v *variables) request(name string) (string, bool) {
	place, rest, _ := strings.Cut(name, ".")
	switch place {
	case "header":
		values := v.of.header.Values(rest)
		return strings.Join(values, ","), len(values) > 0
	case "querystring":
		values := mapping.ParseQuery(v.of.URL.RawQuery).Get(rest)
		return strings.Join(values, ","), len(values) > 0
	case "path":
		if rest == "" {
			path, err := url.PathUnescape(v.of.path)
			return path, err == nil
		}
		for _, p := range v.of.params {
			if p.Name == rest {
				return p.Value, true
			}
		}
	case "body":
		if rest == "" {
			return string(v.body), true
		}
		return mapping.Body(v.body, rest)
	}
	return "", false
}

func (v *variables) context(name string) (string, bool) {
	switch name {
	case "requestId", "extendedRequestId":
		return v.of.ID, true
	case "apiId":
		return v.api.ID, true
	case "accountId":
		return v.api.Account, true
	case "stage":
		return v.of.stage.Name, true
	case "routeKey":
		return v.of.route.Key, true
	case "httpMethod":
		return v.of.Method, true
	case "path":
		return v.of.URL.Path, true
	case "protocol":
		return v.of.Proto, true
	case "domainName":
		return v.of.DomainName(), true
	case "identity.sourceIp":
		return v.of.SourceIP(), true
	case "identity.userAgent":
		return v.of.UserAgent(), true
	case "requestTimeEpoch":
		return strconv.FormatInt(v.of.Started.UnixMilli(), 10), true
	case "requestTime":
		return v.of.Started.UTC().Format("02/Jan/2006:15:04:05 -0700"), true
	}
	property, ok := strings.CutPrefix(name, "authorizer.")
	if !ok || v.who == nil {
		return "", false
	}
	if jwt := v.who.JWT; jwt != nil {
		claim, ok := jwt.Claims[strings.TrimPrefix(property, "claims.")]
		return claim, ok
	}
	if property == "principalId" && v.who.Principal != "" {
		return v.who.Principal, true
	}
	switch value := v.who.Lambda[property].(type) {
	case nil:
		return "", false
	case string:
		return value, true
	default:
		return string(reply.JSON(value)), true
	}
}

// mapResponse applies the route's mappings for the answer's status.
func (r *route) mapResponse(a *reply.Reply, values *variables, step trace.Step) *reply.Reply {
	rules := r.response[strconv.Itoa(a.Status)]
	if len(rules) == 0 {
		return a
	}
	body := a.Body
	if a.Stream != nil { // a mapping may want the body
		whole, err := io.ReadAll(io.LimitReader(a.Stream, maxBody+1))
		a.Stream.Close()
		if err != nil || len(whole) > maxBody {
			return reply.Internal("the backend's body, which a mapping needs, broke off or is larger than %d bytes", maxBody)
		}
		body = whole
	}
	status, header, err := mapping.ApplyResponse(a.Status, a.Header, rules, func(name string) (string, bool) {
		if header, ok := strings.CutPrefix(name, "response.header."); ok {
			all := a.Header.Values(header)
			return strings.Join(all, ","), len(all) > 0
		}
		if path, ok := strings.CutPrefix(name, "response.body."); ok {
			return mapping.Body(body, path)
		}
		return values.get(name)
	})
	mapped := step.Note(trace.ResponseMapping, "").With("rules", r.Integration.Response[strconv.Itoa(a.Status)]).
		With("status before", a.Status).With("header before", a.Header).With("status after", status).With("header after", header)
	if err != nil {
		mapped.Fail(err.Error())
		failed := reply.Internal("%v", err)
		failed.Called = a.Called
		return failed
	}
	return &reply.Reply{Status: status, Header: header, Body: body, Called: a.Called}
}
