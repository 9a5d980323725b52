// Routes as tools of agents: the API as a target of an AgentCore Gateway.

package restapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// AgentTools makes routes of an API tools that agents call by the Model Context
// Protocol, through an AgentCore Gateway. A tool has the name of its route's
// operation in the API's OpenAPI document, such as "todosGet", and the doc
// comment of its handler as its description.
//
// The gateway reads the stage's definition when the target is made or changed.
// The target's description names the deployment, so each new one is read.
//
// AgentCore Gateway takes public REST APIs whose own endpoint is on, in its own
// account and region. It takes no route with {proxy+}, none with a Cognito or
// Lambda authorizer, and none that needs IAM and an API key (AgentCore developer
// guide, "Amazon API Gateway REST API stages as targets"; API Gateway developer
// guide, "Add an API Gateway REST API as a target"). All of that is checked at
// synth. Whoever deploys must be allowed apigateway:GET on the stage's export.
type AgentTools struct {
	// Gateway is the AgentCore Gateway, such as the CDK's
	// awsbedrockagentcore.Gateway. Required.
	Gateway AgentGateway

	// Name of the target: letters, digits and single hyphens, at most 100. One
	// gateway can't have two of one name. Default: made of the API's name.
	Name string

	// Stage whose routes are called. Default: the main one.
	Stage string

	// Routes are the keys of the routes that are tools, as they are declared, or
	// with one method of a route that has several. Default: all routes.
	Routes []string

	// Tools give tools another name or description. Default: from the handlers.
	Tools []AgentTool

	// APIKey is sent with each call of a route that needs one. Default: none; a
	// route that needs one is refused.
	APIKey *AgentKey
}

// AgentGateway is an AgentCore Gateway. The CDK's awsbedrockagentcore.Gateway is
// one, which this package does not import.
type AgentGateway interface {
	constructs.IConstruct
	GatewayId() *string
	GatewayName() *string
	Role() awsiam.IRole
}

// AgentTool is how a route is shown to agents.
type AgentTool struct {
	// Key of the route, with one method. Required.
	Key string

	// Name of the tool: letters, digits, "_" and "-", at most 64. Default: that
	// of the operation.
	Name string

	// Description tells agents what the tool does. Default: the doc comment of
	// the handler.
	Description string
}

// AgentKey is an API key that AgentCore keeps, for the header x-api-key.
type AgentKey struct {
	// ProviderARN is that of the API key credential provider. Required.
	ProviderARN string

	// SecretARN is that of the provider's secret. Required.
	SecretARN string
}

var (
	targetName = regexp.MustCompile(`^([0-9a-zA-Z]-?){1,100}$`)
	toolName   = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
)

func (t *AgentTools) clone() *AgentTools {
	if t == nil {
		return nil
	}
	c := *t
	c.Routes, c.Tools, c.APIKey = slices.Clone(t.Routes), slices.Clone(t.Tools), api.CopyOf(t.APIKey)
	return &c
}

// tool is a route as agents see it.
type tool struct {
	route             *plan.Planned
	method, path      string
	name, description string
}

func (t *tool) key() string { return t.method + " " + t.path }

// checkAgentTools finds what AgentCore would refuse.
func (a *API) checkAgentTools(p *plan.Plan, problem func(r *plan.Planned, format string, args ...any)) {
	t := a.props.AgentTools
	if t == nil || len(p.Problems) > 0 {
		return
	}
	say := func(format string, args ...any) { a.base.Problem(a.base.Pos, "AgentTools: "+format, args...) }
	if isnil.Any(t.Gateway) {
		say("Gateway is nil; make one with awsbedrockagentcore.NewGateway, or import one")
		return
	}
	a.checkAgentPlace(t, say)
	if !slices.ContainsFunc(a.stages, func(s *stage) bool { return t.Stage == "" || s.Name == t.Stage }) {
		say("there is no stage %q; the API has %s", t.Stage, a.stageNames())
	}
	if name := a.targetName(); !targetName.MatchString(name) {
		say("target name %q: it has letters, digits and single hyphens between them, at most 100: set Name", name)
	}
	if k := t.APIKey; k != nil && (k.ProviderARN == "" || k.SecretARN == "") {
		say("APIKey: ProviderARN and SecretARN are both needed")
	}
	tools, unknown := a.tools(p)
	for _, key := range unknown {
		say("%q is not a route of the API, written as declared or with one of its methods", key)
	}
	names := map[string]*tool{}
	for _, one := range tools {
		a.checkTool(one, problem)
		if other := names[one.name]; other != nil {
			problem(one.route, "AgentTools: %s and %s are both the tool %q: give one another name by AgentTools.Tools",
				other.key(), one.key(), one.name)
		}
		names[one.name] = one
	}
	if len(tools) == 0 && len(unknown) == 0 {
		say("the API has no route that could be a tool")
	}
	a.checkAgentAuth(tools, problem)
}

