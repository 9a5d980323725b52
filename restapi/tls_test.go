// What clients must know of TLS, for each kind of endpoint and setting.

package restapi_test

import (
	"cmp"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func TestSecurityPolicy(t *testing.T) {
	inside := []restapi.Source{restapi.VPCEndpoints("vpce-1")}
	override := func(f func(*awsapigateway.RestApiProps)) restapi.Props { return restapi.Props{Override: f} }
	for name, tt := range map[string]struct {
		props          restapi.Props
		policy, access any
	}{
		"nothing set":  {restapi.Props{}, "SecurityPolicy_TLS13_1_2_2021_06", "BASIC"},
		"Edge":         {restapi.Props{Endpoint: restapi.Edge}, "SecurityPolicy_TLS12_2018_EDGE", "BASIC"},
		"Private":      {restapi.Props{Endpoint: restapi.Private, AllowFrom: inside}, nil, nil},
		"address off":  {restapi.Props{DisableEndpoint: true}, "SecurityPolicy_TLS13_1_2_2021_06", "BASIC"},
		"newer":        {restapi.Props{SecurityPolicy: domain.TLS13}, "SecurityPolicy_TLS13_1_3_2025_09", "BASIC"},
		"strict":       {restapi.Props{Access: domain.Strict}, "SecurityPolicy_TLS13_1_2_2021_06", "STRICT"},
		"newer, Edge":  {restapi.Props{Endpoint: restapi.Edge, SecurityPolicy: domain.EdgeTLS13, Access: domain.Strict}, "SecurityPolicy_TLS13_2025_EDGE", "STRICT"},
		"PQ, Private":  {restapi.Props{Endpoint: restapi.Private, AllowFrom: inside, SecurityPolicy: domain.TLS12PQ}, "SecurityPolicy_TLS13_1_2_PQ_2025_09", "BASIC"},
		"TLS12":        {restapi.Props{SecurityPolicy: domain.TLS12}, "TLS_1_2", nil},
		"TLS10":        {restapi.Props{SecurityPolicy: domain.TLS10}, "TLS_1_0", nil},
		"TLS10, Edge":  {restapi.Props{Endpoint: restapi.Edge, SecurityPolicy: domain.TLS10}, "TLS_1_0", nil},
		"of tomorrow":  {restapi.Props{SecurityPolicy: "SecurityPolicy_TLS14_2030_01"}, "SecurityPolicy_TLS14_2030_01", "BASIC"},
		"Override":     {override(func(p *awsapigateway.RestApiProps) { p.EndpointConfiguration = nil }), "SecurityPolicy_TLS12_2018_EDGE", "BASIC"},
		"Override, as": {override(func(p *awsapigateway.RestApiProps) { *p.EndpointConfiguration.Types = edges }), "SecurityPolicy_TLS12_2018_EDGE", "BASIC"},
		"Override, types": {override(func(p *awsapigateway.RestApiProps) {
			p.EndpointConfiguration, p.EndpointTypes = nil, &edges
		}), "SecurityPolicy_TLS12_2018_EDGE", "BASIC"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			restapi.New(stack, "Api", &tt.props).Route("GET /a", list)
			got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::RestApi").Properties
			if got["SecurityPolicy"] != tt.policy || got["EndpointAccessMode"] != tt.access {
				t.Errorf("SecurityPolicy is %v with %v, want %v with %v", got["SecurityPolicy"], got["EndpointAccessMode"], tt.policy, tt.access)
			}
		})
	}
}

var edges = []awsapigateway.EndpointType{awsapigateway.EndpointType_EDGE}

// A policy that is a parameter of the stack can be any: with an Access it gets
// that one, without it none.
func TestSecurityPolicyAsAToken(t *testing.T) {
	for access, want := range map[domain.Access]any{"": nil, domain.Strict: "STRICT"} {
		stack := synthtest.Stack()
		policy := awscdk.NewCfnParameter(stack, jsii.String("Policy"), nil)
		restapi.New(stack, "Api", &restapi.Props{SecurityPolicy: domain.SecurityPolicy(*policy.ValueAsString()), Access: access}).Route("GET /a", list)
		got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::RestApi").Properties
		ref, ok := got["SecurityPolicy"].(map[string]any)
		if !ok || ref["Ref"] != "Policy" || got["EndpointAccessMode"] != want {
			t.Errorf("Access %q: %v with %v", access, got["SecurityPolicy"], got["EndpointAccessMode"])
		}
	}
}

// What a user sets on the resource afterwards stays, and its change is deployed.
func TestSecurityPolicyOnTheResource(t *testing.T) {
	set := func(a *restapi.API) {
		a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi).SetSecurityPolicy(jsii.String("SecurityPolicy_TLS13_1_3_2025_09"))
	}
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", nil)
	api.Route("GET /a", list)
	set(api)
	if got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::RestApi").Properties["SecurityPolicy"]; got != "SecurityPolicy_TLS13_1_3_2025_09" {
		t.Errorf("SecurityPolicy is %v", got)
	}
	by := deployed(t, change{props: func(p *restapi.Props) { p.SecurityPolicy = domain.TLS13 }})
	if got := deployed(t, change{more: set}); got != by || got == deployed(t, change{}) {
		t.Errorf("the deployment is %s, with the same policy by Props %s", got, by)
	}
}

// Behind a domain that asks clients for certificates a newer policy is at least
// in doubt: the default gives way, what the user set is warned of.
func TestSecurityPolicyBehindMutualTLS(t *testing.T) {
	declare := func(props restapi.Props, later bool) awscdk.Stack {
		stack := synthtest.Stack()
		d := domain.FromAttributes(stack, "Domain", domain.Attributes{Name: "api.example.com", MutualTLS: true})
		if !later {
			props.Stages = []restapi.Stage{{Domain: &domain.Mapping{Domain: d}}}
		}
		a := restapi.New(stack, "Api", &props)
		a.Route("GET /a", list)
		if later {
			d.Map("", a.Stages()[0])
		}
		return stack
	}
	for _, later := range []bool{false, true} {
		got := synthtest.Synth(t, declare(restapi.Props{}, later)).Only(t, "AWS::ApiGateway::RestApi").Properties
		if got["SecurityPolicy"] != "TLS_1_2" || got["EndpointAccessMode"] != nil {
			t.Errorf("mapped later %v: SecurityPolicy is %v with %v", later, got["SecurityPolicy"], got["EndpointAccessMode"])
		}
	}
	for _, props := range []restapi.Props{{SecurityPolicy: domain.TLS13}, {Access: domain.Strict}} {
		stack := declare(props, false)
		got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::RestApi").Properties
		if want := string(cmp.Or(props.SecurityPolicy, domain.TLS12From2021)); got["SecurityPolicy"] != want {
			t.Errorf("%+v: SecurityPolicy is %v, want %s", props, got["SecurityPolicy"], want)
		}
		synthtest.WantWarning(t, stack, "a domain with mutual TLS takes no newer policy")
	}
}
