// The parts of REST APIs that other APIs have not: models, validators, gateway
// responses, keys and plans, settings of stages.

package assembly

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func readREST(api *API, p props) {
	api.KeyFromAuthorizer = p.string("ApiKeySourceType") == "AUTHORIZER"
	rest := &RESTAPI{
		BinaryMediaTypes: p.strings("BinaryMediaTypes"), MinimumCompression: -1,
		Models: map[string]json.RawMessage{}, Answers: map[string]GatewayResponse{},
	}
	if n, ok := p.number("MinimumCompressionSize"); ok {
		rest.MinimumCompression = int(n)
	}
	if v := p.value("Policy"); v != nil && v != "" {
		rest.Policy = raw(v)
	}
	api.REST = rest
}

// raw is a value as JSON; text that is JSON stays as it is.
func raw(v any) json.RawMessage {
	if s, ok := v.(string); ok && json.Valid([]byte(s)) {
		return json.RawMessage(s)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil // values of a template always have a JSON form
	}
	return b
}

// collectRESTParts reads what methods and stages refer to.
func (r *reader) collectRESTParts(byType map[string][]place) {
	for _, p := range byType["AWS::ApiGateway::Model"] {
		var problems []Problem
		if api := r.apiOf(p, &problems); api != nil {
			props := p.s.props(p.id, p.r, &problems)
			if v := props.value("Schema"); v != nil {
				api.REST.Models[asText(p.s.ref(p.id))] = raw(v)
			}
		}
		r.app.Problems = append(r.app.Problems, problems...)
	}
	for _, p := range byType["AWS::ApiGateway::RequestValidator"] {
		var problems []Problem
		if api := r.apiOf(p, &problems); api != nil {
			props := p.s.props(p.id, p.r, &problems)
			r.validators[key{api.ID, asText(p.s.ref(p.id))}] = &Validator{
				Body: props.bool("ValidateRequestBody"), Parameters: props.bool("ValidateRequestParameters"),
			}
		}
		r.app.Problems = append(r.app.Problems, problems...)
	}
	for _, p := range byType["AWS::ApiGateway::GatewayResponse"] {
		var problems []Problem
		if api := r.apiOf(p, &problems); api != nil {
			props := p.s.props(p.id, p.r, &problems)
			api.REST.Answers[props.string("ResponseType")] = GatewayResponse{
				Path: props.path, Status: props.string("StatusCode"),
				Parameters: props.stringMap("ResponseParameters"), Templates: props.stringMap("ResponseTemplates"),
			}
		}
		r.app.Problems = append(r.app.Problems, problems...)
	}
	r.collectPlans(byType)
}

func (r *reader) collectPlans(byType map[string][]place) {
	keys := map[string]*APIKey{}
	for _, p := range byType["AWS::ApiGateway::ApiKey"] {
		props := p.s.props(p.id, p.r, &r.app.Problems)
		k := &APIKey{
			Path: props.path, ID: asText(p.s.ref(p.id)), Name: props.string("Name"), Value: props.string("Value"),
			Enabled: !props.has("Enabled") || props.bool("Enabled"),
		}
		if k.Value == "" {
			k.Value, k.Made = p.s.madeUp(p.id+" value", 20), true
		}
		keys[k.ID] = k
	}
	plans := map[string]*UsagePlan{}
	for _, p := range byType["AWS::ApiGateway::UsagePlan"] {
		plan := r.readPlan(p)
		plans[plan.ID] = plan
		for _, api := range r.app.APIs {
			for _, s := range plan.Stages {
				if s.API == api.ID {
					api.Plans = append(api.Plans, plan)
					break
				}
			}
		}
	}
	for _, p := range byType["AWS::ApiGateway::UsagePlanKey"] {
		props := p.s.props(p.id, p.r, &r.app.Problems)
		plan, id := plans[props.string("UsagePlanId")], props.string("KeyId")
		if plan == nil {
			r.problem(props.path, "its usage plan is not in this app")
			continue
		}
		k := keys[id]
		if k == nil { // it exists already in AWS
			k = &APIKey{Path: props.path, ID: id, Name: id, Value: p.s.madeUp(id+" value", 20), Made: true, Enabled: true}
			keys[id] = k
		}
		plan.Keys = append(plan.Keys, k)
	}
}

