// Which stage answers below which path of a domain.

package domain

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

// Mapping leads requests to a stage: those below a path of a domain.
type Mapping struct {
	// Domain whose requests are led here. Required.
	Domain *Domain

	// Path is the start of the requests' paths, such as "v1" or "orders/v1";
	// what follows it is matched with the API's routes. Paths of several parts
	// need a Regional domain, and names of headers then reach the API in
	// lowercase. Default: "", all requests that have no longer path of another
	// mapping.
	Path string

	// Rule chooses requests by their headers too, for REST APIs. Default: none.
	Rule *Rule
}

// Clone returns a copy; nil for nil.
func (m *Mapping) Clone() *Mapping {
	if m == nil {
		return nil
	}
	return &Mapping{m.Domain, m.Path, m.Rule.clone()}
}

// Kinds of API, which stand on this package, map their stages by view.Map: users
// don't, so it is not a method.
func init() {
	view.Map = func(mapping any, s *view.Stage) { mapping.(*Mapping).bind(s) }
}

// bind maps a stage of an API; nil maps none.
func (m *Mapping) bind(s *view.Stage) {
	switch {
	case m == nil:
	case !m.Domain.exists():
		s.API.Construct.Node().AddValidation(atsynth.Validation(func() []plan.Problem {
			return []plan.Problem{{Pos: s.Pos, Text: fmt.Sprintf("stage %q: its Mapping has no Domain", shown(s.Shown))}}
		}))
	default:
		m.Domain.add(&mapped{pos: s.Pos, path: m.Path, rule: m.Rule.clone(), stage: ofView(s)})
	}
}

// Map maps a stage, ours or one of the CDK's: an HttpStage, a WebSocketStage or
// a Stage of a REST API. The path is that of [Mapping].
func (d *Domain) Map(path string, stage constructs.IConstruct) {
	d.mapAny(plan.Caller(1), path, nil, stage)
}

// MapRule is Map with a rule: requests with a path and headers are led to a
// stage of a REST API.
func (d *Domain) MapRule(path string, rule Rule, stage constructs.IConstruct) {
	d.mapAny(plan.Caller(1), path, rule.clone(), stage)
}

func (d *Domain) mapAny(pos plan.Pos, path string, rule *Rule, c constructs.IConstruct) {
	if !d.exists() {
		panic(fmt.Sprintf("gatehouse: domain: %v: path %q is mapped on a Domain that nothing made: New, FromAttributes, FromHTTP and "+
			"FromREST make one",
			pos, path))
	}
	if isnil.Any(c) {
		d.problem(pos, "path %q: the stage is nil", shown(path))
		return
	}
	s, ok := stageOf(c)
	if !ok {
		d.problem(pos, "path %q: a %T is not a stage of an API: give a stage, such as that of HttpApi.DefaultStage or RestApi.DeploymentStage",
			shown(path), c)
		return
	}
	d.add(&mapped{pos: pos, path: path, rule: rule, stage: s})
}

// mapped is a path, perhaps with a rule, and where it leads.
type mapped struct {
	pos   plan.Pos
	path  string
	rule  *Rule
	stage stage
}

// stage is what a domain must know of a stage.
type stage struct {
	kind      *plan.Kind
	api       string // its id: a CDK token
	name      string
	construct constructs.IConstruct // the CDK's stage
	owner     constructs.IConstruct // the API
	view      *view.Stage           // nil for one of the CDK's own
}

func ofView(s *view.Stage) stage {
	return stage{s.API.Kind, s.API.ID, s.Name, s.Construct, s.API.Construct, s}
}

