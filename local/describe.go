// What an assembly has, for tables and scripts.

package local

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/restapi"
	"github.com/gatehouse-go/gatehouse/local/internal/websocket"
)

// API describes an API.
type API struct {
	Path   string   `json:"path"` // construct path
	Kind   string   `json:"kind"` // HTTP, WEBSOCKET or REST
	Name   string   `json:"name"`
	Region string   `json:"region"`           // signatures must name it
	URL    string   `json:"url,omitempty"`    // of its first stage, by a custom domain if there is no other way; only from a server
	Stages []string `json:"stages,omitempty"` // names
	Reason string   `json:"reason,omitempty"` // why it isn't served

	// StageURLs has the address of each stage that is reached by the API's own
	// endpoint, by its name; only from a server.
	StageURLs map[string]string `json:"stageUrls,omitempty"`

	// Keys are the API keys of a REST or WebSocket API's usage plans, by name. A value that AWS
	// would make is made up here, the same at every start.
	Keys map[string]string `json:"keys,omitempty"`

	Mappings []Mapping `json:"mappings,omitempty"` // by which custom domains lead to it
	Routes   []Route   `json:"routes"`             // sorted by path
}

// Mapping describes a mapping of a custom domain.
type Mapping struct {
	Domain string `json:"domain"`
	Key    string `json:"key"` // of the URL; empty is the root
	Stage  string `json:"stage"`
	URL    string `json:"url,omitempty"` // on this machine; only from a server
}

// Route describes a route of an HTTP or WebSocket API, or a method of a REST API.
type Route struct {
	Key      string   `json:"key"`
	Method   string   `json:"method,omitempty"`   // not of WebSocket APIs
	Path     string   `json:"path,omitempty"`     // not of WebSocket APIs
	Handler  string   `json:"handler"`            // handler, function or other integration
	Function string   `json:"function,omitempty"` // construct path
	Auth     string   `json:"auth"`               // NONE, AWS_IAM, JWT, CUSTOM or COGNITO_USER_POOLS
	APIKey   bool     `json:"apiKey,omitempty"`   // the caller needs an API key
	Login    string   `json:"authorizer,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`   // of a JWT authorizer, or of the first user pool
	Audience []string `json:"audience,omitempty"` // of a JWT authorizer
	Scopes   []string `json:"scopes,omitempty"`
	URL      string   `json:"url,omitempty"`    // only from a server
	Place    string   `json:"place,omitempty"`  // where it is declared, below the folder of go.mod, e.g. "main.go:14"
	Reason   string   `json:"reason,omitempty"` // why it isn't served
}

// Describe reads the APIs of an assembly without serving them.
func Describe(dir string) ([]API, error) {
	app, err := assembly.Load(dir)
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	handlers := handlersOf(dir)
	// Without a server to ask, reasons are those that the template gives.
	host := newHost(&Config{}, new(functions.Set), new(warnings))
	gateways := gatewaysOf(host, websocket.NewHub(websocket.Limits{}), app)
	var apis []API
	for _, api := range app.APIs {
		d := describing{api: api, gateway: gateways[api], functions: host.Functions, handlers: handlers}
		apis = append(apis, d.describe("", mappingsOf(app, api, nil)))
	}
	return apis, nil
}

// APIs describes what is being served.
func (s *Server) APIs() []API {
	s.mu.Lock()
	defer s.mu.Unlock()
	handlers := handlersOf(s.app.Dir)
	var apis []API
	for _, api := range s.app.APIs {
		mappings := mappingsOf(s.app, api, func(domain string) string { return s.doors.URL(domain) })
		d := describing{api: api, gateway: s.gateways[api], functions: s.host.Functions, handlers: handlers}
		url := s.doors.URL(api.Path)
		if api.Kind == assembly.WebSocket {
			url = socketURL(url)
			for i := range mappings {
				mappings[i].URL = socketURL(mappings[i].URL)
			}
		}
		apis = append(apis, d.describe(url, mappings))
	}
	return apis
}

// socketURL is an address as clients of WebSocket APIs write it.
func socketURL(url string) string { return "ws" + strings.TrimPrefix(url, "http") }

// handlersOf knows which handler a route of a function leads to, where the
// assembly has the recipe of the function.
func handlersOf(dir string) map[string]string {
	handlers := map[string]string{}
	recipe, err := code.ReadRecipe(dir)
	if err != nil {
		return handlers // only a nicer name is lost
	}
	for _, f := range recipe.Functions {
		if f.Main.Language == source.Go { // named from go.mod, wherever the app is
			dir, err := filepath.Rel(f.Main.ModuleDir, f.Main.Dir)
			if err != nil {
				continue
			}
			f.Main.Source = filepath.ToSlash(dir)
		}
		for _, r := range f.Main.Routes {
			handlers[f.Path+" "+r.Key] = f.Main.Handler(r.Module, r.Func)
		}
		if f.Main.Start != "" {
			handlers[f.Path] = f.Main.Handler(f.Main.Module, f.Main.Start)
		}
	}
	return handlers
}

// handlerOf names what a route leads to in a function.
func handlerOf(handlers map[string]string, f *assembly.Function, key string) string {
	return cmp.Or(handlers[f.Path+" "+key], handlers[f.Path], f.Path)
}