func (r *reader) readPlan(p place) *UsagePlan {
	props := p.s.props(p.id, p.r, &r.app.Problems)
	plan := &UsagePlan{Path: props.path, ID: asText(p.s.ref(p.id))}
	if props.has("Throttle") {
		plan.Throttle = readLimits(props.inside("Throttle"))
	}
	if props.has("Quota") {
		q := props.inside("Quota")
		limit, _ := q.number("Limit")
		offset, _ := q.number("Offset")
		plan.Quota = &Quota{Limit: int(limit), Offset: int(offset), Period: q.string("Period")}
	}
	list, _ := props.value("ApiStages").([]any)
	for _, item := range list {
		m, _ := item.(map[string]any)
		in := props.within(m)
		s := PlanStage{API: in.string("ApiId"), Stage: in.string("Stage"), Methods: map[string]Throttle{}}
		methods := in.inside("Throttle")
		for _, name := range slices.Sorted(maps.Keys(methods.values)) {
			if t := readLimits(methods.inside(name)); t != nil {
				s.Methods[name] = *t
			}
		}
		plan.Stages = append(plan.Stages, s)
	}
	return plan
}

// within reads the properties of an element of a list.
func (p props) within(values map[string]any) props {
	p.values = values
	return p
}

// readLimits reads a throttle of a usage plan.
func readLimits(p props) *Throttle {
	rate, hasRate := p.number("RateLimit")
	burst, hasBurst := p.number("BurstLimit")
	if !hasRate && !hasBurst {
		return nil
	}
	if !hasRate {
		rate = 10000
	}
	if !hasBurst {
		burst = 5000
	}
	return &Throttle{Rate: rate, Burst: int(burst)}
}

func readRESTMethod(p props, api *API) *Method {
	m := &Method{Parameters: map[string]bool{}, Models: map[string]string{}}
	for name, v := range p.object("RequestParameters") {
		switch asText(v) {
		case "true":
			m.Parameters[name] = true
		case "false":
			m.Parameters[name] = false
		default:
			o, _ := v.(map[string]any) // the long form: {"Required": true}
			m.Parameters[name] = asText(o["Required"]) == "true"
		}
	}
	for contentType, name := range p.stringMap("RequestModels") {
		m.Models[contentType] = name
	}
	if id := p.string("RequestValidatorId"); id != "" {
		if m.Validator = p.s.all.validators[key{api.ID, id}]; m.Validator == nil {
			p.problem("its validator %q is not a validator of this API", id)
		}
	}
	responses, _ := p.value("MethodResponses").([]any)
	for _, item := range responses {
		if o, ok := item.(map[string]any); ok {
			m.Responses = append(m.Responses, asText(o["StatusCode"]))
		}
	}
	return m
}

func readRESTIntegration(p props, m *Method) {
	m.Passthrough = cmp.Or(p.string("PassthroughBehavior"), "WHEN_NO_MATCH")
	m.Content = p.string("ContentHandling")
	m.Templates = p.stringMap("RequestTemplates")
	m.CacheKeys = p.strings("CacheKeyParameters")
	m.Namespace = p.string("CacheNamespace")
	m.Stream = p.string("ResponseTransferMode") == "STREAM"
	results, _ := p.value("IntegrationResponses").([]any)
	for _, item := range results {
		o, _ := item.(map[string]any)
		in := p.within(o)
		m.Results = append(m.Results, Result{
			Status: in.string("StatusCode"), Pattern: in.string("SelectionPattern"), Content: in.string("ContentHandling"),
			Parameters: in.stringMap("ResponseParameters"), Templates: in.stringMap("ResponseTemplates"),
		})
	}
}

func readStageSettings(p props) *RESTStage {
	s := &RESTStage{Cache: p.bool("CacheClusterEnabled")}
	list, _ := p.value("MethodSettings").([]any)
	for _, item := range list {
		o, _ := item.(map[string]any)
		in := p.within(o)
		set := MethodSetting{
			Method: cmp.Or(in.string("HttpMethod"), "*"), Level: in.string("LoggingLevel"), Trace: in.bool("DataTraceEnabled"),
			Resource: strings.ReplaceAll(strings.TrimPrefix(cmp.Or(in.string("ResourcePath"), "/*"), "/~1"), "~1", "/"),
		}
		if !strings.HasPrefix(set.Resource, "/") {
			set.Resource = "/" + set.Resource
		}
		set.Throttle = readThrottle(in)
		if in.has("CachingEnabled") {
			on := in.bool("CachingEnabled")
			set.Caching = &on
		}
		if n, ok := in.number("CacheTtlInSeconds"); ok {
			ttl := int(n)
			set.TTL = &ttl
		}
		s.Settings = append(s.Settings, set)
	}
	if p.has("CanarySetting") {
		c := p.inside("CanarySetting")
		percent, _ := c.number("PercentTraffic")
		s.Canary = &Canary{Percent: percent, Variables: c.stringMap("StageVariableOverrides")}
	}
	if p.has("AccessLogSetting") {
		s.LogFormat = p.inside("AccessLogSetting").string("Format")
	}
	return s
}

// StatusCode is a status as a number, or 0.
func StatusCode(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
