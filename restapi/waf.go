// AWS WAF in front of stages: the settings of a web ACL, and what they make.

package restapi

import (
	"reflect"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
)

// WAF puts a web ACL of AWS WAF in front of a stage. It is asked before every
// other check, and what it refuses is answered 403 (see [WAFFiltered]). The zero
// value of each field means its default.
//
// Stages whose settings are equal share one web ACL, which costs by the month.
type WAF struct {
	// Name tells apart web ACLs of one API with different settings: up to 40
	// letters, digits, "_" and "-". Default: "", which is a name too.
	Name string

	// ACL is the ARN of a web ACL of your own, instead of all other settings:
	// a regional one, in the API's region and account. Default: one is made.
	ACL string

	// RateLimit is how many requests an address may send in 5 minutes, 10 to
	// 2,000,000,000; what it sends above is refused until it sends less.
	// [NoRateLimit] sets no limit. Default: 2000, about 7 a second; servers, and
	// many people behind one address, need more.
	RateLimit int

	// RuleGroups are managed rule groups of AWS's, asked in this order. A list
	// that is empty but not nil has none. Default: [DefaultRuleGroups].
	RuleGroups []RuleGroup

	// CountOnly lets all requests pass and counts what would be refused, to
	// try the rules out.
	CountOnly bool

	// Log writes to CloudWatch what rules refused or counted, without the
	// headers that hold secrets: Authorization, Cookie and X-Api-Key.
	Log bool

	// LogRetentionDays is how long CloudWatch keeps that log, in days, as for
	// an access log. Default: 30.
	LogRetentionDays int
}

// RuleGroup is a managed rule group of AWS's.
type RuleGroup struct {
	// Name is such as [CommonRules], or another of AWS's names. Groups with
	// settings of their own, as for bots, need a web ACL of your own.
	Name string

	// Count names rules of the group that only count. WAF ignores names that
	// it does not know.
	Count []string
}

// Managed rule groups that are of use to most APIs.
const (
	CommonRules    = "AWSManagedRulesCommonRuleSet"          // what attacks on web applications look like
	KnownBadInputs = "AWSManagedRulesKnownBadInputsRuleSet"  // requests that use known weaknesses
	IPReputation   = "AWSManagedRulesAmazonIpReputationList" // addresses from which AWS saw attacks
	SQLInjection   = "AWSManagedRulesSQLiRuleSet"            // SQL in requests
)

// NoRateLimit as RateLimit sets no limit.
const NoRateLimit = -1

const defaultRateLimit = 2000

// DefaultRuleGroups returns IPReputation, KnownBadInputs and CommonRules. Of the
// last, two rules only count, since they refuse what is usual with an API:
// SizeRestrictions_BODY bodies above 8 KB, and NoUserAgent_HEADER clients that
// don't name themselves.
func DefaultRuleGroups() []RuleGroup {
	return []RuleGroup{{Name: IPReputation}, {Name: KnownBadInputs},
		{Name: CommonRules, Count: []string{"NoUserAgent_HEADER", "SizeRestrictions_BODY"}}}
}

func (w *WAF) clone() *WAF {
	if w == nil {
		return nil
	}
	c := *w
	c.RuleGroups = slices.Clone(w.RuleGroups)
	for i, g := range c.RuleGroups {
		c.RuleGroups[i].Count = slices.Clone(g.Count)
	}
	return &c
}

// filled returns the settings with the defaults filled in, so that equal ones
// are deeply equal.
func (w *WAF) filled() WAF {
	c := *w.clone()
	if c.RateLimit == 0 {
		c.RateLimit = defaultRateLimit
	}
	if c.RuleGroups == nil {
		c.RuleGroups = DefaultRuleGroups()
	}
	for i, g := range c.RuleGroups {
		c.RuleGroups[i].Count = append([]string{}, g.Count...)
	}
	if c.Log && c.LogRetentionDays == 0 {
		c.LogRetentionDays = loggroup.DefaultDays
	}
	return c
}

func (w *WAF) same(other *WAF) bool { return reflect.DeepEqual(w.filled(), other.filled()) }

// id returns the id of a construct of the web ACL. It does not derive from the
// settings, nor from the stages: a web ACL that changes stays the one it is, as
// the associations with it must.
func (w *WAF) id(what string) *string {
	if w.Name == "" {
		return jsii.String(what)
	}
	return jsii.String(what + ":" + w.Name)
}

// renderWAF makes the web ACLs of the stages, and puts each stage behind its.
func (a *API) renderWAF() {
	acls := map[string]*string{}
	for _, s := range a.stages {
		w := s.own.WAF
		if w == nil {
			continue
		}
		arn := jsii.String(w.ACL)
		if w.ACL == "" {
			if acls[w.Name] == nil {
				acls[w.Name] = a.webACL(w)
			}
			arn = acls[w.Name]
		}
		awswafv2.NewCfnWebACLAssociation(a, s.ID("WAFAssociation"), &awswafv2.CfnWebACLAssociationProps{
			ResourceArn: s.l2.StageArn(), // by a reference, so that the stage is there before
			WebAclArn:   arn,
		})
	}
}

