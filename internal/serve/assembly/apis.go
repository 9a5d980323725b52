// APIs with their routes, integrations, authorizers and stages.

package assembly

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
)

// place is a resource where it stands.
type place struct {
	s         *stack
	id        string
	r         *resource
	condition *unresolved
}

// key names a part of an API: ids are unique within it.
type key struct{ api, id string }

func (r *reader) collectAPIs() {
	byType := map[string][]place{}
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if !strings.HasPrefix(res.Type, "AWS::ApiGateway") && !strings.HasPrefix(res.Type, "AWS::Serverless::") {
				continue
			}
			exists, u := s.exists(res)
			if exists || u != nil {
				byType[res.Type] = append(byType[res.Type], place{s, id, res, u})
			}
		}
	}
	for _, p := range byType["AWS::ApiGatewayV2::Api"] {
		r.addAPI(p)
	}
	for _, p := range byType["AWS::ApiGateway::RestApi"] {
		r.addRESTAPI(p)
	}
	for typ, kind := range map[string]Kind{"AWS::Serverless::HttpApi": HTTP, "AWS::Serverless::Api": REST} {
		for _, p := range byType[typ] {
			api := r.newAPI(p, kind)
			api.Name = asText(p.s.named(p.id, p.r))
			api.Problems = append(api.Problems, Problem{p.s.pathOf(p.id), typ + " is made by a transform, which is not applied here"})
		}
	}
	integrations := map[key]*Integration{}
	for _, p := range byType["AWS::ApiGatewayV2::Integration"] {
		in := new(Integration)
		if api := r.apiOf(p, &in.Problems); api != nil {
			api.noteBeside(p)
			r.readIntegration(p, in)
			if api.Kind == WebSocket {
				r.readSocketIntegration(p.s.props(p.id, p.r, &in.Problems), in)
			}
			integrations[key{api.ID, asText(p.s.ref(p.id))}] = in
		}
	}
	authorizers := map[key]*Authorizer{}
	for _, p := range byType["AWS::ApiGatewayV2::Authorizer"] {
		auth := new(Authorizer)
		if api := r.apiOf(p, &auth.Problems); api != nil {
			api.noteBeside(p)
			r.readAuthorizer(p, auth)
			authorizers[key{api.ID, auth.ID}] = auth
		}
	}
	for _, p := range byType["AWS::ApiGatewayV2::Route"] {
		route := new(Route)
		if api := r.apiOf(p, &route.Problems); api != nil {
			api.noteBeside(p)
			readRoute(p, api, route, integrations, authorizers)
			api.Routes = append(api.Routes, route)
		}
	}
	for _, p := range byType["AWS::ApiGatewayV2::Stage"] {
		stage := new(Stage)
		if api := r.apiOf(p, &stage.Problems); api != nil {
			readStage(p, stage)
			api.Stages = append(api.Stages, stage)
		}
	}
	r.collectSockets(byType, integrations)
	r.collectREST(byType)
	for _, api := range r.app.APIs {
		r.collectCalls(api)
	}
	r.collectDomains(byType)
}

func (r *reader) newAPI(p place, kind Kind) *API {
	api := &API{
		Path: p.s.constructOf(p.id), ID: asText(p.s.ref(p.id)), Kind: kind,
		Account: p.s.account, Region: p.s.region,
	}
	p.noteCondition(&api.Problems)
	r.apis[api.ID] = api
	r.app.APIs = append(r.app.APIs, api)
	return api
}

func (r *reader) addAPI(p place) {
	api := r.newAPI(p, HTTP)
	props := p.s.props(p.id, p.r, &api.Problems)
	if props.string("ProtocolType") == "WEBSOCKET" {
		api.Kind = WebSocket
		api.Socket = &Socket{Selection: props.string("RouteSelectionExpression")}
		api.KeyFromAuthorizer = props.string("ApiKeySelectionExpression") == "$context.authorizer.usageIdentifierKey"
	}
	api.Name = props.string("Name")
	api.Disabled = props.bool("DisableExecuteApiEndpoint")
	if props.has("CorsConfiguration") {
		api.CORS = readCORS(props.inside("CorsConfiguration"))
	}
	if props.has("Body") || props.has("BodyS3Location") {
		r.readHTTPDefinition(p, api, props)
	}
	if props.has("Target") {
		r.quickCreate(p, api, props)
	}
}

