// Requests chosen by their headers.

package domain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Rule makes a mapping a routing rule, which can look at headers. All rules of a
// domain are asked before its other mappings. They lead to REST APIs only (API
// Gateway developer guide, "Routing rules to connect API stages to a custom
// domain name for REST APIs").
//
// The Path of the mapping is what requests' paths must begin with; "" is any.
type Rule struct {
	// Priority says which rule is asked first: that with the lowest, from 1 to
	// 1,000,000. No two rules of a domain have the same. Required.
	Priority int

	// Headers must all be there: up to two. Default: any request has them.
	Headers []Header

	// KeepPath gives the API the whole path. Default: what Path says is taken
	// off, as without a rule.
	KeepPath bool
}

// Header is what a request must have.
type Header struct {
	Name  string // uppercase or lowercase, as you like
	Value string // the whole value, or a part with "*" at the start, the end or both: "beta*"
}

func (r *Rule) clone() *Rule {
	if r == nil {
		return nil
	}
	c := *r
	c.Headers = slices.Clone(r.Headers)
	return &c
}

var (
	headerName  = regexp.MustCompile("^[A-Za-z0-9?!#$%&'.^_`|~-]+$")
	headerValue = regexp.MustCompile("^[A-Za-z0-9*?!#$%&'.^_`|~-]+$")

	// refusedHeaders can't be looked at.
	refusedHeaders = regexp.MustCompile(`(?i)^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|` +
		`content-location|` +
		`forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|` +
		`x-apigw-api-id|x-forwarded-for|x-forwarded-host|x-forwarded-proto|x-restapi|via)$`)
)

// problems says what is wrong with a rule by itself.
func (r *Rule) problems() []string {
	const highest, headers, longestName, longestValue, longestInfix = 1_000_000, 2, 39, 127, 39
	var found problems.List
	if r.Priority < 1 || r.Priority > highest {
		found.Add("Priority is %d; it is 1 to %d", r.Priority, highest)
	}
	if n := len(r.Headers); n > headers {
		found.Add("%d headers; a rule can look at %d", n, headers)
	}
	for _, h := range r.Headers {
		switch {
		case token.In(h.Name):
		case !headerName.MatchString(h.Name):
			found.Add("header %q: a name has letters, digits and any of ?!#$%%&'.^_`|~-", h.Name)
		case refusedHeaders.MatchString(h.Name):
			found.Add("header %q: API Gateway lets no rule look at it", h.Name)
		case len(h.Name) > longestName:
			found.Add("header %q has %d characters; a rule's has up to %d", h.Name, len(h.Name), longestName)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(h.Value, "*"), "*")
		infix := len(h.Value) >= 2 && strings.HasPrefix(h.Value, "*") && strings.HasSuffix(h.Value, "*")
		switch {
		case token.In(h.Value):
		case !headerValue.MatchString(h.Value):
			found.Add("header %s: value %q: a value has letters, digits and any of *?!#$%%&'.^_`|~-", h.Name, h.Value)
		case strings.Contains(inner, "*"):
			found.Add(`header %s: value %q: "*" stands at the start or the end`, h.Name, h.Value)
		case inner == "":
			found.Add("header %s: value %q matches anything: leave some text of it", h.Name, h.Value)
		case len(h.Value) > longestValue:
			found.Add("header %s: the value has %d characters; a rule's has up to %d", h.Name, len(h.Value), longestValue)
		case infix && len(h.Value) > longestInfix:
			found.Add(`header %s: the value has %d characters; one with "*" on both sides has up to %d`, h.Name, len(h.Value), longestInfix)
		}
	}
	return found.All()
}

func (d *Domain) makeRule(m *mapped) {
	condition := []any{}
	for _, h := range m.rule.Headers {
		condition = append(condition, &awsapigatewayv2.CfnRoutingRule_ConditionProperty{
			MatchHeaders: &awsapigatewayv2.CfnRoutingRule_MatchHeadersProperty{AnyOf: []any{
				&awsapigatewayv2.CfnRoutingRule_MatchHeaderValueProperty{Header: jsii.String(h.Name), ValueGlob: jsii.String(h.Value)},
			}},
		})
	}
	action := &awsapigatewayv2.CfnRoutingRule_ActionInvokeApiProperty{ApiId: jsii.String(m.stage.api), Stage: jsii.String(m.stage.ref())}
	if m.path != "" {
		condition = append(condition, &awsapigatewayv2.CfnRoutingRule_ConditionProperty{
			MatchBasePaths: &awsapigatewayv2.CfnRoutingRule_MatchBasePathsProperty{AnyOf: jsii.Strings(m.path)},
		})
		action.StripBasePath = jsii.Bool(!m.rule.KeepPath)
	}
	awsapigatewayv2.NewCfnRoutingRule(d.scopeIn(awscdk.Stack_Of(m.stage.construct)), jsii.String(fmt.Sprintf("Rule:%d", m.rule.Priority)),
		&awsapigatewayv2.CfnRoutingRuleProps{
			DomainNameArn: jsii.String(d.arn),
			Priority:      jsii.Number(m.rule.Priority),
			Conditions:    condition,
			Actions:       []any{&awsapigatewayv2.CfnRoutingRule_ActionProperty{InvokeApi: action}},
		})
}

// routingMode is what a domain asks, rules or other mappings, on its resource.
type routingMode struct {
	get  func() *string
	set  func(*string)
	both string // the mode that asks rules, then other mappings
}

// agree lets rules in, unless the user has chosen a mode, of which it says where
// it leaves something of what is mapped unasked.
func (r *routingMode) agree(d *Domain, rules, others bool) {
	switch {
	case r == nil:
	case r.get() == nil:
		if rules {
			r.set(&r.both)
		}
	case rules && strings.HasSuffix(*r.get(), "_MAPPING_ONLY"):
		d.warn(d.pos, warning.RoutingMode, "RoutingMode is %s, which asks none of the rules: leave it out, or the rules", *r.get())
	case others && *r.get() == "ROUTING_RULE_ONLY":
		d.warn(d.pos, warning.RoutingMode,
			"RoutingMode is ROUTING_RULE_ONLY, which asks none of the mappings without a rule: leave it out, or give them rules")
	}
}