// checkAgentPlace compares where gateway and API are.
func (a *API) checkAgentPlace(t *AgentTools, say func(format string, args ...any)) {
	if a.endpoint == Private {
		say("the API is Private, and AgentCore Gateway calls public APIs only: make it Regional, with an integration into the VPC")
	}
	if a.base.View.DisableEndpoint {
		say("the API's own endpoint is off, and AgentCore Gateway calls by that one: leave it on")
	}
	if of, here, differ := place.Stages(t.Gateway, a); differ {
		say("the gateway is in %s, and the API in %s: each is deployed apart", of, here)
		return
	}
	region, account := place.Of(t.Gateway)
	ownRegion, ownAccount := place.Of(a)
	if place.Differ(region, ownRegion) || place.Differ(account, ownAccount) {
		say("the gateway is in account %s, region %s, and the API in %s, %s: AgentCore Gateway calls APIs of its own account and region",
			account, region, ownAccount, ownRegion)
	}
}

// checkTool finds what keeps a route from being a tool.
func (a *API) checkTool(t *tool, problem func(r *plan.Planned, format string, args ...any)) {
	refuse := func(format string, args ...any) {
		problem(t.route, "AgentTools: "+format+": leave the route out, by naming the others in AgentTools.Routes", args...)
	}
	switch {
	case strings.Contains(t.path, "+}"):
		refuse("AgentCore Gateway takes no {proxy+}")
	case t.method == "ANY":
		refuse("a tool has one method, and this is any")
	}
	if auth := t.route.Auth; !auth.Public() && !plan.AsksIAM(t.route.Auth) {
		refuse("AgentCore Gateway calls with IAM, an API key or nothing, and can't satisfy %s", auth.Kind())
	}
	if !toolName.MatchString(t.name) {
		problem(t.route, `AgentTools: tool name %q: it has letters, digits, "_" and "-", at most 64: set one by AgentTools.Tools`, t.name)
	}
}

// checkAgentAuth finds routes that can't be called in one way: a target has one
// kind of credentials.
func (a *API) checkAgentAuth(tools []*tool, problem func(r *plan.Planned, format string, args ...any)) {
	var signed *tool
	for _, t := range tools {
		if plan.AsksIAM(t.route.Auth) {
			signed = t
			break
		}
	}
	for _, t := range tools {
		switch {
		case !a.props.keyRequired(t.route):
		case plan.AsksIAM(t.route.Auth):
			problem(t.route, "AgentTools: AgentCore Gateway takes no route that needs both IAM and an API key: drop one of them")
		case a.props.AgentTools.APIKey == nil:
			problem(t.route, "AgentTools: the route needs an API key, and AgentTools.APIKey is not set")
		case signed != nil:
			problem(t.route, "AgentTools: a target has one kind of credentials: this route needs an API key, and %s IAM", signed.key())
		}
	}
}

// tools are the routes that are to be tools, and the keys that are no routes.
func (a *API) tools(p *plan.Plan) (tools []*tool, unknown []string) {
	t := a.props.AgentTools
	chosen := func(r *plan.Planned) bool {
		return len(t.Routes) == 0 || slices.ContainsFunc(t.Routes, func(key string) bool { return keyHas(key, r) })
	}
	var operands []openapi.Operand
	for _, r := range p.Routes {
		if r.Declared == nil || !chosen(r) {
			continue
		}
		one := &tool{route: r, method: r.Key.Method, path: r.Key.Path.String()}
		operand := openapi.Operand{Method: one.method, Path: one.path}
		if declared, ok := r.Declared.(Route); ok {
			operand.Handler = declared.Handler
		}
		one.description = describe(r)
		tools, operands = append(tools, one), append(operands, operand)
	}
	for i, id := range openapi.OperationIDs(operands) {
		tools[i].name = id
	}
	for _, own := range t.Tools {
		i := slices.IndexFunc(tools, func(one *tool) bool { return keyHas(own.Key, one.route) })
		if i < 0 {
			unknown = append(unknown, own.Key)
			continue
		}
		tools[i].name, tools[i].description = cmp.Or(own.Name, tools[i].name), cmp.Or(own.Description, tools[i].description)
	}
	for _, key := range t.Routes {
		if !slices.ContainsFunc(tools, func(one *tool) bool { return keyHas(key, one.route) }) {
			unknown = append(unknown, key)
		}
	}
	return tools, unknown
}

// keyHas reports whether a key, as a user writes it, has a planned route in it.
func keyHas(key string, r *plan.Planned) bool {
	if key == r.Key.String() {
		return true
	}
	declared, ok := r.Declared.(Route)
	return ok && declared.Key == key
}

