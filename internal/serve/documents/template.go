// An API as its template describes it.

package documents

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

func describe(api *assembly.API) *openapi.API {
	out := &openapi.API{Path: api.Path, Kind: string(api.Kind), Title: cmp.Or(api.Name, api.Path)}
	if api.Socket != nil {
		out.Selection = api.Socket.Selection
	}
	for _, r := range api.Routes {
		if isPreflight(r) {
			continue
		}
		route := &openapi.Route{Key: r.Key, Scopes: r.Scopes, APIKey: r.APIKey, Auth: authOf(r), Leads: leadsTo(r.Integration)}
		if r.Method != nil {
			describeMethod(api, r.Method, route)
		}
		if r.Socket != nil {
			route.Reply = r.Socket.Reply
			if len(r.Socket.Models) == 1 {
				for _, text := range r.Socket.Models {
					route.Message = openapi.FromDraft4(text)
				}
			}
		}
		out.Routes = append(out.Routes, route)
	}
	return out
}

// isPreflight reports whether a route answers preflights of browsers and nothing
// else: a method OPTIONS of a REST API that leads nowhere.
func isPreflight(r *assembly.Route) bool {
	return strings.HasPrefix(r.Key, "OPTIONS ") && r.Integration != nil && r.Integration.Type == "MOCK"
}

func authOf(r *assembly.Route) *openapi.Auth {
	auth := &openapi.Auth{}
	if a := r.Authorizer; a != nil {
		auth = &openapi.Auth{Name: a.Name, Issuer: a.Issuer, Audience: a.Audience, Sources: a.Identity}
	}
	switch r.Auth {
	case "", "NONE":
		return nil
	case "AWS_IAM":
		auth.Type = openapi.IAM
	case "JWT":
		auth.Type = openapi.JWT
	case "COGNITO_USER_POOLS":
		auth.Type = openapi.Cognito
	default:
		auth.Type = openapi.Lambda
	}
	return auth
}

func leadsTo(in *assembly.Integration) string {
	switch {
	case in == nil:
		return ""
	case in.Function != nil:
		return "the function " + in.Function.Path
	case in.Subtype != "":
		return in.Subtype
	case in.Type == "MOCK":
		return "an answer of API Gateway itself"
	case strings.HasPrefix(in.URI, "http"):
		return in.URI
	case in.Type == "AWS":
		return "a service of AWS"
	}
	return fmt.Sprintf("an integration of type %s", in.Type)
}

// describeMethod adds what a method of a REST API asks of requests.
func describeMethod(api *assembly.API, m *assembly.Method, route *openapi.Route) {
	if m.Validator == nil {
		return
	}
	route.Checked = m.Validator.Body || m.Validator.Parameters
	if m.Validator.Parameters {
		for _, name := range slices.Sorted(maps.Keys(m.Parameters)) {
			if !m.Parameters[name] {
				continue
			}
			if query, ok := strings.CutPrefix(name, "method.request.querystring."); ok {
				route.Query = append(route.Query, query)
			} else if header, ok := strings.CutPrefix(name, "method.request.header."); ok {
				route.Headers = append(route.Headers, header)
			}
		}
	}
	if model := m.Models["application/json"]; m.Validator.Body && model != "" && api.REST != nil {
		route.Body = openapi.FromDraft4(string(api.REST.Models[model]))
	}
}
