// One REST API of one assembly, ready to answer. A reload makes a new one.

package restapi

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/candidates"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/model"
	"github.com/gatehouse-go/gatehouse/local/internal/service"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/usage"
	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// maxBody is the most bytes of a body (developer guide, "Quotas for REST APIs": 10 MB).
const maxBody = 10 * 1024 * 1024

// integrationTime is how long an integration may take, and takes by default (29 s).
const integrationTime = 29 * time.Second

// restAPI answers the requests of one REST API.
type restAPI struct {
	host    *gateway.Host
	api     *assembly.API
	rest    *assembly.RESTAPI
	methods pattern.Table[*method]
	list    []*method
	stages  map[string]*stage
	models  *model.Set
	answers map[string]*answerForm
	policy  *resourcePolicy // nil for none
	used    *usage.Counts
	reason  string // why no request can be answered
	traced  *trace.API
}

// method is a method with what was worked out beforehand.
type method struct {
	*assembly.Route
	reason    string // why it can't be served: 501
	resource  string // path, e.g. "/todos/{id}"
	templates map[string]*vtl.Template
	results   []*result
	auth      *authorize.Lambda
	scheme    *regexp.Regexp  // that a token must match
	service   *service.Target // of an AWS integration that is no function
	traced    *trace.Route
	login     *trace.Place // of the authorizer
}

// result is an integration response with its parsed templates.
type result struct {
	assembly.Result
	pattern   *regexp.Regexp
	status    int
	templates map[string]*vtl.Template
}

// stage is a stage with what is counted in it.
type stage struct {
	*assembly.Stage
	reason string
	limits limits
	cache  *cache
	place  *trace.Place
}

// New returns the gateway of a REST API.
func New(host *gateway.Host, api *assembly.API) gateway.Gateway {
	g := &restAPI{host: host, api: api, rest: api.REST, stages: map[string]*stage{}, used: usage.Of(host.Kept)}
	g.traced = gateway.TracedAPI(api)
	g.methods.REST = true
	if g.rest == nil {
		g.rest = &assembly.RESTAPI{MinimumCompression: -1}
	}
	if len(api.Problems) > 0 {
		g.reason = api.Problems[0].String()
		return g
	}
	for _, w := range api.Warnings {
		host.Warn(w.String())
	}
	g.models = model.New(g.rest.Models)
	g.answers = g.readAnswers()
	g.policy = g.parsePolicy()
	authorizers := map[*assembly.Authorizer]*authorize.Lambda{}
	for _, r := range api.Routes {
		g.addMethod(r, authorizers)
	}
	for _, s := range api.Stages {
		g.addStage(s)
	}
	var traced []*trace.Route
	for _, m := range g.list {
		traced = append(traced, m.traced)
	}
	g.traced.Why = candidates.New(true, traced).Why
	for _, note := range usage.Notes(api) {
		host.Warn(note)
	}
	return g
}

func (g *restAPI) addMethod(r *assembly.Route, authorizers map[*assembly.Authorizer]*authorize.Lambda) {
	m := &method{Route: r, traced: gateway.TracedRoute(r)}
	g.list = append(g.list, m)
	if r.Method == nil {
		r.Method = &assembly.Method{Passthrough: "WHEN_NO_MATCH"}
	}
	_, m.resource, _ = strings.Cut(r.Key, " ")
	m.reason = g.prepare(m)
	if a := r.Authorizer; a != nil {
		m.login = gateway.Place(a.Place, a.Path)
	}
	if a := r.Authorizer; a != nil && (a.Type == "REQUEST" || a.Type == "TOKEN") {
		if authorizers[a] == nil {
			authorizers[a] = authorize.NewLambda(a)
		}
		m.auth = authorizers[a]
	}
	if other, err := g.methods.Add(r.Key, m); err != nil {
		g.host.Warn(fmt.Sprintf("%s: %v", r.Path, err))
		if other == nil {
			m.reason = fmt.Sprintf("%s: %v", r.Path, err)
		} else {
			other.reason = fmt.Sprintf("%s and %s have the same key %s", other.Path, r.Path, r.Key)
		}
	}
}

// prepare works out what a method needs, and why it can't be served if so.
func (g *restAPI) prepare(m *method) (reason string) {
	if len(m.Problems) > 0 {
		return m.Problems[0].String()
	}
	if a := m.Authorizer; a != nil && len(a.Problems) > 0 {
		return a.Problems[0].String()
	}
	switch m.Auth {
	case "NONE", "AWS_IAM":
	case "CUSTOM", "COGNITO_USER_POOLS":
		if m.Authorizer == nil {
			return fmt.Sprintf("%s: authorization type %s needs an authorizer", m.Path, m.Auth)
		}
		if (m.Auth == "CUSTOM") == (m.Authorizer.Type == "COGNITO_USER_POOLS") {
			return fmt.Sprintf("%s: authorization type %s, but authorizer %s is of type %s", m.Path, m.Auth, m.Authorizer.Name, m.Authorizer.Type)
		}
		if v := m.Authorizer.Validation; v != "" {
			re, err := regexp.Compile("^(?:" + v + ")$")
			if err != nil {
				return fmt.Sprintf("%s: the validation expression of authorizer %s: %v", m.Path, m.Authorizer.Name, err)
			}
			m.scheme = re
		}
	default:
		return fmt.Sprintf("%s: authorization type %q is not known to Gatehouse", m.Path, m.Auth)
	}
	if len(m.Integration.Problems) > 0 {
		return m.Integration.Problems[0].String()
	}
	if problems := append(g.checkModels(m), g.prepareIntegration(m)...); len(problems) > 0 {
		return m.Path + ": " + strings.Join(problems, "; ")
	}
	return ""
}

