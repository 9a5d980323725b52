// What may be wrong with the settings of a web ACL.

package restapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// What a rate-based rule takes (WAF API reference, RateBasedStatement).
const (
	minRateLimit = 10
	maxRateLimit = 2_000_000_000
)

// freeCapacity is up to where the units of a web ACL's rules cost nothing extra
// (WAF developer guide, "Web ACL capacity units (WCUs)").
const freeCapacity = 1500

// rateCapacity is what a limit by address takes of it.
const rateCapacity = 2

// ruleGroup is what is known of a managed rule group of AWS's (WAF developer
// guide, "AWS Managed Rules rule groups list").
type ruleGroup struct {
	capacity int
	settings bool     // it needs settings of its own
	rules    []string // nil: not listed here
}

var ruleGroups = map[string]ruleGroup{
	CommonRules: {capacity: 700, rules: strings.Fields(`NoUserAgent_HEADER UserAgent_BadBots_HEADER
		SizeRestrictions_QUERYSTRING SizeRestrictions_Cookie_HEADER SizeRestrictions_BODY SizeRestrictions_URIPATH
		EC2MetaDataSSRF_BODY EC2MetaDataSSRF_COOKIE EC2MetaDataSSRF_URIPATH EC2MetaDataSSRF_QUERYARGUMENTS
		GenericLFI_QUERYARGUMENTS GenericLFI_URIPATH GenericLFI_BODY RestrictedExtensions_URIPATH RestrictedExtensions_QUERYARGUMENTS
		GenericRFI_QUERYARGUMENTS GenericRFI_BODY GenericRFI_URIPATH
		CrossSiteScripting_COOKIE CrossSiteScripting_QUERYARGUMENTS CrossSiteScripting_BODY CrossSiteScripting_URIPATH`)},
	KnownBadInputs: {capacity: 200},
	IPReputation:   {capacity: 25, rules: strings.Fields(`AWSManagedIPReputationList AWSManagedReconnaissanceList AWSManagedIPDDoSList`)},
	SQLInjection:   {capacity: 200},

	"AWSManagedRulesAdminProtectionRuleSet": {capacity: 100},
	"AWSManagedRulesLinuxRuleSet":           {capacity: 200},
	"AWSManagedRulesUnixRuleSet":            {capacity: 100},
	"AWSManagedRulesWindowsRuleSet":         {capacity: 200},
	"AWSManagedRulesPHPRuleSet":             {capacity: 100},
	"AWSManagedRulesWordPressRuleSet":       {capacity: 100},
	"AWSManagedRulesAnonymousIpList":        {capacity: 50},
	"AWSManagedRulesBotControlRuleSet":      {settings: true},
	"AWSManagedRulesATPRuleSet":             {settings: true},
	"AWSManagedRulesACFPRuleSet":            {settings: true},
	"AWSManagedRulesAntiDDoSRuleSet":        {settings: true},
}