// webACL makes a web ACL, and its log, and returns its ARN.
func (a *API) webACL(w *WAF) *string {
	filled := w.filled()
	name := *awscdk.Names_UniqueResourceName(a, &awscdk.UniqueResourceNameOptions{MaxLength: jsii.Number(80), Separator: jsii.String("-")})
	if w.Name != "" {
		name += "-" + w.Name
	}
	acl := awswafv2.NewCfnWebACL(a, w.id("WAF"), &awswafv2.CfnWebACLProps{
		Scope:            jsii.String("REGIONAL"),
		DefaultAction:    &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		Rules:            filled.rules(),
		VisibilityConfig: visible(name),
	})
	if w.Log {
		a.wafLog(filled, acl, name)
	}
	return acl.AttrArn()
}

// rules are those of the web ACL: first the limit, which costs WAF the least.
func (w WAF) rules() []any {
	none := &awswafv2.CfnWebACL_OverrideActionProperty{None: map[string]any{}}
	count := &awswafv2.CfnWebACL_OverrideActionProperty{Count: map[string]any{}}
	var out []any
	add := func(name string, rule *awswafv2.CfnWebACL_RuleProperty) {
		rule.Name, rule.Priority, rule.VisibilityConfig = jsii.String(name), jsii.Number(len(out)), visible(name)
		out = append(out, rule)
	}
	if w.RateLimit != NoRateLimit {
		action := &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{}}
		if w.CountOnly {
			action = &awswafv2.CfnWebACL_RuleActionProperty{Count: &awswafv2.CfnWebACL_CountActionProperty{}}
		}
		add("RateLimit", &awswafv2.CfnWebACL_RuleProperty{Action: action, Statement: &awswafv2.CfnWebACL_StatementProperty{
			RateBasedStatement: &awswafv2.CfnWebACL_RateBasedStatementProperty{
				AggregateKeyType: jsii.String("IP"), Limit: jsii.Number(w.RateLimit), EvaluationWindowSec: jsii.Number(5 * 60),
			},
		}})
	}
	for _, g := range w.RuleGroups {
		group := &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{VendorName: jsii.String("AWS"), Name: jsii.String(g.Name)}
		var overrides []any
		for _, rule := range g.Count {
			overrides = append(overrides, &awswafv2.CfnWebACL_RuleActionOverrideProperty{
				Name: jsii.String(rule), ActionToUse: &awswafv2.CfnWebACL_RuleActionProperty{Count: &awswafv2.CfnWebACL_CountActionProperty{}},
			})
		}
		if overrides != nil {
			group.RuleActionOverrides = overrides
		}
		override := none
		if w.CountOnly {
			override = count
		}
		add(g.Name, &awswafv2.CfnWebACL_RuleProperty{OverrideAction: override,
			Statement: &awswafv2.CfnWebACL_StatementProperty{ManagedRuleGroupStatement: group}})
	}
	return out
}

// visible has what passes a rule, or the web ACL, counted and sampled.
func visible(metric string) *awswafv2.CfnWebACL_VisibilityConfigProperty {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{
		MetricName: jsii.String(metric), CloudWatchMetricsEnabled: jsii.Bool(true), SampledRequestsEnabled: jsii.Bool(true),
	}
}

// secretHeaders are left out of logs.
var secretHeaders = []string{"authorization", "cookie", "x-api-key"}

// wafLog makes the log of a web ACL. WAF wants the name of the group to begin
// so (WAF developer guide, "Amazon CloudWatch Logs"), and a stack's names are
// its own in an account and region. What passes by no rule stands in the access
// log already.
func (a *API) wafLog(w WAF, acl awswafv2.CfnWebACL, name string) {
	group := loggroup.New(a, *w.id("WAFLog"), w.LogRetentionDays)
	group.Node().DefaultChild().(awslogs.CfnLogGroup).SetLogGroupName(jsii.String("aws-waf-logs-" + name))
	var redacted, kept []any
	for _, header := range secretHeaders {
		redacted = append(redacted, &awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{SingleHeader: map[string]any{"Name": header}})
	}
	for _, action := range []string{"BLOCK", "COUNT", "EXCLUDED_AS_COUNT"} { // the last is a rule that the group's settings make count
		kept = append(kept, map[string]any{"ActionCondition": map[string]any{"Action": action}})
	}
	awswafv2.NewCfnLoggingConfiguration(a, w.id("WAFLogging"), &awswafv2.CfnLoggingConfigurationProps{
		ResourceArn: acl.AttrArn(),
		LogDestinationConfigs: &[]any{awscdk.Stack_Of(a).FormatArn(&awscdk.ArnComponents{ // that of the group ends with ":*"
			Service: jsii.String("logs"), Resource: jsii.String("log-group"), ResourceName: group.LogGroupName(),
			ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		})},
		RedactedFields: redacted,
		LoggingFilter: map[string]any{ // the CDK writes it as it is: its own type has names that CloudFormation does not know
			"DefaultBehavior": "DROP",
			"Filters":         []any{map[string]any{"Behavior": "KEEP", "Requirement": "MEETS_ANY", "Conditions": kept}},
		},
	})
}