// checkModels says which models a method's bodies can't be checked against.
func (g *restAPI) checkModels(m *method) (problems []string) {
	if m.Method.Validator == nil || !m.Method.Validator.Body {
		return nil
	}
	for _, contentType := range slices.Sorted(maps.Keys(m.Method.Models)) {
		name := m.Method.Models[contentType]
		if err := g.models.Check(name); err != nil {
			problems = append(problems, fmt.Sprintf("model %s for %s: %v", name, contentType, err))
		}
	}
	return problems
}

func (g *restAPI) prepareIntegration(m *method) (problems []string) {
	in := m.Integration
	if in.Connection == "VPC_LINK" {
		return []string{"it leads into a VPC, which can't be reached from here"}
	}
	switch in.Type {
	case "AWS_PROXY":
		if in.Function == nil && in.ByStage == nil {
			return []string{"its URI " + in.URI + " is no Lambda function's"}
		}
	case "AWS":
		if in.Function == nil && in.ByStage == nil {
			s, err := service.Parse(in.URI)
			if err != nil {
				return []string{err.Error()}
			}
			m.service = s
		}
	case "HTTP", "HTTP_PROXY":
		if in.URI == "" {
			return []string{"it has no URI"}
		}
	case "MOCK":
	default:
		return []string{fmt.Sprintf("Gatehouse does not know integration type %q", in.Type)}
	}
	if strings.HasSuffix(in.Type, "_PROXY") {
		return nil // templates and integration responses do nothing
	}
	var more []string
	m.templates, more = parseTemplates(m.Key, m.Method.Templates)
	problems = append(problems, more...)
	for _, r := range m.Method.Results {
		one, more := prepareResult(m.Key, r)
		m.results = append(m.results, one)
		problems = append(problems, more...)
	}
	return problems
}

func parseTemplates(name string, texts map[string]string) (parsed map[string]*vtl.Template, problems []string) {
	parsed = map[string]*vtl.Template{}
	for contentType, text := range texts {
		t, err := vtl.Parse(name+", template for "+contentType, text)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		parsed[strings.ToLower(contentType)] = t
	}
	return parsed, problems
}

func prepareResult(name string, r assembly.Result) (one *result, problems []string) {
	one = &result{Result: r, status: assembly.StatusCode(r.Status)}
	if r.Pattern != "" {
		re, err := regexp.Compile("^(?:" + r.Pattern + ")$")
		if err != nil {
			problems = append(problems, fmt.Sprintf("selection pattern %q: %v", r.Pattern, err))
			re = regexp.MustCompile("$.^") // matches nothing
		}
		one.pattern = re
	}
	var more []string
	one.templates, more = parseTemplates(name+", answer "+r.Status, r.Templates)
	return one, append(problems, more...)
}

func (g *restAPI) addStage(s *assembly.Stage) {
	if s.REST == nil {
		s.REST = &assembly.RESTStage{}
	}
	st := &stage{Stage: s, place: gateway.Place(g.api.Place, s.Path)}
	g.stages[s.Name] = st
	if len(s.Problems) > 0 {
		st.reason = s.Problems[0].String()
	}
	st.limits = g.newLimits(s)
	if s.REST.Cache {
		st.cache = newCache()
	}
}

// Reason says why no request can be answered, or is empty.
func (g *restAPI) Reason() string { return g.reason }

// HasStage reports whether the API has a stage of that name.
func (g *restAPI) HasStage(name string) bool { return g.stages[name] != nil }

// Routes are the API's methods, in the order of the assembly.
func (g *restAPI) Routes() (list []gateway.Route) {
	if g.reason != "" {
		for _, r := range g.api.Routes {
			list = append(list, gateway.Route{Route: r})
		}
	}
	for _, m := range g.list {
		listed := gateway.Route{Route: m.Route, Reason: m.reason}
		if listed.Reason == "" && m.service != nil {
			if _, err := m.service.Endpoint(g.host.Getenv); err != nil {
				listed.Reason = m.Path + ": " + err.Error()
			}
		}
		list = append(list, listed)
	}
	return list
}

// sourceARN is what API Gateway calls the method's function as.
func (g *restAPI) sourceARN(c *call) string {
	return g.api.SourceARN(c.stage.Name + "/" + c.Method + c.method.resource)
}
