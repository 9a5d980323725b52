// Web ACLs in front of stages: what is made, for which stages, and what is
// refused.

package restapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

const ownACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/mine/0f2c9d1e-1111-2222-3333-444455556666"

// behind declares an API with one route whose stages have these WAFs.
func behind(stack awscdk.Stack, wafs ...*restapi.WAF) *restapi.API {
	props := &restapi.Props{}
	for i, w := range wafs {
		props.Stages = append(props.Stages, restapi.Stage{Name: fmt.Sprintf("s%d", i), WAF: w})
	}
	api := restapi.New(stack, "Api", props)
	api.Route("GET /todos", list)
	return api
}

func TestWAFTemplates(t *testing.T) {
	for name, wafs := range map[string][]*restapi.WAF{
		"waf": {{}},
		"waf-settings": {
			{RateLimit: 100, Log: true, LogRetentionDays: 7, RuleGroups: append(restapi.DefaultRuleGroups(), restapi.RuleGroup{Name: restapi.SQLInjection, Count: []string{"SQLi_BODY"}})},
			{Name: "trial", CountOnly: true, RateLimit: 10, RuleGroups: []restapi.RuleGroup{{Name: restapi.CommonRules}}},
			{Name: "groups", RateLimit: restapi.NoRateLimit},
			{Name: "limit", RuleGroups: []restapi.RuleGroup{}},
		},
		"waf-own": {{ACL: ownACL}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			behind(stack, wafs...)
			synthtest.Golden(t, stack, name)
		})
	}
}

// A web ACL costs by the month, so stages that want the same share one.
func TestStagesWithEqualSettingsShareAWebACL(t *testing.T) {
	same := &restapi.WAF{Log: true}
	for name, tt := range map[string]struct {
		wafs       []*restapi.WAF
		acls, uses int
	}{
		"one value":              {[]*restapi.WAF{same, same}, 1, 2},
		"equal values":           {[]*restapi.WAF{{RateLimit: 7000}, {RateLimit: 7000}}, 1, 2},
		"defaults, written out":  {[]*restapi.WAF{{}, {RateLimit: 2000, RuleGroups: restapi.DefaultRuleGroups()}}, 1, 2},
		"retention, written out": {[]*restapi.WAF{same, {Log: true, LogRetentionDays: 30}}, 1, 2},
		"nothing counts":         {[]*restapi.WAF{{RuleGroups: []restapi.RuleGroup{{Name: restapi.IPReputation}}}, {RuleGroups: []restapi.RuleGroup{{Name: restapi.IPReputation, Count: []string{}}}}}, 1, 2},
		"another name":           {[]*restapi.WAF{{}, {Name: "trial", CountOnly: true}}, 2, 2},
		"a name like an id":      {[]*restapi.WAF{{Log: true}, {Name: "Log", Log: true}}, 2, 2},
		"one stage without":      {[]*restapi.WAF{{}, nil}, 1, 1},
		"own ones":               {[]*restapi.WAF{{ACL: ownACL}, {ACL: ownACL}}, 0, 2},
		"an own one beside ours": {[]*restapi.WAF{{ACL: ownACL}, {}}, 1, 2},
		"none":                   {[]*restapi.WAF{nil}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			behind(stack, tt.wafs...)
			template := synthtest.Synth(t, stack)
			acls, uses := template.Of("AWS::WAFv2::WebACL"), template.Of("AWS::WAFv2::WebACLAssociation")
			if len(acls) != tt.acls || len(uses) != tt.uses {
				t.Errorf("web ACLs %v, associations %v; want %d and %d", acls, uses, tt.acls, tt.uses)
			}
		})
	}
}

// A replaced association may end with none: the new one is there before the
// old one is removed, and that is removed by the name of the stage.
func TestWebACLKeepsItsIDWhateverItsSettings(t *testing.T) {
	ids := func(wafs ...*restapi.WAF) string {
		stack := synthtest.Stack()
		behind(stack, wafs...)
		return strings.Join(synthtest.Synth(t, stack).Of("AWS::WAFv2::WebACL"), " ")
	}
	want := ids(&restapi.WAF{})
	for _, other := range [][]*restapi.WAF{{{RateLimit: 10}}, {{CountOnly: true}}, {{Log: true}}, {nil, {}}, {{}, {}}} {
		if got := ids(other...); got != want {
			t.Errorf("id %s, want %s", got, want)
		}
	}
}

func TestWebACLOfTheStack(t *testing.T) {
	stack := synthtest.Stack()
	acl := awswafv2.NewCfnWebACL(stack, jsii.String("Mine"), &awswafv2.CfnWebACLProps{
		Scope:            jsii.String("REGIONAL"),
		DefaultAction:    &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		VisibilityConfig: map[string]any{"metricName": "mine", "cloudWatchMetricsEnabled": true, "sampledRequestsEnabled": true},
	})
	behind(stack, &restapi.WAF{ACL: *acl.AttrArn()})
	association := synthtest.Synth(t, stack).Only(t, "AWS::WAFv2::WebACLAssociation")
	if got := fmt.Sprint(association.Properties["WebACLArn"]); got != "map[Fn::GetAtt:[Mine Arn]]" {
		t.Errorf("web ACL %s", got)
	}
}

