// One HTTP API of one assembly, ready to answer. A reload makes a new one.

package httpapi

import (
	"fmt"
	"strings"

	"golang.org/x/time/rate"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/candidates"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
	"github.com/gatehouse-go/gatehouse/local/internal/service"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// httpAPI answers the requests of one HTTP API.
type httpAPI struct {
	host   *gateway.Host
	api    *assembly.API
	routes pattern.Table[*route]
	list   []*route
	// unreadable are routes whose key this server does not understand.
	unreadable []*route
	stages     map[string]*stage
	reason     string // why no request can be answered
	traced     *trace.API
}

// route is a route with what was worked out beforehand.
type route struct {
	*assembly.Route
	reason   string // why it can't be served: 501
	request  []mapping.Rule
	response map[string][]mapping.Rule
	service  map[string]*mapping.Value // parameters of a service integration
	target   proxy.Target              // of a URL proxy
	auth     *authorize.Lambda
	traced   *trace.Route
	login    *trace.Place // of the authorizer
}

// stage is a stage with the buckets of its throttling.
type stage struct {
	*assembly.Stage
	reason   string
	limiters map[string]*rate.Limiter // by route key
	place    *trace.Place
}

// New returns the gateway of an HTTP API.
func New(host *gateway.Host, api *assembly.API) gateway.Gateway {
	g := &httpAPI{host: host, api: api, stages: map[string]*stage{}, traced: gateway.TracedAPI(api)}
	if len(api.Problems) > 0 {
		g.reason = api.Problems[0].String()
		return g
	}
	for _, w := range api.Warnings {
		host.Warn(w.String())
	}
	authorizers := map[*assembly.Authorizer]*authorize.Lambda{}
	for _, r := range api.Routes {
		g.addRoute(r, authorizers)
	}
	for _, s := range api.Stages {
		g.addStage(s)
	}
	var traced []*trace.Route
	for _, r := range g.list {
		traced = append(traced, r.traced)
	}
	g.traced.Why = candidates.New(false, traced).Why
	return g
}

func (g *httpAPI) addRoute(r *assembly.Route, authorizers map[*assembly.Authorizer]*authorize.Lambda) {
	route := &route{Route: r, traced: gateway.TracedRoute(r)}
	g.list = append(g.list, route)
	route.reason = g.prepare(route)
	if a := r.Authorizer; a != nil {
		route.login = gateway.Place(a.Place, a.Path)
	}
	if a := r.Authorizer; a != nil && a.Type == "REQUEST" {
		if authorizers[a] == nil {
			authorizers[a] = authorize.NewLambda(a)
		}
		route.auth = authorizers[a]
	}
	if other, err := g.routes.Add(r.Key, route); err != nil {
		g.host.Warn(fmt.Sprintf("%s: %v", r.Path, err))
		if other == nil {
			route.reason = fmt.Sprintf("%s: %v", r.Path, err)
			g.unreadable = append(g.unreadable, route)
		} else {
			other.reason = fmt.Sprintf("%s and %s have the same route key %s", other.Path, r.Path, r.Key)
		}
	}
}

// prepare works out what a route needs, and why it can't be served if so.
func (g *httpAPI) prepare(r *route) (reason string) {
	if len(r.Problems) > 0 {
		return r.Problems[0].String()
	}
	if a := r.Authorizer; a != nil && len(a.Problems) > 0 {
		return a.Problems[0].String()
	}
	switch r.Auth {
	case "NONE", "JWT", "CUSTOM", "AWS_IAM":
	default:
		return fmt.Sprintf("%s: authorization type %q is not known to Gatehouse", r.Path, r.Auth)
	}
	if (r.Auth == "JWT" || r.Auth == "CUSTOM") && r.Authorizer == nil {
		return fmt.Sprintf("%s: authorization type %s needs an authorizer", r.Path, r.Auth)
	}
	if r.Auth == "JWT" && r.Authorizer.Type != "JWT" || r.Auth == "CUSTOM" && r.Authorizer.Type != "REQUEST" {
		return fmt.Sprintf("%s: authorization type %s, but authorizer %s is of type %s", r.Path, r.Auth, r.Authorizer.Name, r.Authorizer.Type)
	}
	in := r.Integration
	if len(in.Problems) > 0 {
		return in.Problems[0].String()
	}
	problems := r.prepareIntegration(in)
	if len(problems) > 0 {
		return in.Path + ": " + strings.Join(problems, "; ")
	}
	return ""
}

func (r *route) prepareIntegration(in *assembly.Integration) (problems []string) {
	if in.Connection == "VPC_LINK" {
		return []string{"it leads into a VPC, which can't be reached from here"}
	}
	switch {
	case in.Type == "AWS_PROXY" && in.Subtype != "":
		return r.prepareService(in)
	case in.Type == "AWS_PROXY" && (in.Function != nil || in.ByStage != nil):
		if in.PayloadVersion != "1.0" && in.PayloadVersion != "2.0" {
			problems = append(problems, fmt.Sprintf("payload format version %q is neither 1.0 nor 2.0", in.PayloadVersion))
		}
	case in.Type == "HTTP_PROXY":
		target, err := proxy.Parse(in.URI)
		if err != nil {
			problems = append(problems, err.Error())
		}
		r.target = target
	default:
		return []string{fmt.Sprintf("Gatehouse does not know integration type %s", in.Type)}
	}
	var more []string
	r.request, more = mapping.Parse(in.Request, "header", "querystring", "path")
	problems = append(problems, more...)
	r.response = map[string][]mapping.Rule{}
	for status, m := range in.Response {
		r.response[status], more = mapping.Parse(m, "header", "statuscode")
		problems = append(problems, more...)
	}
	return problems
}

func (r *route) prepareService(in *assembly.Integration) (problems []string) {
	r.service = map[string]*mapping.Value{}
	for name, text := range in.Request {
		v, err := mapping.ParseValue(text)
		if err != nil {
			problems = append(problems, fmt.Sprintf("parameter %s: %v", name, err))
		}
		r.service[name] = v
	}
	if len(in.Response) > 0 {
		problems = append(problems, "response parameters of a service integration are not served")
	}
	return problems
}

func (g *httpAPI) addStage(s *assembly.Stage) {
	st := &stage{Stage: s, limiters: map[string]*rate.Limiter{}, place: gateway.Place(g.api.Place, s.Path)}
	g.stages[s.Name] = st
	if len(s.Problems) > 0 {
		st.reason = s.Problems[0].String()
	}
	if !s.AutoDeploy && !s.Deployment {
		g.host.Warn(fmt.Sprintf("%s: stage %s has neither autoDeploy nor a deployment: API Gateway answers 404 there", s.Path, s.Name))
	}
	for _, r := range g.list {
		t, ok := s.Routes[r.Key]
		if !ok && s.Throttle != nil {
			t, ok = *s.Throttle, true
		}
		if ok {
			st.limiters[r.Key] = rate.NewLimiter(rate.Limit(t.Rate), t.Burst)
		}
	}
	for key := range s.Routes {
		if _, ok := st.limiters[key]; !ok {
			g.host.Warn(fmt.Sprintf("%s: settings for %q, which is not a route of this API", s.Path, key))
		}
	}
}

// Reason says why no request can be answered, or is empty.
func (g *httpAPI) Reason() string { return g.reason }

// HasStage reports whether the API has a stage of that name.
func (g *httpAPI) HasStage(name string) bool { return g.stages[name] != nil }

// Routes are the API's routes, in the order of the assembly.
func (g *httpAPI) Routes() (list []gateway.Route) {
	for _, r := range g.list {
		listed := gateway.Route{Route: r.Route, Reason: r.reason}
		if in := r.Integration; listed.Reason == "" && in != nil && in.Subtype != "" {
			if _, err := service.New(in.Subtype, g.api.Region, g.host.Getenv, g.host.Client); err != nil {
				listed.Reason = in.Path + ": " + err.Error()
			}
		}
		list = append(list, listed)
	}
	return list
}

// perhaps returns an unreadable route that a request may be for, where no other
// route matches: its key begins like the request.
func (g *httpAPI) perhaps(method, path string) *route {
	for _, r := range g.unreadable {
		of, resource, ok := strings.Cut(r.Key, " ")
		literal, _, _ := strings.Cut(resource, "{")
		if !ok || (of == method || of == pattern.Any) && strings.HasPrefix(path, literal) {
			return r
		}
	}
	return nil
}

// stageOf finds the stage by the first segment of the path, and the path after it.
func (g *httpAPI) stageOf(path string) (*stage, string) {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if s := g.stages[first]; s != nil && first != "$default" {
		rest := path[1+len(first):]
		if rest == "" {
			rest = "/"
		}
		return s, rest
	}
	return g.stages["$default"], path
}