// mappingsOf describes the mappings that lead to an API.
func mappingsOf(app *assembly.App, api *assembly.API, url func(domain string) string) (list []Mapping) {
	for _, domain := range app.Domains {
		for _, m := range domain.Mappings {
			if m.API != api {
				continue
			}
			d := Mapping{Domain: domain.Name, Key: m.Key, Stage: m.Stage}
			if url != nil {
				d.URL = strings.TrimSuffix(url(domain.Name)+"/"+m.Key, "/")
			}
			list = append(list, d)
		}
	}
	return list
}

// describing is what a description is made of.
type describing struct {
	api       *assembly.API
	gateway   gateway.Gateway
	functions *functions.Set
	handlers  map[string]string
}

func (d describing) describe(url string, mappings []Mapping) API {
	api := API{Path: d.api.Path, Kind: string(d.api.Kind), Name: d.api.Name, Region: d.api.Region, Reason: d.gateway.Reason(),
		Mappings: mappings, Routes: []Route{}}
	for _, s := range d.api.Stages {
		api.Stages = append(api.Stages, s.Name)
	}
	slices.Sort(api.Stages)
	api.Keys = keysOf(d.api)
	switch {
	case url != "" && d.api.Disabled && len(mappings) > 0:
		api.URL = mappings[0].URL
	case url != "":
		api.URL = url
		if len(api.Stages) > 0 && !slices.Contains(api.Stages, "$default") {
			api.URL += "/" + api.Stages[0]
		}
		api.StageURLs = stageURLs(d.api, url)
	}
	routes := d.gateway.Routes()
	slices.SortFunc(routes, func(a, b gateway.Route) int {
		return cmp.Or(strings.Compare(pathOf(a), pathOf(b)), strings.Compare(rankedMethod(a), rankedMethod(b)), strings.Compare(a.Key, b.Key))
	})
	for _, r := range routes {
		api.Routes = append(api.Routes, d.route(r, api.URL))
	}
	return api
}

// keysOf are the values of an API's keys, by name or else construct path.
func keysOf(api *assembly.API) map[string]string {
	var keys map[string]string
	for _, plan := range api.Plans {
		for _, key := range plan.Keys {
			if keys == nil {
				keys = map[string]string{}
			}
			keys[cmp.Or(key.Name, key.Path)] = key.Value
		}
	}
	return keys
}

// stageURLs are the addresses of the stages that answer.
func stageURLs(api *assembly.API, url string) map[string]string {
	urls := map[string]string{}
	for _, s := range api.Stages {
		switch {
		case api.Disabled || !s.AutoDeploy && !s.Deployment:
		case s.Name == "$default":
			urls[s.Name] = url
		default:
			urls[s.Name] = url + "/" + s.Name
		}
	}
	return urls
}

// pathOf sorts the default route last.
func pathOf(r gateway.Route) string {
	if _, path, ok := strings.Cut(r.Key, " "); ok {
		return path
	}
	return "\xff"
}

// rankedMethod sorts ANY behind the methods with a name.
func rankedMethod(r gateway.Route) string {
	method, _, _ := strings.Cut(r.Key, " ")
	if method == pattern.Any {
		return "\xff"
	}
	return method
}

func (d describing) route(of gateway.Route, url string) Route {
	r := Route{
		Key: of.Key, Method: "ANY", Path: "$default", Auth: of.Auth, APIKey: of.APIKey, Scopes: of.Scopes, Place: of.Place, Reason: of.Reason,
	}
	if method, path, ok := strings.Cut(of.Key, " "); ok {
		r.Method, r.Path = method, path
	}
	if d.api.Kind == assembly.WebSocket {
		r.Method, r.Path = "", ""
	}
	if url != "" && strings.HasPrefix(r.Path, "/") {
		r.URL = url + r.Path
	}
	if a := of.Authorizer; a != nil {
		r.Login, r.Issuer, r.Audience = a.Name, a.Issuer, a.Audience
		if len(a.Pools) > 0 {
			r.Issuer, _ = restapi.IssuerOf(a.Pools[0])
		}
	}
	in := of.Integration
	switch {
	case in == nil:
	case in.Function != nil:
		r.Function = in.Function.Path
		r.Handler = handlerOf(d.handlers, in.Function, of.Key)
		r.Reason = cmp.Or(r.Reason, d.functions.Reason(in.Function))
	case in.ByStage != nil:
		r.Handler = calledBy(in, d.handlers, of.Key)
	case in.Type == "MOCK":
		r.Handler = in.Type
	case in.Subtype != "":
		r.Handler = in.Subtype
	case in.Type == "AWS":
		r.Handler = serviceOf(in.URI)
	default:
		r.Handler = in.URI
	}
	return r
}

// serviceOf names the service that a URI leads to and what is asked of it, such
// as "sqs:path/111122223333/jobs", without API Gateway's part and the region.
func serviceOf(uri string) string {
	if parts := strings.SplitN(uri, ":", 5); len(parts) == 5 && parts[2] == "apigateway" {
		return parts[4]
	}
	return uri
}

// calledBy names the functions that an integration calls in its stages.
func calledBy(in *assembly.Integration, handlers map[string]string, key string) string {
	var names []string
	for _, stage := range slices.Sorted(maps.Keys(in.ByStage)) {
		name := in.URI
		if call := in.ByStage[stage]; call.Function != nil {
			name = handlers[call.Function.Path+" "+key]
			if name == "" {
				name = strings.TrimSuffix(call.Function.Path+":"+call.Qualifier, ":")
			}
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