func readCORS(p props) *cors.Policy {
	age, _ := p.number("MaxAge")
	return &cors.Policy{
		AllowOrigins:     p.strings("AllowOrigins"),
		AllowMethods:     notNil(p.strings("AllowMethods")),
		AllowHeaders:     notNil(p.strings("AllowHeaders")),
		ExposeHeaders:    notNil(p.strings("ExposeHeaders")),
		AllowCredentials: p.bool("AllowCredentials"),
		MaxAge:           time.Duration(age * float64(time.Second)),
	}
}

// notNil says that what a template doesn't allow isn't allowed: a nil list of
// a policy stands for its defaults, which are those of synthesis.
func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// quickCreate adds what API Gateway makes of an API with a target.
func (r *reader) quickCreate(p place, api *API, props props) {
	in := &Integration{
		Path: p.s.pathOf(p.id), URI: props.string("Target"), Connection: "INTERNET", Credentials: props.string("CredentialsArn"),
	}
	if strings.HasPrefix(in.URI, "http") {
		in.Type, in.Method, in.PayloadVersion = "HTTP_PROXY", "ANY", "1.0"
	} else {
		in.Type, in.PayloadVersion = "AWS_PROXY", "2.0"
		r.setFunction(in, in.URI)
	}
	api.Routes = append(api.Routes, &Route{
		Path: p.s.pathOf(p.id), Key: cmp.Or(props.string("RouteKey"), "$default"), Auth: "NONE", Integration: in,
	})
	api.Stages = append(api.Stages, &Stage{Path: p.s.pathOf(p.id), Name: "$default", AutoDeploy: true})
}

func (p place) noteCondition(problems *[]Problem) {
	if p.condition != nil {
		*problems = append(*problems, Problem{p.s.pathOf(p.id), "its condition: " + p.condition.reason})
	}
}

// apiOf finds the API that a part belongs to.
func (r *reader) apiOf(p place, problems *[]Problem) *API {
	p.noteCondition(problems)
	props := p.s.props(p.id, p.r, problems)
	field := "ApiId"
	if strings.HasPrefix(p.r.Type, "AWS::ApiGateway::") {
		field = "RestApiId"
	}
	id := props.string(field)
	if api := r.apis[id]; api != nil {
		return api
	}
	if len(*problems) > 0 {
		r.app.Problems = append(r.app.Problems, *problems...)
	} else {
		r.problem(props.path, "it belongs to API %q, which is not in this app", id)
	}
	return nil
}

func (r *reader) readIntegration(p place, in *Integration) {
	props := p.s.props(p.id, p.r, &in.Problems)
	in.Path = props.path
	r.fillIntegration(props, in)
}

// fillIntegration reads the properties of an integration.
func (r *reader) fillIntegration(props props, in *Integration) {
	in.Type = props.string("IntegrationType")
	in.Subtype = props.string("IntegrationSubtype")
	in.Method = props.string("IntegrationMethod")
	in.URI = props.string("IntegrationUri")
	in.PayloadVersion = cmp.Or(props.string("PayloadFormatVersion"), "1.0")
	in.Connection = cmp.Or(props.string("ConnectionType"), "INTERNET")
	in.Credentials = props.string("CredentialsArn")
	in.Request = props.stringMap("RequestParameters")
	timeout, _ := props.number("TimeoutInMillis")
	in.Timeout = time.Duration(timeout) * time.Millisecond
	for status, v := range props.object("ResponseParameters") {
		readResponse(props, in, status, v)
	}
	r.findFunction(in)
}

// findFunction finds the function of an integration with one, unless stage
// variables choose it.
func (r *reader) findFunction(in *Integration) {
	if in.Type == "AWS_PROXY" && in.Subtype == "" && len(in.Problems) == 0 && !in.hasVariables() {
		r.setFunction(in, in.URI)
	}
}

// readResponse reads the two forms that CloudFormation knows: an object of
// destinations, or a list of pairs under ResponseParameters.
func readResponse(p props, in *Integration, status string, v any) {
	if _, err := strconv.Atoi(status); err != nil {
		p.problem("ResponseParameters: %q is not a status code", status)
		return
	}
	m, _ := v.(map[string]any)
	if in.Response == nil {
		in.Response = map[string]map[string]string{}
	}
	mapped := map[string]string{}
	in.Response[status] = mapped
	list, ok := m["ResponseParameters"].([]any)
	if !ok {
		for destination, source := range m {
			mapped[destination] = asText(source)
		}
		return
	}
	for _, item := range list {
		pair, _ := item.(map[string]any)
		mapped[asText(pair["Destination"])] = asText(pair["Source"])
	}
}