// CloudFormation must make the stage first, and remove it last.
func TestAssociationWaitsForItsStage(t *testing.T) {
	stack := synthtest.Stack()
	behind(stack, &restapi.WAF{})
	template := synthtest.Synth(t, stack)
	arn := fmt.Sprint(template.Only(t, "AWS::WAFv2::WebACLAssociation").Properties["ResourceArn"])
	for _, part := range []string{"arn:", "map[Ref:AWS::Partition]", ":apigateway:", "map[Ref:AWS::Region]", "::/restapis/", "/stages/", "map[Ref:" + template.Of("AWS::ApiGateway::Stage")[0] + "]"} {
		if !strings.Contains(arn, part) {
			t.Errorf("ARN %s lacks %s", arn, part)
		}
	}
}

// A name of a log group is an account's and region's, as that of a stack is.
func TestLogGroupsOfWAFHaveNamesOfTheirOwn(t *testing.T) {
	names := map[string]bool{}
	for _, of := range []string{"todos-test", "todos-live"} {
		stack := awscdk.NewStack(synthtest.App(), jsii.String("Test"), &awscdk.StackProps{StackName: jsii.String(of)})
		behind(stack, &restapi.WAF{Log: true}, &restapi.WAF{Name: "trial", Log: true, CountOnly: true})
		template := synthtest.Synth(t, stack)
		for _, logical := range template.Of("AWS::Logs::LogGroup") {
			if name, ok := template.Resources[logical].Properties["LogGroupName"].(string); ok {
				if !strings.HasPrefix(name, "aws-waf-logs-") {
					t.Errorf("WAF refuses the group %q", name)
				}
				names[name] = true
			}
		}
	}
	if len(names) != 4 {
		t.Errorf("groups %v, want 4", names)
	}
}

func TestReportOfWAF(t *testing.T) {
	group := func(names ...string) *restapi.WAF {
		w := &restapi.WAF{RuleGroups: []restapi.RuleGroup{}}
		for _, name := range names {
			w.RuleGroups = append(w.RuleGroups, restapi.RuleGroup{Name: name})
		}
		return w
	}
	for name, tt := range map[string]struct {
		wafs []*restapi.WAF
		want []string
	}{
		"for CloudFront":     {[]*restapi.WAF{{ACL: strings.Replace(ownACL, "regional", "global", 1)}}, []string{`stage "s0": WAF: ACL "arn:aws:wafv2:eu-west-1:123456789012:global/`}},
		"Classic":            {[]*restapi.WAF{{ACL: "arn:aws:waf-regional:eu-west-1:123456789012:webacl/1"}}, []string{`is of WAF Classic`}},
		"no ARN":             {[]*restapi.WAF{{ACL: "mine"}}, []string{`ACL is "mine"; it is the ARN of a web ACL: arn:aws:wafv2:REGION:`}},
		"ARN of a group":     {[]*restapi.WAF{{ACL: "arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/a/b"}}, []string{`it is the ARN of a web ACL`}},
		"own, and settings":  {[]*restapi.WAF{{Name: "a", ACL: ownACL, RateLimit: 10, RuleGroups: []restapi.RuleGroup{}, CountOnly: true, Log: true, LogRetentionDays: 1}}, []string{`both ACL and Name, RateLimit, RuleGroups, CountOnly, Log, LogRetentionDays:`}},
		"another region":     {[]*restapi.WAF{{ACL: strings.Replace(ownACL, "eu-west-1", "us-east-1", 1)}}, []string{`ACL is of region us-east-1, the API of eu-west-1`}},
		"another account":    {[]*restapi.WAF{{ACL: strings.Replace(ownACL, "123456789012", "210987654321", 1)}}, []string{`ACL is of account 210987654321, the API of 123456789012`}},
		"few":                {[]*restapi.WAF{{RateLimit: 9}}, []string{`RateLimit is 9; WAF counts 10 to 2000000000 requests in 5 minutes`}},
		"many":               {[]*restapi.WAF{{RateLimit: 2_000_000_001}}, []string{`RateLimit is 2000000001;`}},
		"less than none":     {[]*restapi.WAF{{RateLimit: -2}}, []string{`RateLimit is -2;`}},
		"nothing":            {[]*restapi.WAF{{RateLimit: restapi.NoRateLimit, RuleGroups: []restapi.RuleGroup{}}}, []string{`neither a limit nor rule groups`}},
		"name":               {[]*restapi.WAF{{Name: "a b"}}, []string{`Name is "a b"`}},
		"retention":          {[]*restapi.WAF{{LogRetentionDays: 31}}, []string{`LogRetentionDays without Log`, `LogRetentionDays is 31`}},
		"groups":             {[]*restapi.WAF{group("", "Common", restapi.CommonRules, restapi.CommonRules, "AWSManagedRulesATPRuleSet", *awscdk.Aws_REGION())}, []string{`RuleGroups[0] has no Name`, `rule group "Common" is not one of AWS's managed groups`, `rule group AWSManagedRulesCommonRuleSet is listed twice`, `AWSManagedRulesATPRuleSet needs settings of its own`, `RuleGroups[5]: the Name holds a CDK token`}},
		"rules that count":   {[]*restapi.WAF{{RuleGroups: []restapi.RuleGroup{{Name: restapi.CommonRules, Count: []string{"a b", "GenericRFI_BODY", "GenericRFI_BODY"}}}}}, []string{`Count has "a b"`, `Count has "GenericRFI_BODY" twice`}},
		"one name for two":   {[]*restapi.WAF{{}, {CountOnly: true}}, []string{`stages "s0" and "s1": WAF: different settings, but one Name, ""`}},
		"one group for two":  {[]*restapi.WAF{{Name: "a"}, {}, {Name: "a", RuleGroups: []restapi.RuleGroup{{Name: restapi.CommonRules}}}}, []string{`stages "s0" and "s2": WAF: different settings, but one Name, "a"`}},
		"each of two stages": {[]*restapi.WAF{{RateLimit: 1}, {RateLimit: 1}}, []string{`stage "s0": WAF: RateLimit is 1`, `stage "s1": WAF: RateLimit is 1`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			behind(awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{
				Env: &awscdk.Environment{Region: jsii.String("eu-west-1"), Account: jsii.String("123456789012")},
			}), tt.wafs...)
			got := synthtest.Report(app)
			for i, p := range got {
				if !strings.HasPrefix(p, "Test/Api] waf_test.go:") {
					t.Errorf("no place in front: %s", p)
				}
				if i < len(tt.want) && !strings.Contains(p, tt.want[i]) {
					t.Errorf("problem %d is\n%s\nwant it to contain\n%s", i, p, tt.want[i])
				}
			}
			if len(got) != len(tt.want) {
				t.Errorf("%d problems, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
			}
		})
	}
}

