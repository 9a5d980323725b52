package local

// What an assembly has, for tables and scripts.

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
)

// API describes an API.
type API struct {
	Path   string   `json:"path"` // construct path
	Kind   string   `json:"kind"` // HTTP, WEBSOCKET or REST
	Name   string   `json:"name"`
	URL    string   `json:"url,omitempty"`    // of its first stage, by a custom domain if there is no other way; only from a server
	Stages []string `json:"stages,omitempty"` // names
	Reason string   `json:"reason,omitempty"` // why it isn't served

	// StageURLs has the address of each stage that is reached by the API's own
	// endpoint, by its name; only from a server.
	StageURLs map[string]string `json:"stageUrls,omitempty"`

	Mappings []Mapping `json:"mappings,omitempty"` // by which custom domains lead to it
	Routes   []Route   `json:"routes"`             // in the order of precedence
}

// Mapping describes a mapping of a custom domain.
type Mapping struct {
	Domain string `json:"domain"`
	Key    string `json:"key"` // of the URL; empty is the root
	Stage  string `json:"stage"`
	URL    string `json:"url,omitempty"` // on this machine; only from a server
}

// Route describes a route.
type Route struct {
	Key      string   `json:"key"`
	Method   string   `json:"method"`
	Path     string   `json:"path"`
	Handler  string   `json:"handler"`            // handler, function or other integration
	Function string   `json:"function,omitempty"` // construct path
	Auth     string   `json:"auth"`               // NONE, JWT, CUSTOM or AWS_IAM
	Login    string   `json:"authorizer,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`   // of a JWT authorizer
	Audience []string `json:"audience,omitempty"` // of a JWT authorizer
	Scopes   []string `json:"scopes,omitempty"`
	URL      string   `json:"url,omitempty"`    // only from a server
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
	s := &Server{said: map[string]bool{}, functions: &functions{byPath: map[string]*function{}}}
	var apis []API
	for _, api := range app.APIs {
		apis = append(apis, newGateway(s, api).describe("", mappingsOf(app, api, nil), handlers))
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
		mappings := mappingsOf(s.app, api, func(domain string) string { return s.doors[domain].url() })
		apis = append(apis, s.gateways[api].describe(s.doors[api.Path].url(), mappings, handlers))
	}
	return apis
}

// handlersOf knows which handler a route of a function leads to, where the
// assembly has the recipe of the function.
func handlersOf(dir string) map[string]string {
	handlers := map[string]string{}
	recipe, err := gobuild.ReadRecipe(dir)
	if err != nil {
		return handlers // only a nicer name is lost
	}
	for _, f := range recipe.Functions {
		for _, r := range f.Main.Routes {
			source, err := filepath.Rel(f.Main.ModuleDir, f.Main.Dir)
			if err != nil {
				continue
			}
			handlers[f.Path+" "+r.Key] = filepath.ToSlash(source) + "." + r.Func
		}
	}
	return handlers
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

func (g *gateway) describe(url string, mappings []Mapping, handlers map[string]string) API {
	d := API{Path: g.api.Path, Kind: string(g.api.Kind), Name: g.api.Name, Reason: g.reason, Mappings: mappings, Routes: []Route{}}
	for _, s := range g.api.Stages {
		d.Stages = append(d.Stages, s.Name)
	}
	slices.Sort(d.Stages)
	switch {
	case url != "" && g.api.Disabled && len(mappings) > 0:
		d.URL = mappings[0].URL
	case url != "":
		d.URL = url
		if len(d.Stages) > 0 && !slices.Contains(d.Stages, "$default") {
			d.URL += "/" + d.Stages[0]
		}
		d.StageURLs = g.stageURLs(url)
	}
	slices.SortFunc(g.list, func(a, b *route) int {
		return cmp.Or(strings.Compare(pathOf(a), pathOf(b)), strings.Compare(rankedMethod(a), rankedMethod(b)))
	})
	for _, r := range g.list {
		d.Routes = append(d.Routes, g.describeRoute(r, d.URL, handlers))
	}
	return d
}

// stageURLs are the addresses of the stages that answer.
func (g *gateway) stageURLs(url string) map[string]string {
	urls := map[string]string{}
	for _, s := range g.api.Stages {
		switch {
		case g.api.Disabled || !s.AutoDeploy && !s.Deployment:
		case s.Name == "$default":
			urls[s.Name] = url
		default:
			urls[s.Name] = url + "/" + s.Name
		}
	}
	return urls
}

// pathOf sorts the default route last.
func pathOf(r *route) string {
	if _, path, ok := strings.Cut(r.Key, " "); ok {
		return path
	}
	return "\xff"
}

// rankedMethod sorts ANY behind the methods with a name.
func rankedMethod(r *route) string {
	method, _, _ := strings.Cut(r.Key, " ")
	if method == pattern.Any {
		return "\xff"
	}
	return method
}

func (g *gateway) describeRoute(r *route, url string, handlers map[string]string) Route {
	d := Route{Key: r.Key, Method: "ANY", Path: "$default", Auth: r.Auth, Scopes: r.Scopes, Reason: r.reason}
	if method, path, ok := strings.Cut(r.Key, " "); ok {
		d.Method, d.Path = method, path
	}
	if url != "" && strings.HasPrefix(d.Path, "/") {
		d.URL = url + d.Path
	}
	if a := r.Authorizer; a != nil {
		d.Login, d.Issuer, d.Audience = a.Name, a.Issuer, a.Audience
	}
	in := r.Integration
	switch {
	case in == nil:
	case in.Function != nil:
		d.Function = in.Function.Path
		d.Handler = in.Function.Path
		if h := handlers[in.Function.Path+" "+r.Key]; h != "" {
			d.Handler = h
		}
		if f := g.srv.functions.get(in.Function); f != nil && d.Reason == "" {
			d.Reason = f.reason
		} else if len(in.Function.Problems) > 0 && d.Reason == "" {
			d.Reason = in.Function.Problems[0].String()
		}
	case in.ByStage != nil:
		d.Handler = calledBy(in)
	case in.Subtype != "":
		d.Handler = in.Subtype
	default:
		d.Handler = in.URI
	}
	return d
}

// calledBy names the functions that an integration calls in its stages.
func calledBy(in *assembly.Integration) string {
	var names []string
	for _, stage := range slices.Sorted(maps.Keys(in.ByStage)) {
		name := in.URI
		if call := in.ByStage[stage]; call.Function != nil {
			name = strings.TrimSuffix(call.Function.Path+":"+call.Qualifier, ":")
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
