// What is wrong with an API beyond its routes' grammar: its properties, and
// what only a whole plan shows.

package restapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// maxCompressed is the largest body that is compressed (API Gateway API
// reference, CreateRestApi, minimumCompressionSize).
const maxCompressed = 10 << 20

func (p *Props) compressionProblem() string {
	if p.CompressFrom < -1 || p.CompressFrom > maxCompressed {
		return fmt.Sprintf("CompressFrom is %d; it is -1, 0 or a size in bytes up to %d", p.CompressFrom, maxCompressed)
	}
	return ""
}

// problems says what is wrong with the properties.
func (p *Props) problems() []string {
	var found problems.List
	if _, known := endpointTypes[p.Endpoint]; !known && p.Endpoint != "" {
		found.Add("Endpoint is %q; there are Regional, Edge and Private", p.Endpoint)
	}
	switch {
	case len(p.VPCEndpoints) > 0 && p.Endpoint != Private:
		found.Add("VPCEndpoints are for a Private API; the Endpoint is %s", p.endpoint())
	case p.Endpoint == Private && len(p.AllowFrom) == 0 && p.Override == nil:
		found.Add(`a Private API refuses everybody until AllowFrom says who may call it, such as restapi.VPCEndpoints("vpce-0a1b")`)
	}
	for _, s := range p.AllowFrom {
		found.Each(s.problems()...)
		if (s.condition == vpcKey || s.condition == endpointKey) && p.Endpoint != Private && p.Override == nil {
			found.Add("AllowFrom: only a Private API is called through networks and their endpoints; the Endpoint is %s, so %s would let nobody "+
				"in: take restapi.IPs, or make the Endpoint Private",
				p.endpoint(), strings.Join(s.values, ", "))
		}
	}
	found.Each(p.compressionProblem())
	for i, t := range p.BinaryMediaTypes {
		if !strings.Contains(t, "/") {
			found.Add(`binary media type %q: write a content type, such as "image/png" or "*/*"`, t)
		} else if slices.Contains(p.BinaryMediaTypes[:i], t) {
			found.Add("binary media type %q is listed twice", t)
		}
	}
	found.Each(slices.Concat(p.corsProblems(), p.planProblems(), responseProblems(p.Responses))...)
	return found.All()
}

// corsProblems says what a REST API can't have of a policy: its answers have
// the same headers whoever asks.
func (p *Props) corsProblems() []string {
	if p.CORS == nil {
		return nil
	}
	var out []string
	if n := len(p.CORS.AllowOrigins); n > 1 {
		out = append(out, fmt.Sprintf("CORS: %d origins: a REST API answers preflights with one fixed header, so it has one origin or \"*\": "+
			"keep one, or use an HTTP API, which compares origins", n))
	}
	for _, origin := range p.CORS.AllowOrigins {
		if origin != "*" && strings.HasSuffix(origin, "*") {
			out = append(out, fmt.Sprintf("CORS: origin %q: a REST API can't compare origins: name one, or allow \"*\"", origin))
		}
	}
	return out
}

