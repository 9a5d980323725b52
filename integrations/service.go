// AWS services that an API calls itself, without a function between: an HTTP API
// by an action of the gateway, a REST API by the request of the service's own
// API, which a mapping template writes.

package integrations

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// ServiceOptions holds the settings of an integration with an AWS service. The
// zero value of each field means its default.
type ServiceOptions struct {
	// Parameters are those of the service's action, instead of the defaults
	// that each function of this package names or beside them. Values are
	// texts or selection expressions, as in [Change]. (API Gateway developer
	// guide, "Integration subtype reference".)
	Parameters map[string]string

	// Role is what the API assumes to call the service. It gets the right to,
	// unless it is made without policy updates. Default: a role of the API for
	// this target, which may do nothing else.
	Role awsiam.IRole

	// Timeout is how long the API waits for the service: 50 ms to 30 s.
	// Default: 30 s.
	Timeout time.Duration

	// Responses is what the API changes in responses. Default: nothing.
	Responses []Response
}

// action is something that a service does for an API.
type action struct {
	kind      string   // "an SQS integration"
	subtype   string   // "SQS-SendMessage"
	allows    string   // "sqs:SendMessage"
	fixed     []string // the parameters that name the target, which users can't set
	required  []string // parameters
	optional  []string
	decrypts  bool                    // what it reads may be encrypted
	resources func(service) []*string // ARNs
}

// newService makes the integration of an action with a target.
func newService(a *action, target constructs.IConstruct, defaults map[string]string, options *ServiceOptions) service {
	s := service{action: a, target: target}
	parameters := maps.Clone(defaults)
	if options != nil {
		maps.Copy(parameters, options.Parameters)
		s.role, s.timeout = options.Role, options.Timeout
		s.mapping = newMapping(nil, options.Responses)
		s.changed = len(options.Parameters) > 0
	}
	s.parameters = encode(parameters)
	return s
}

type service struct {
	action     *action
	target     constructs.IConstruct
	part       constructs.IConstruct // of the target, if there is a choice
	parameters string                // JSON, so that a service is comparable
	changed    bool                  // the user has set some
	role       awsiam.IRole
	timeout    time.Duration
	mapping    mapping
	wrong      string // what the function that made it found wrong
}

func (s service) Kind() string { return s.action.kind }

func (s service) values() map[string]string {
	values := map[string]string{}
	if err := json.Unmarshal([]byte(s.parameters), &values); err != nil {
		panic("integrations: " + err.Error()) // newService made it
	}
	return values
}

func (s service) Problems() []string {
	found := problems.In(s.action.subtype)
	if isnil.Any(s.target) || s.part != nil && isnil.Any(s.part) {
		found.Add("its target is nil")
	}
	found.Each(s.wrong)
	found.Each(timeoutProblem(s.timeout))
	values := s.values()
	known := slices.Concat(s.action.required, s.action.optional, []string{"Region"})
	slices.Sort(known)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case slices.Contains(s.action.fixed, name):
			found.Add("parameter %s: is set by the integration's target", name)
		case !slices.Contains(known, name):
			found.Add("parameter %s is unknown; there are %s", name, strings.Join(known, ", "))
		case values[name] == "" && slices.Contains(s.action.required, name):
			found.Add("parameter %s is required: give it a value", name)
		}
		for _, ref := range references(values[name]) {
			if !requestValue.MatchString(ref) {
				found.Add("parameter %s: $%s can't be used here: %s", name, ref, hint(requestValue))
			}
		}
	}
	for _, name := range s.action.required {
		if _, given := values[name]; !given {
			found.Add("parameter %s is required: give it in Parameters", name)
		}
	}
	found.Each(s.mapping.problems()...)
	return found.All()
}

// ProblemsOn checks the integration on a route.
func (s service) ProblemsOn(key routekey.Key) []string {
	var out []string
	for _, p := range pathProblems(s.values(), key.Path.Params()) {
		out = append(out, s.action.subtype+": parameter "+p)
	}
	return out
}

