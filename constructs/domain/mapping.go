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

	"github.com/gatehouse-go/gatehouse/internal/plan"
	"github.com/gatehouse-go/gatehouse/internal/view"
)

// Mapping leads requests to a stage: those below a path of a domain.
type Mapping struct {
	// Domain whose requests are led here. Required.
	Domain *Domain

	// Path is the start of the requests' paths, such as "v1" or "orders/v1";
	// what follows it is matched with the API's routes. Default: "", all
	// requests that have no longer path of another mapping.
	Path string
}

// Clone returns a copy; nil for nil.
func (m *Mapping) Clone() *Mapping {
	if m == nil {
		return nil
	}
	return new(*m)
}

// Bind maps a stage of an API; nil maps none. The kinds of API call it with
// their view of the stage.
func (m *Mapping) Bind(s *view.Stage) {
	if m == nil || m.Domain == nil {
		return
	}
	m.Domain.add(&mapped{pos: s.Pos, path: m.Path, stage: stage{
		kind: s.API.Kind, api: s.API.ID, name: s.Name, construct: s.Construct, view: s,
	}})
}

// Map maps a stage, ours or one of the CDK's: an HttpStage, a WebSocketStage or
// a Stage of a REST API. The path is that of [Mapping].
func (d *Domain) Map(path string, s constructs.IConstruct) {
	pos := plan.Caller(1)
	if v := view.StageOf(s); v != nil {
		d.add(&mapped{pos: pos, path: path, stage: stage{kind: v.API.Kind, api: v.API.ID, name: v.Name, construct: s, view: v}})
		return
	}
	st, ok := stageOf(s)
	if !ok {
		d.problem(pos, "domain %s: Map got a %T, which is no stage of an API", d.props.Name, s)
		return
	}
	d.add(&mapped{pos: pos, path: path, stage: st})
}

// mapped is a path and what it leads to.
type mapped struct {
	pos   plan.Pos
	path  string
	stage stage
}

// stage is what a domain must know of a stage.
type stage struct {
	kind      *plan.Kind
	api       string
	name      string
	construct constructs.IConstruct
	view      *view.Stage // nil for one of the CDK's own
}

// stageOf reads a stage of the CDK's.
func stageOf(c constructs.IConstruct) (stage, bool) {
	switch s := c.(type) {
	case awsapigatewayv2.IHttpStage:
		return stage{kind: plan.HTTP, api: *s.Api().ApiId(), name: *s.StageName(), construct: c}, true
	case awsapigatewayv2.IWebSocketStage:
		return stage{kind: plan.WebSocket, api: *s.Api().ApiId(), name: *s.StageName(), construct: c}, true
	case awsapigateway.IStage:
		return stage{kind: plan.REST, api: *s.RestApi().RestApiId(), name: *s.StageName(), construct: c}, true
	}
	return stage{}, false
}

func (d *Domain) add(m *mapped) {
	d.mapped = append(d.mapped, m)
	if v := m.stage.view; v != nil && v.Mapped == "" {
		v.Mapped = "https://" + strings.TrimSuffix(d.props.Name+"/"+m.path, "/")
	}
}

func (d *Domain) makeMapping(m *mapped) {
	awsapigatewayv2.NewCfnApiMapping(d.scopeIn(awscdk.Stack_Of(m.stage.construct)), jsii.String("Mapping:"+childID(m.path)), &awsapigatewayv2.CfnApiMappingProps{
		ApiId:         m.stage.api,
		ApiMappingKey: jsii.String(m.path),
		DomainName:    d.resource.Ref(),
		Stage:         jsii.String(m.stage.ref()),
	})
}

// ref returns the stage's name, and makes what uses it wait for the stage.
func (s stage) ref() string {
	if cfn, ok := s.construct.Node().DefaultChild().(awscdk.CfnResource); ok {
		return *cfn.Ref()
	}
	return s.name
}

func byPath(a, b *mapped) int { return cmp.Compare(a.path, b.path) }

func (d *Domain) problem(pos plan.Pos, format string, args ...any) {
	d.problems = append(d.problems, plan.Problem{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

// childID turns a path into the id of a construct, which can't hold a slash.
func childID(path string) string { return strings.ReplaceAll(path, "/", "|") }