var (
	aclName       = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
	aclARN        = regexp.MustCompile(`^arn:[^:]+:wafv2:([a-z0-9-]+):(\d{12}):regional/webacl/[A-Za-z0-9_-]+/[A-Za-z0-9-]+$`)
	ruleGroupName = regexp.MustCompile(`^AWSManagedRules[A-Za-z0-9]+$`)
	ruleName      = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

// problems says what is wrong with the settings by themselves.
func (w *WAF) problems() []string {
	if w == nil {
		return nil
	}
	found := problems.In("WAF")
	if w.ACL != "" {
		if set := w.set(); len(set) > 0 {
			found.Add("both ACL and %s: a web ACL of your own has its own settings", strings.Join(set, ", "))
		}
		found.Each(aclProblem(w.ACL))
		return found.All()
	}
	if w.Name != "" && !aclName.MatchString(w.Name) {
		found.Add(`Name is %q; it has up to 40 letters, digits, "_" and "-"`, w.Name)
	}
	filled := w.filled()
	if r := filled.RateLimit; r != NoRateLimit && (r < minRateLimit || r > maxRateLimit) {
		found.Add("RateLimit is %d; WAF counts %d to %d requests in 5 minutes, or none with NoRateLimit", r, minRateLimit, maxRateLimit)
	}
	if filled.RateLimit == NoRateLimit && len(filled.RuleGroups) == 0 {
		found.Add("neither a limit nor rule groups: it would cost and refuse nothing: remove it, or give it either")
	}
	if w.LogRetentionDays != 0 && !w.Log {
		found.Add("LogRetentionDays without Log: set Log, or remove it")
	}
	found.Each(loggroup.Problem("LogRetentionDays", w.LogRetentionDays))
	groupProblems(filled.RuleGroups, &found)
	return found.All()
}

// set names the settings that only a web ACL has that is made.
func (w *WAF) set() []string {
	var out []string
	for _, s := range []struct {
		name string
		set  bool
	}{
		{"Name", w.Name != ""}, {"RateLimit", w.RateLimit != 0}, {"RuleGroups", w.RuleGroups != nil},
		{"CountOnly", w.CountOnly}, {"Log", w.Log}, {"LogRetentionDays", w.LogRetentionDays != 0},
	} {
		if s.set {
			out = append(out, s.name)
		}
	}
	return out
}

func aclProblem(arn string) string {
	switch {
	case token.In(arn), aclARN.MatchString(arn):
		return ""
	case strings.Contains(arn, ":global/webacl/"):
		return fmt.Sprintf("ACL %q is of scope CLOUDFRONT, for distributions; a stage takes a regional one, whose ARN has :regional/webacl/", arn)
	case strings.HasPrefix(arn, "arn:") && strings.Contains(arn, ":waf-regional:"):
		return fmt.Sprintf("ACL %q is of WAF Classic; a stage takes one of AWS WAF, whose ARN has :wafv2:", arn)
	}
	return fmt.Sprintf("ACL is %q; it is the ARN of a web ACL: arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID", arn)
}

func groupProblems(groups []RuleGroup, found *problems.List) {
	for i, g := range groups {
		switch {
		case g.Name == "":
			found.Add("RuleGroups[%d] has no Name", i)
		case token.In(g.Name):
			found.Add("RuleGroups[%d]: the Name holds a CDK token: it must be known at synth", i)
		case !ruleGroupName.MatchString(g.Name):
			found.Add("rule group %q is not one of AWS's managed groups, such as %q; others need a web ACL of your own: give its ACL", g.Name,
				CommonRules)
		case ruleGroups[g.Name].settings:
			found.Add("rule group %s needs settings of its own: make a web ACL of your own and give its ACL", g.Name)
		case slices.ContainsFunc(groups[:i], func(o RuleGroup) bool { return o.Name == g.Name }):
			found.Add("rule group %s is listed twice", g.Name)
		}
		for j, rule := range g.Count {
			switch {
			case !ruleName.MatchString(rule):
				found.Add(`rule group %s: Count has %q; a rule's name has letters, digits, "_" and "-"`, g.Name, rule)
			case slices.Contains(g.Count[:j], rule):
				found.Add("rule group %s: Count has %q twice", g.Name, rule)
			}
		}
	}
}

// warnings says what is likely wrong, or costs more than one may think.
func (w *WAF) warnings() []warning.Warning {
	if w == nil || w.ACL != "" {
		return nil
	}
	var out []warning.Warning
	filled := w.filled()
	capacity := 0
	if filled.RateLimit != NoRateLimit {
		capacity = rateCapacity
	}
	for _, g := range filled.RuleGroups {
		known, ok := ruleGroups[g.Name]
		if !ok {
			out = append(out, warning.New(warning.WAFRuleGroup,
				"WAF: rule group %s is not known here: the deployment fails if AWS has none of this name", g.Name))
		}
		capacity += known.capacity
		for _, rule := range g.Count {
			if known.rules != nil && !slices.Contains(known.rules, rule) {
				out = append(out, warning.New(warning.WAFRule,
					"WAF: rule group %s: rule %q is not known here: WAF ignores it in Count if the group has none of this name", g.Name, rule))
			}
		}
	}
	if capacity > freeCapacity {
		out = append(out, warning.New(warning.WAFCapacity, "WAF: the rules take %d capacity units; above %d each request costs more", capacity,
			freeCapacity))
	}
	return out
}

// checkWAF finds what is wrong with web ACLs beside each other, and with those
// of users beside the stack.
func (a *API) checkWAF(warn func(pos plan.Pos, id warning.ID, format string, args ...any)) {
	named := map[string]*stage{}
	stack := awscdk.Stack_Of(a)
	for _, s := range a.stages {
		w := s.own.WAF
		if w == nil {
			continue
		}
		for _, say := range w.warnings() {
			warn(a.base.Pos, say.ID, "stage %q: %s", s.View().Shown, say.Text)
		}
		if arn := aclARN.FindStringSubmatch(w.ACL); arn != nil {
			for _, part := range []struct{ what, has, want string }{{"region", arn[1], *stack.Region()}, {"account", arn[2], *stack.Account()}} {
				if place.Differ(part.has, part.want) {
					a.base.Problem(a.base.Pos, "stage %q: WAF: ACL is of %s %s, the API of %s: WAF protects what is in its own", s.View().Shown,
						part.what, part.has, part.want)
				}
			}
		}
		if w.ACL != "" {
			continue
		}
		first := cmp.Or(named[w.Name], s)
		named[w.Name] = first
		if !w.same(first.own.WAF) {
			a.base.Problem(a.base.Pos, "stages %q and %q: WAF: different settings, but one Name, %q: give one of them another Name",
				first.View().Shown, s.View().Shown, w.Name)
		}
	}
}