// Where the stack is deployed may not be known at synth.
func TestRegionOfAnOwnWebACLIsComparedWithOneThatIsKnown(t *testing.T) {
	app := synthtest.App()
	behind(awscdk.NewStack(app, jsii.String("Test"), nil), &restapi.WAF{ACL: ownACL})
	if got := synthtest.Report(app); len(got) > 0 {
		t.Errorf("report %q", got)
	}
}

func TestWarningsOfWAF(t *testing.T) {
	for want, waf := range map[string]*restapi.WAF{
		"rule group AWSManagedRulesNewRuleSet is not known here":                 {RuleGroups: []restapi.RuleGroup{{Name: "AWSManagedRulesNewRuleSet"}}},
		`rule \"SizeRestriction_BODY\" is not known here: WAF ignores it`:        {RuleGroups: []restapi.RuleGroup{{Name: restapi.CommonRules, Count: []string{"SizeRestriction_BODY"}}}},
		"the rules take 1527 capacity units; above 1500 each request costs more": {RuleGroups: append(restapi.DefaultRuleGroups(), restapi.RuleGroup{Name: restapi.SQLInjection}, restapi.RuleGroup{Name: "AWSManagedRulesLinuxRuleSet"}, restapi.RuleGroup{Name: "AWSManagedRulesWindowsRuleSet"})},
	} {
		stack := synthtest.Stack()
		behind(stack, waf)
		synthtest.WantWarning(t, stack, want)
	}
}

func TestWAFOfTheUserIsNotWrittenTo(t *testing.T) {
	stack := synthtest.Stack()
	waf := &restapi.WAF{RuleGroups: []restapi.RuleGroup{{Name: restapi.CommonRules, Count: []string{"GenericRFI_BODY"}}}}
	behind(stack, waf)
	waf.RateLimit, waf.RuleGroups[0].Name, waf.RuleGroups[0].Count[0] = 4711, "changed", "changed"
	if text := fmt.Sprint(synthtest.Synth(t, stack)); strings.Contains(text, "changed") || strings.Contains(text, "4711") {
		t.Error("a change after New reached the template")
	}
}

// Pages of other origins can read that they were refused.
func TestRefusedRequestsHaveHeadersOfCORS(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{CORS: cors.AllowAny(), Stages: []restapi.Stage{{WAF: &restapi.WAF{}}}})
	api.Route("GET /todos", list)
	template := synthtest.Synth(t, stack)
	for _, id := range template.Of("AWS::ApiGateway::GatewayResponse") {
		if p := template.Resources[id].Properties; p["ResponseType"] == "DEFAULT_4XX" && strings.Contains(fmt.Sprint(p), "Access-Control-Allow-Origin") {
			return
		}
	}
	t.Error("the gateway's own answers have no headers of CORS")
}