func (r *reader) setFunction(in *Integration, uri string) {
	in.Function, in.Qualifier = r.functionOf(uri)
	if in.Function == nil {
		in.Problems = append(in.Problems, Problem{in.Path, "it leads to function " + uri + ", which is not in this app"})
	}
}

func (r *reader) readAuthorizer(p place, auth *Authorizer) {
	props := p.s.props(p.id, p.r, &auth.Problems)
	auth.Path = props.path
	auth.ID = asText(p.s.ref(p.id))
	r.fillAuthorizer(props, auth)
}

// fillAuthorizer reads the properties of an authorizer.
func (r *reader) fillAuthorizer(props props, auth *Authorizer) {
	auth.Name = props.string("Name")
	auth.Type = props.string("AuthorizerType")
	auth.Identity = props.strings("IdentitySource")
	auth.Version = cmp.Or(props.string("AuthorizerPayloadFormatVersion"), "1.0")
	auth.Simple = props.bool("EnableSimpleResponses")
	auth.Credentials = props.string("AuthorizerCredentialsArn")
	// API Gateway caches nothing unless told; the CDK's L2 and the console say 300 s.
	ttl, _ := props.number("AuthorizerResultTtlInSeconds")
	auth.TTL = time.Duration(ttl * float64(time.Second))
	switch auth.Type {
	case "JWT":
		jwt := props.inside("JwtConfiguration")
		auth.Issuer = jwt.string("Issuer")
		auth.Audience = jwt.strings("Audience")
	case "REQUEST":
		uri := props.string("AuthorizerUri")
		if auth.Function, auth.Qualifier = r.functionOf(uri); auth.Function == nil && len(auth.Problems) == 0 {
			props.problem("it calls function %s, which is not in this app", uri)
		}
	default:
		props.problem("authorizer type %q is not known to Gatehouse", auth.Type)
	}
}

func readRoute(p place, api *API, route *Route, integrations map[key]*Integration, authorizers map[key]*Authorizer) {
	props := p.s.props(p.id, p.r, &route.Problems)
	route.Path = props.path
	route.Key = props.string("RouteKey")
	route.Auth = cmp.Or(props.string("AuthorizationType"), "NONE")
	route.Scopes = props.strings("AuthorizationScopes")
	route.APIKey = props.bool("ApiKeyRequired")
	target := props.string("Target")
	if id, ok := strings.CutPrefix(target, "integrations/"); ok {
		route.Integration = integrations[key{api.ID, id}]
	}
	if target == "" && len(route.Problems) == 0 {
		props.problem("it has no target: it leads to no integration")
	} else if route.Integration == nil && len(route.Problems) == 0 {
		props.problem("its target %q is not an integration of this API", target)
	}
	if route.Auth == "JWT" || route.Auth == "CUSTOM" {
		id := props.string("AuthorizerId")
		if route.Authorizer = authorizers[key{api.ID, id}]; route.Authorizer == nil && len(route.Problems) == 0 {
			props.problem("its authorizer %q is not an authorizer of this API", id)
		}
	}
}

func readStage(p place, stage *Stage) {
	props := p.s.props(p.id, p.r, &stage.Problems)
	stage.Path = props.path
	stage.Name = props.string("StageName")
	stage.AutoDeploy = props.bool("AutoDeploy")
	stage.Deployment = props.has("DeploymentId")
	stage.Variables = props.stringMap("StageVariables")
	if props.has("DefaultRouteSettings") {
		stage.Throttle = readThrottle(props.inside("DefaultRouteSettings"))
	}
	settings := props.inside("RouteSettings")
	for _, route := range slices.Sorted(maps.Keys(settings.values)) {
		if t := readThrottle(settings.inside(route)); t != nil {
			if stage.Routes == nil {
				stage.Routes = map[string]Throttle{}
			}
			stage.Routes[route] = *t
		}
	}
}

func readThrottle(p props) *Throttle {
	rate, hasRate := p.number("ThrottlingRateLimit")
	burst, hasBurst := p.number("ThrottlingBurstLimit")
	if !hasRate && !hasBurst {
		return nil
	}
	// The account's own limits hold for what isn't said (10,000 a second, 5,000 at once).
	if !hasRate {
		rate = 10000
	}
	if !hasBurst {
		burst = 5000
	}
	return &Throttle{Rate: rate, Burst: int(burst)}
}