// describe says what a route does, by the doc comment of its handler.
func describe(r *plan.Planned) string {
	otherwise := fmt.Sprintf("Calls %s.", r.Key)
	if r.Function == nil || r.Function.Source == nil {
		return otherwise
	}
	for _, served := range r.Function.Routes {
		if served.Key == r.Key {
			return cmp.Or(source.Comment(r.Function.Source.Dir, served.Func), otherwise)
		}
	}
	return otherwise
}

// targetName is the target's name: the user's, or the API's without what a
// target's name can't have.
func (a *API) targetName() string {
	if name := a.props.AgentTools.Name; name != "" {
		return name
	}
	name := a.base.View.Name
	if token.In(name) {
		name = *a.Node().Id()
	}
	words := strings.FieldsFunc(name, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	return strings.Join(words, "-")
}

func (a *API) stageNames() string {
	var names []string
	for _, s := range a.stages {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// renderAgentTools makes the target, and lets the gateway's role call what needs
// IAM.
func (a *API) renderAgentTools(p *plan.Plan) {
	t := a.props.AgentTools
	if t == nil {
		return
	}
	at := a.stages[0]
	for _, s := range a.stages {
		if s.Name == t.Stage {
			at = s
		}
	}
	tools, _ := a.tools(p)
	var filters, overrides []any
	var signed []*string
	keyed := false
	for _, one := range tools {
		filters = append(filters, map[string]any{"FilterPath": one.path, "Methods": []string{one.method}})
		overrides = append(overrides, map[string]any{"Path": one.path, "Method": one.method, "Name": one.name, "Description": one.description})
		if plan.AsksIAM(one.route.Auth) {
			values := api.AnyValues(one.route.Key.Path)
			signed = append(signed, a.RestApi.ArnForExecuteApi(jsii.String(one.method), jsii.String(values), jsii.String(at.Name)))
		}
		keyed = keyed || a.props.keyRequired(one.route)
	}
	properties := map[string]any{
		"Name": a.targetName(), "GatewayIdentifier": t.Gateway.GatewayId(),
		"Description": "Tools by deployment " + *at.cfn().DeploymentId(),
		"TargetConfiguration": map[string]any{"Mcp": map[string]any{"ApiGateway": map[string]any{
			"RestApiId": a.RestApi.RestApiId(), "Stage": at.Name,
			"ApiGatewayToolConfiguration": map[string]any{"ToolFilters": filters, "ToolOverrides": overrides},
		}}},
	}
	switch {
	case len(signed) > 0:
		properties["CredentialProviderConfigurations"] = []any{map[string]any{"CredentialProviderType": "GATEWAY_IAM_ROLE"}}
		t.allow([]string{"execute-api:Invoke"}, signed)
	case keyed:
		properties["CredentialProviderConfigurations"] = []any{map[string]any{
			"CredentialProviderType": "API_KEY",
			"CredentialProvider": map[string]any{"ApiKeyCredentialProvider": map[string]any{
				"ProviderArn": t.APIKey.ProviderARN, "CredentialLocation": "HEADER", "CredentialParameterName": "x-api-key",
			}},
		}}
		t.allowKey()
	}
	target := awscdk.NewCfnResource(a, jsii.String("AgentTools"), &awscdk.CfnResourceProps{
		Type: jsii.String("AWS::BedrockAgentCore::GatewayTarget"), Properties: &properties,
	})
	target.Node().AddDependency(at.l2, t.Gateway.Role()) // the role with its policy
}

// allow lets the gateway's role do something.
func (t *AgentTools) allow(actions []string, resources []*string) {
	t.Gateway.Role().AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(actions...), Resources: &resources,
	}))
}

// allowKey lets the gateway's role read the API key, by what the CDK's own
// credential provider for keys grants.
func (t *AgentTools) allowKey() {
	stack := awscdk.Stack_Of(t.Gateway)
	arn := func(resource string) *string {
		return stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("bedrock-agentcore"), Resource: jsii.String(resource), ResourceName: jsii.String("default"),
		})
	}
	directory, vault := arn("workload-identity-directory"), arn("token-vault")
	identities := jsii.String(*directory + "/workload-identity/" + *t.Gateway.GatewayName() + "-*")
	provider, secret := jsii.String(t.APIKey.ProviderARN), jsii.String(t.APIKey.SecretARN)
	t.allow([]string{"bedrock-agentcore:GetWorkloadAccessToken"}, []*string{directory, identities})
	t.allow([]string{"bedrock-agentcore:GetResourceApiKey"}, []*string{vault, provider, directory, identities})
	t.allow([]string{"secretsmanager:GetSecretValue"}, []*string{secret})
}