// stageOf reads a stage.
func stageOf(c constructs.IConstruct) (stage, bool) {
	if v := view.StageOf(c); v != nil {
		return ofView(v), true
	}
	switch s := c.(type) {
	case awsapigatewayv2.IHttpStage:
		return stage{plan.HTTP, *s.Api().ApiId(), *s.StageName(), c, s.Api(), nil}, true
	case awsapigatewayv2.IWebSocketStage:
		return stage{plan.WebSocket, *s.Api().ApiId(), *s.StageName(), c, s.Api(), nil}, true
	case awsapigateway.IStage:
		name := *s.StageName()
		if cfn, ok := s.Node().DefaultChild().(awsapigateway.CfnStage); ok && cfn.StageName() != nil {
			name = *cfn.StageName() // the other is a token
		}
		return stage{plan.REST, *s.RestApi().RestApiId(), name, c, s.RestApi(), nil}, true
	}
	return stage{}, false
}

// ref returns the stage's name, such that what uses it waits for the stage.
func (s stage) ref() string {
	if cfn, ok := s.construct.Node().DefaultChild().(awscdk.CfnResource); ok {
		return *cfn.Ref()
	}
	return s.name
}

// String names the stage in messages.
func (s stage) String() string {
	name := s.name
	if s.view != nil {
		name = s.view.Shown
	}
	return fmt.Sprintf("stage %q of %s", shown(name), *s.owner.Node().Path())
}

// add records a mapping. What the API must know of it is told at once.
func (d *Domain) add(m *mapped) {
	if appOf(d).checked[d.inStage()] {
		panic(fmt.Sprintf("gatehouse: domain: %v: path %q of %s: mapped while the app is synthesised, after the domain was made: map it "+
			"before Synth",
			m.pos, m.path, d.props.Name))
	}
	d.mapped = append(d.mapped, m)
	v := m.stage.view
	if v == nil {
		return
	}
	v.API.DisableEndpoint = v.API.DisableEndpoint || d.closes()
	v.API.MutualTLS = v.API.MutualTLS || d.props.MutualTLS != nil
	v.Reached = true
	switch {
	// no address leads there by itself
	case v.Mapped != "" || m.rule != nil && len(m.rule.Headers) > 0 || strings.HasPrefix(d.props.Name, "*"):
	case m.rule != nil && m.rule.KeepPath:
		v.Mapped = d.URL("")
	default:
		v.Mapped = d.URL(m.path)
	}
}

func (d *Domain) makeMapping(m *mapped) {
	scope := d.scopeIn(awscdk.Stack_Of(m.stage.construct))
	id := jsii.String("Mapping:" + atsynth.ChildID("/"+m.path))
	if token.In(m.path) { // nothing else is known of it
		free, _ := atsynth.FreeID(scope, "Mapping:"+atsynth.ChildID(*m.stage.construct.Node().Path()))
		id = &free
	}
	switch {
	case m.rule != nil:
		d.makeRule(m)
	case d.props.private():
		awsapigateway.NewCfnBasePathMappingV2(scope, id, &awsapigateway.CfnBasePathMappingV2Props{
			DomainNameArn: jsii.String(d.arn),
			RestApiId:     jsii.String(m.stage.api),
			Stage:         jsii.String(m.stage.ref()),
			BasePath:      optional(m.path),
		})
	case d.props.basePaths():
		awsapigateway.NewCfnBasePathMapping(scope, id, &awsapigateway.CfnBasePathMappingProps{
			DomainName: d.ref,
			RestApiId:  m.stage.api,
			Stage:      m.stage.ref(),
			BasePath:   optional(m.path),
		})
	default:
		awsapigatewayv2.NewCfnApiMapping(scope, id, &awsapigatewayv2.CfnApiMappingProps{
			DomainName:    d.ref,
			ApiId:         m.stage.api,
			Stage:         jsii.String(m.stage.ref()),
			ApiMappingKey: optional(m.path),
		})
	}
}

// inOrder sorts mappings by what they are.
func inOrder(a, b *mapped) int {
	priority := func(m *mapped) int {
		if m.rule == nil {
			return 0
		}
		return m.rule.Priority
	}
	return cmp.Or(strings.Compare(a.path, b.path), cmp.Compare(priority(a), priority(b)))
}
