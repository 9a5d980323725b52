// The console: a page that shows what the server decides, and its JSON API.

package local

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/internal/gomodule"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/console"
	"github.com/gatehouse-go/gatehouse/local/internal/fault"
	"github.com/gatehouse-go/gatehouse/local/internal/restapi"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// ConsoleConfig says where a console listens and what it may do.
type ConsoleConfig struct {
	// Port is that of the console, on 127.0.0.1. 0 lets the system choose.
	Port int

	// Project is the folder of the app, whose last part names it. Empty is the
	// working directory.
	Project string

	// Key signs the tokens that the console makes: the private key to one of
	// [Config.Keys]. Nil makes none.
	Key *jose.JSONWebKey

	// Log receives what is wrong with connections. Nil drops it.
	Log *slog.Logger
}

// Console is a page that shows what a [Server] decides, and its JSON API, which
// docs/agents.md documents. It listens on 127.0.0.1 only, and whoever calls it
// needs its token: it can run the app's code and show what clients have sent.
//
// It may be there before the server, which takes it by [Config.Console], and
// outlive it. Its methods may be called concurrently.
type Console struct {
	inner   *console.Console
	project string
}

// StartConsole opens a console. Close ends it.
func StartConsole(cfg ConsoleConfig) (*Console, error) {
	project, err := filepath.Abs(cfg.Project)
	if err != nil {
		return nil, fmt.Errorf("local: console: %w", err)
	}
	inner, err := console.Start(console.Config{Port: cfg.Port, Folder: project, Key: cfg.Key, Log: cfg.Log})
	if err != nil {
		return nil, fmt.Errorf("local: console: %w", err)
	}
	return &Console{inner, project}, nil
}

// URL is the address to open in a browser: with the token, so keep it to yourself.
func (c *Console) URL() string { return c.inner.URL() }

// Address is where the console listens, e.g. "127.0.0.1:41239".
func (c *Console) Address() string { return c.inner.Address() }

// Token is what tools send, as "Authorization: Bearer TOKEN".
func (c *Console) Token() string { return c.inner.Token() }

// SetSynthProblem makes the console show what was wrong with the last synth;
// empty says that nothing was.
func (c *Console) SetSynthProblem(text string) { c.inner.SetSynthProblem(text) }

// SetBuildProblem makes the console show what was wrong with the last build of
// functions; empty says that nothing was.
func (c *Console) SetBuildProblem(text string) { c.inner.SetBuildProblem(text) }

// Close frees the port and cuts all connections.
func (c *Console) Close() { c.inner.Close() }

// shown is a server as its console sees it.
type shown struct {
	*Server
	project string
}

// Generation counts what has been served: assemblies and rebuilt functions.
func (s shown) Generation() int { return int(s.generation.Load()) }

// Recorder has the traces of the server.
func (s shown) Recorder() *trace.Recorder { return s.trace }

// Faults are those of the server.
func (s shown) Faults() *fault.Switches { return s.host.Faults }

// Address is the address of an API's or a custom domain's port.
func (s shown) Address(name string) string { return s.doors.URL(name) }

// KeyValue is the value of an API key.
func (s shown) KeyValue(api, name string) (value string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.app.APIs {
		if one.Path == api {
			value, ok = keysOf(one)[name]
		}
	}
	return value, ok
}

// Issuers are the JWT and Cognito authorizers of all APIs.
func (s shown) Issuers() []console.Issuer {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []console.Issuer{}
	for _, api := range s.app.APIs {
		at := map[string]int{}
		for _, r := range api.Routes {
			a := r.Authorizer
			if a == nil || a.Type != "JWT" && len(a.Pools) == 0 {
				continue
			}
			i, ok := at[a.Path+a.Name]
			if !ok {
				one := console.Issuer{Name: a.Name, API: api.Path, URL: a.Issuer, Audience: a.Audience, Sources: a.Identity, Scopes: []string{}}
				if len(a.Pools) > 0 {
					one.URL, _ = restapi.IssuerOf(a.Pools[0])
				}
				i = len(list)
				at[a.Path+a.Name], list = i, append(list, one)
			}
			for _, scope := range r.Scopes {
				if !slices.Contains(list[i].Scopes, scope) {
					list[i].Scopes = append(list[i].Scopes, scope)
				}
			}
		}
	}
	for _, one := range list {
		slices.Sort(one.Scopes)
	}
	return list
}

// Describe returns what is served now.
func (s shown) Describe() ([]console.API, []console.Function) {
	apis := []console.API{}
	described, prefix := s.APIs(), gomodule.Prefix(s.project)
	names := map[string]string{}
	for _, api := range described {
		for i, r := range api.Routes {
			r.Handler = strings.TrimPrefix(r.Handler, prefix)
			api.Routes[i] = r
			if dot := strings.LastIndexByte(r.Handler, '.'); r.Function != "" && r.Handler != r.Function && dot > 0 {
				names[r.Function] = r.Handler[:dot]
			}
		}
		apis = append(apis, shownAPI(api))
	}
	list := []console.Function{}
	for _, path := range s.Functions() {
		list = append(list, console.Function{ID: path, Name: cmp.Or(names[path], path), Workers: s.host.Functions.Workers(path)})
	}
	return apis, list
}

func shownAPI(api API) console.API {
	to := console.API{
		Path: api.Path, Kind: strings.ToLower(api.Kind), Name: api.Name, URL: api.URL, Reason: api.Reason,
		Stages: []console.Stage{}, Domains: []console.Domain{}, Keys: append([]string{}, slices.Sorted(maps.Keys(api.Keys))...),
		Routes: []console.Route{},
	}
	for _, name := range api.Stages {
		to.Stages = append(to.Stages, console.Stage{Name: name, URL: api.StageURLs[name]})
	}
	for _, m := range api.Mappings {
		to.Domains = append(to.Domains, console.Domain{Name: m.Domain, Key: m.Key, Stage: m.Stage, URL: m.URL})
	}
	for _, r := range api.Routes {
		var place *trace.Place
		if file, line, ok := assembly.Position(r.Place); ok {
			place = &trace.Place{File: file, Line: line}
		}
		to.Routes = append(to.Routes, console.Route{
			Key: r.Key, Method: r.Method, Path: r.Path, Handler: r.Handler, Function: r.Function, APIKey: r.APIKey, URL: r.URL,
			Reason: r.Reason, Place: place,
			Auth: console.Auth{Kind: r.Auth, Name: r.Login, Issuer: r.Issuer, Audience: r.Audience, Scopes: r.Scopes},
		})
	}
	return to
}