// check finds what is wrong with the plan by the rules of REST APIs.
func (a *API) check(p *plan.Plan) {
	problem := func(r *plan.Planned, format string, args ...any) {
		p.Problems = append(p.Problems, plan.Problem{Pos: r.Pos, Text: fmt.Sprintf("route %q: ", r.Key) + fmt.Sprintf(format, args...)})
	}
	warn := func(pos plan.Pos, id warning.ID, format string, args ...any) {
		p.Warnings = append(p.Warnings, plan.Warn(pos, warning.New(id, format, args...)))
	}
	checkRequests(p, problem)
	a.checkCDKIDs(p, problem)
	a.checkDefinition(p, problem)
	a.checkKeyValues()
	a.checkPlans(p, func(format string, args ...any) { a.base.Problem(a.base.Pos, format, args...) })
	keys := false
	for _, r := range p.Routes {
		declared, _ := r.Declared.(Route)
		a.checkCache(r, declared, problem, warn)
		keys = keys || a.props.keyRequired(r)
	}
	checkTargets(p, problem)
	checkAuths(p, warn)
	a.checkAgentTools(p, problem)
	a.checkFront(p, problem)
	a.checkDomains()
	a.checkPolicy()
	if policy, _ := a.behindMutualTLS(); policy.Enhanced() {
		warn(a.base.Pos, warning.PolicyBehindMutualTLS,
			"SecurityPolicy %s: a domain with mutual TLS takes no newer policy, and API Gateway's guide says that the API's own counts there "+
				"too: set domain.TLS12, and no Access", policy)
	}
	for _, w := range a.warnings {
		warn(a.base.Pos, w.ID, "%s", w.Text)
	}
	a.checkWAF(warn)
	if len(p.Routes) == 0 && len(p.Problems) == 0 && len(*a.RestApi.Methods()) == 1 { // the one is that of countMethods
		a.base.Problem(a.base.Pos, "the API has no routes: a REST API with none can't be deployed")
	}
	if keys && len(a.props.Plans) == 0 {
		warn(a.base.Pos, warning.KeysWithoutPlan,
			"routes need an API key, but there is no usage plan: only keys of a plan made elsewhere can call them")
	}
}

// checkTargets finds integrations with settings that a REST API can't have.
func checkTargets(p *plan.Plan, problem func(*plan.Planned, string, ...any)) {
	seen := map[integrations.Integration]bool{}
	for _, r := range p.Routes {
		target, ok := r.Target.(facet.RESTChecked)
		if !ok || seen[r.Target.(integrations.Integration)] {
			continue
		}
		seen[r.Target.(integrations.Integration)] = true
		for _, text := range target.RESTProblems() {
			problem(r, "%s", text)
		}
	}
}

// checkCache finds routes with settings for a cache that no stage has, and such
// whose cached responses would reach callers that may not see them.
func (a *API) checkCache(r *plan.Planned, declared Route, problem func(*plan.Planned, string, ...any),
	warn func(plan.Pos, warning.ID, string, ...any)) {
	switch c := declared.Cache; {
	case c == nil || c.Off:
	case !a.props.cacheOn():
		problem(r, "has settings for a cache, but no stage has one: set Cache on a stage")
	case !r.Auth.Public() && !slices.ContainsFunc(c.Keys, func(key string) bool { return strings.EqualFold(key, "header.Authorization") }):
		warn(r.Pos, warning.SharedCache, "route %q: all callers that are let in get each other's cached responses; "+
			`add the key "header.Authorization" if they differ`, r.Key)
	}
}

// checkAuths finds what is wrong with authorizers that other kinds of API can
// have as they are; each is reported at the first route that has it.
func checkAuths(p *plan.Plan, warn func(plan.Pos, warning.ID, string, ...any)) {
	for _, auth := range p.Auths {
		first := slices.IndexFunc(p.Routes, func(r *plan.Planned) bool { return r.Auth == auth })
		if first < 0 {
			continue
		}
		pos := p.Routes[first].Pos
		if strict, ok := auth.(facet.RESTChecked); ok {
			for _, text := range strict.RESTProblems() {
				p.Problems = append(p.Problems, plan.Problem{Pos: pos, Text: text})
			}
		}
		if other, ok := auth.(facet.RESTWarned); ok {
			for _, w := range other.RESTWarnings() {
				warn(pos, w.ID, "%s", w.Text)
			}
		}
	}
}

// checkDomains finds domain names of the CDK's on the API that ask clients for
// certificates at an edge endpoint, which API Gateway refuses. (API Gateway
// developer guide, "How to turn on mutual TLS authentication for your REST
// APIs".)
func (a *API) checkDomains() {
	for _, child := range *a.RestApi.Node().Children() {
		domain, ok := child.(awsapigateway.DomainName)
		if !ok {
			continue
		}
		cfn := domain.Node().DefaultChild().(awsapigateway.CfnDomainName)
		if cfn.MutualTlsAuthentication() != nil && cfn.CertificateArn() != nil { // of an edge endpoint; others have a regional one
			a.base.Problem(a.base.Pos, "domain name %s: mutual TLS needs a regional endpoint: set its EndpointType to REGIONAL", *domain.Node().Id())
		}
	}
}
