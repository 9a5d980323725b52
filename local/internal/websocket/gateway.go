// One WebSocket API of one assembly, ready to answer. A reload makes a new one.

package websocket

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/time/rate"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/usage"
)

// The routes that no message selects.
const (
	connectKey    = "$connect"
	disconnectKey = "$disconnect"
	defaultKey    = "$default"
)

type socketAPI struct {
	hub       *Hub
	host      *gateway.Host
	api       *assembly.API
	clients   *clients
	selection selection
	routes    map[string]*route
	list      []*route
	stages    map[string]*stage
	used      *usage.Counts
	reason    string // why no request can be answered
	traced    *trace.API
}

type route struct {
	*assembly.Route
	reason string // why it can't be served
	auth   *authorize.Lambda
	models *models
	target *target
	traced *trace.Route
	login  *trace.Place // of the authorizer
}

// reply reports whether the client gets what the integration answers.
func (r *route) reply() bool { return r.Socket != nil && r.Socket.Reply }

type stage struct {
	*assembly.Stage
	reason   string
	limiters map[string]*rate.Limiter // by route key
	place    *trace.Place
}

func newSocketAPI(h *Hub, host *gateway.Host, api *assembly.API, of *clients) *socketAPI {
	g := &socketAPI{
		hub: h, host: host, api: api, clients: of,
		routes: map[string]*route{}, stages: map[string]*stage{}, used: usage.Of(host.Kept),
		traced: gateway.TracedAPI(api),
	}
	if len(api.Problems) > 0 {
		g.reason = api.Problems[0].String()
		return g
	}
	if api.Socket != nil {
		g.selection = parseSelection(api.Socket.Selection)
	}
	for _, note := range usage.Notes(api) {
		host.Warn(note)
	}
	for _, r := range api.Routes {
		g.addRoute(r)
	}
	for _, s := range api.Stages {
		g.addStage(s)
	}
	return g
}

func (g *socketAPI) addRoute(r *assembly.Route) {
	made := &route{Route: r, traced: gateway.TracedRoute(r)}
	if a := r.Authorizer; a != nil {
		made.login = gateway.Place(a.Place, a.Path)
	}
	g.list = append(g.list, made)
	if made.reason = g.prepare(made); made.reason != "" {
		g.host.Warn(made.reason)
	}
	if other := g.routes[r.Key]; other != nil {
		other.reason = fmt.Sprintf("%s and %s have the same route key %s", other.Path, r.Path, r.Key)
		return
	}
	g.routes[r.Key] = made
}

// prepare works out what a route needs, and why it can't be served if so.
func (g *socketAPI) prepare(r *route) (reason string) {
	if len(r.Problems) > 0 {
		return r.Problems[0].String()
	}
	switch a := r.Authorizer; {
	case r.Auth == "CUSTOM" && a == nil:
		return r.Path + ": authorization type CUSTOM needs an authorizer"
	case a != nil && len(a.Problems) > 0:
		return a.Problems[0].String()
	case r.Auth == "CUSTOM":
		r.auth = authorize.NewLambda(a)
	case r.Auth != "NONE" && r.Auth != "AWS_IAM":
		return fmt.Sprintf("%s: authorization type %q is not one of WebSocket APIs", r.Path, r.Auth)
	}
	if r.Integration == nil {
		return r.Path + ": it has no integration"
	}
	if len(r.Integration.Problems) > 0 {
		return r.Integration.Problems[0].String()
	}
	var err error
	if r.target, err = parseTarget(r.Integration); err != nil {
		return fmt.Sprintf("%s: %v", r.Integration.Path, err)
	}
	if r.models, err = parseModels(r.Socket); err != nil {
		return fmt.Sprintf("%s: %v", r.Path, err)
	}
	return ""
}

func (g *socketAPI) addStage(s *assembly.Stage) {
	st := &stage{Stage: s, limiters: map[string]*rate.Limiter{}, place: gateway.Place(g.api.Place, s.Path)}
	g.stages[s.Name] = st
	if len(s.Problems) > 0 {
		st.reason = s.Problems[0].String()
	}
	if !s.AutoDeploy && !s.Deployment {
		g.host.Warn(fmt.Sprintf("%s: stage %s has neither autoDeploy nor a deployment: API Gateway serves nothing there", s.Path, s.Name))
	}
	for key := range g.routes {
		t, ok := s.Routes[key]
		if !ok && s.Throttle != nil {
			t, ok = *s.Throttle, true
		}
		if ok {
			st.limiters[key] = rate.NewLimiter(rate.Limit(t.Rate), t.Burst)
		}
	}
}

// throttled says why a route takes no more at the moment; "" if it does.
func (s *stage) throttled(key string, rec *trace.Recording) (why string) {
	l := s.limiters[key]
	if l == nil {
		return ""
	}
	if !l.Allow() {
		why = fmt.Sprintf("the route's throttle of %v a second, %d at once", l.Limit(), l.Burst())
	}
	rec.Note(trace.Throttle, "").In(s.place).With("requests a second", l.Limit()).With("at once", l.Burst()).End(why)
	return why
}

// Reason says why no request can be answered, or is empty.
func (g *socketAPI) Reason() string { return g.reason }

// HasStage reports whether the API has a stage of that name.
func (g *socketAPI) HasStage(name string) bool { return g.stages[name] != nil }

// Routes are the API's routes, in the order of the assembly.
func (g *socketAPI) Routes() (list []gateway.Route) {
	for _, r := range g.list {
		listed := gateway.Route{Route: r.Route, Reason: r.reason}
		if listed.Reason == "" && r.target.service != nil {
			if _, err := r.target.service.Endpoint(g.host.Getenv); err != nil {
				listed.Reason = r.Path + ": " + err.Error()
			}
		}
		list = append(list, listed)
	}
	return list
}

// stageOf finds the stage of a request, and the path after it.
func (g *socketAPI) stageOf(r *gateway.Request) (*stage, string) {
	if r.Domain != "" {
		return g.stages[r.Stage], r.Path
	}
	name, rest, more := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	if more {
		rest = "/" + rest
	}
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	return g.stages[name], rest
}

// connectionsPath is where connections are managed; clients also send it with %40.
const connectionsPath = "@connections"

// managed returns the id, as it was sent, of a path that manages a connection.
func managed(path string) (id string, ok bool) {
	first, id, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if decoded, err := url.PathUnescape(first); err != nil || decoded != connectionsPath {
		return "", false
	}
	return id, ok
}