// bind makes what all services need; named are the parameters that name the
// target.
func (s service) bind(api HTTPScope, named map[string]string) HTTPBinding {
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:      jsii.String("AWS_PROXY"),
		IntegrationSubtype:   jsii.String(s.action.subtype),
		PayloadFormatVersion: jsii.String("1.0"),
		CredentialsArn:       s.roleFor(api.Scope).RoleArn(),
	}
	parameters := map[string]string{}
	for name, value := range s.values() {
		if value != "" {
			parameters[name] = value
		}
	}
	maps.Copy(parameters, named)
	props.RequestParameters = parameters
	target := s.action.subtype + " " + s.name(api.Scope) + setTimeout(props, s.timeout)
	s.mapping.writeResponses(props)
	settings := []string{s.mapping.responses}
	if s.changed {
		settings = append(settings, s.parameters)
	}
	if s.role != nil {
		settings = append(settings, place.Within(api.Scope, s.role))
	}
	return HTTPBinding{Target: target + variant(api.Scope, settings...), Props: props}
}

// roleFor returns the role that the API assumes, with the right to call the
// service.
func (s service) roleFor(scope constructs.Construct) awsiam.IRole {
	role := roleFor(scope, s.role, s.name(scope), s.action.allows, s.action.resources(s))
	s.grantKey(role)
	return role
}

// name is what the target is called in ids.
func (s service) name(scope constructs.Construct) string {
	if s.part == nil {
		return place.Within(scope, s.target)
	}
	return place.Within(scope, s.target) + " " + place.Within(scope, s.part)
}

// arnIn returns an ARN of a service in the target's account and region.
func arnIn(target constructs.IConstruct, components awscdk.ArnComponents) *string {
	return awscdk.Stack_Of(target).FormatArn(&components)
}

// grantKey lets a role use the key with which a target encrypts.
func (s service) grantKey(role awsiam.IRole) {
	switch t := s.target.(type) {
	case awssqs.IQueue:
		if key := t.EncryptionMasterKey(); key != nil && s.action.subtype != "SQS-PurgeQueue" && s.action.subtype != "SQS-DeleteMessage" {
			// SQS opens its data key also to send (SQS developer guide, "Key
			// management").
			actions := []string{"kms:Decrypt"}
			if !s.action.decrypts {
				actions = append(actions, "kms:GenerateDataKey")
			}
			key.Grant(role, *jsii.Strings(actions...)...)
		}
	case awskinesis.IStream:
		if key := t.EncryptionKey(); key != nil {
			key.Grant(role, jsii.String("kms:GenerateDataKey"))
		}
	}
}

// bodyAsText is the request's body as the text of a JSON string. The escapes of
// JavaScript are JSON's but for that of the single quote.
const bodyAsText = `$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")`

// RESTProblems implements facet.RESTChecked.
func (s service) RESTProblems() []string {
	found := problems.In(s.action.subtype)
	found.Each(restProblems(s.timeout, s.mapping)...)
	if s.changed {
		found.Add("Parameters are for HTTP APIs; a REST API calls the service with the defaults")
	}
	return found.All()
}

// bindREST calls a service with what a template makes of the request.
func (s service) bindREST(api RESTScope, uri string, headers map[string]string, template string) RESTBinding {
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS"),
		IntegrationHttpMethod: jsii.String("POST"),
		Uri:                   serviceURI(api.Scope, s.target, uri),
		Credentials:           s.roleFor(api.Scope).RoleArn(),
		PassthroughBehavior:   jsii.String("NEVER"),
		RequestTemplates:      map[string]string{"application/json": template},
	}
	if s.timeout != 0 {
		integration.TimeoutInMillis = jsii.Number(s.timeout.Milliseconds())
	}
	parameters := map[string]string{}
	for name, value := range headers {
		parameters["integration.request.header."+name] = "'" + value + "'"
	}
	if len(parameters) > 0 {
		integration.RequestParameters = parameters
	}
	return RESTBinding{Integration: integration, Responses: plainErrors(RESTResponse{Status: 200})}
}
