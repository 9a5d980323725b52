package local

// One HTTP API of one assembly, ready to answer. A reload makes a new one.

import (
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/time/rate"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
)

// gateway answers the requests of one API.
type gateway struct {
	srv    *Server
	api    *assembly.API
	routes pattern.Table[*route]
	list   []*route
	stages map[string]*stage
	reason string // why no request can be answered
}

// route is a route with what was worked out beforehand.
type route struct {
	*assembly.Route
	reason   string // why it can't be served: 501
	request  []mapping.Rule
	response map[string][]mapping.Rule
	service  map[string]*mapping.Value // parameters of a service integration
	targets  []target                  // of a URL proxy
	auth     *lambdaAuthorizer
}

// stage is a stage with the buckets of its throttling.
type stage struct {
	*assembly.Stage
	reason   string
	limiters map[string]*rate.Limiter // by route key
}

// kindNames are the kinds of API that aren't served, as people write them.
var kindNames = map[assembly.Kind]string{assembly.REST: "REST", assembly.WebSocket: "WebSocket"}

func newGateway(srv *Server, api *assembly.API) *gateway {
	g := &gateway{srv: srv, api: api, stages: map[string]*stage{}}
	switch {
	case api.Kind != assembly.HTTP:
		g.reason = fmt.Sprintf("%s: %s APIs are not served yet, HTTP APIs are", api.Path, kindNames[api.Kind])
		return g
	case len(api.Problems) > 0:
		g.reason = api.Problems[0].String()
		return g
	}
	authorizers := map[*assembly.Authorizer]*lambdaAuthorizer{}
	for _, r := range api.Routes {
		g.addRoute(r, authorizers)
	}
	for _, s := range api.Stages {
		g.addStage(s)
	}
	return g
}

func (g *gateway) addRoute(r *assembly.Route, authorizers map[*assembly.Authorizer]*lambdaAuthorizer) {
	route := &route{Route: r}
	g.list = append(g.list, route)
	route.reason = g.prepare(route)
	if a := r.Authorizer; a != nil && a.Type == "REQUEST" {
		if authorizers[a] == nil {
			authorizers[a] = newLambdaAuthorizer(a)
		}
		route.auth = authorizers[a]
	}
	if other, err := g.routes.Add(r.Key, route); err != nil {
		g.srv.warn(fmt.Sprintf("%s: %v", r.Path, err))
		if other == nil {
			route.reason = fmt.Sprintf("%s: %v", r.Path, err)
		} else {
			other.reason = fmt.Sprintf("%s and %s have the same route key %s", other.Path, r.Path, r.Key)
		}
	}
}

// prepare works out what a route needs, and why it can't be served if so.
func (g *gateway) prepare(r *route) (reason string) {
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
		targets, err := parseTarget(in.URI)
		if err != nil {
			problems = append(problems, err.Error())
		}
		r.targets = targets
	default:
		return []string{fmt.Sprintf("integration type %s is none that Gatehouse knows", in.Type)}
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

func (g *gateway) addStage(s *assembly.Stage) {
	st := &stage{Stage: s, limiters: map[string]*rate.Limiter{}}
	g.stages[s.Name] = st
	if len(s.Problems) > 0 {
		st.reason = s.Problems[0].String()
	}
	if !s.AutoDeploy && !s.Deployment {
		g.srv.warn(fmt.Sprintf("%s: stage %s has neither autoDeploy nor a deployment: API Gateway answers 404 there", s.Path, s.Name))
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
			g.srv.warn(fmt.Sprintf("%s: settings for %q, which is no route of this API", s.Path, key))
		}
	}
}

// stageOf finds the stage by the first segment of the path, and the path after it.
func (g *gateway) stageOf(path string) (*stage, string) {
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

// maxHeader is the most bytes of the request line and the values of the
// headers together (developer guide, "Quotas for HTTP APIs").
const maxHeader = 10240

func headerSize(r *http.Request) int {
	n := len(r.Method) + len(r.RequestURI) + len(r.Proto) + 4 + len(r.Host)
	for _, values := range r.Header {
		for _, v := range values {
			n += len(v)
		}
	}
	return n
}
