// What is watched of APIs: a stage, or an API whose stages are not known.

package monitor

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// subject is a stage, or an API as a whole.
type subject struct {
	kind  *plan.Kind
	api   constructs.IConstruct
	name  string                // of the stage; "" for an API as a whole
	stage *view.Stage           // nil for one of the CDK's own
	l2    constructs.IConstruct // of the stage, or the API as a whole
	dims  []dimension           // by which CloudWatch counts it

	period time.Duration // of its metrics; 0 is a minute
}

// dimension is a name and a value, which may be a token.
type dimension struct{ name, value string }

// findSubjects finds the stages of the APIs, and reports what is not an API.
func (m *Monitor) findSubjects() {
	seen, inPart := map[string]bool{}, map[string]bool{} // by path: subjects, APIs of which some stage is one
	restNames := map[string]string{}
	for i, c := range m.props.APIs {
		if isnil.Any(c) {
			m.problem("APIs[%d] is nil", i)
			continue
		}
		found, why := subjectsOf(c)
		if why != "" {
			m.problem("APIs[%d], %s: %s", i, *c.Node().Path(), why)
			continue
		}
		m.checkPlace(found[0].api, fmt.Sprintf("APIs[%d], %s,", i, *c.Node().Path()))
		for _, s := range found {
			path, whole := *s.l2.Node().Path(), *s.api.Node().Path()
			if seen[path] || seen[whole] || s.name == "" && inPart[whole] {
				m.problem("APIs[%d], %s, is watched already: name each API or stage once", i, *c.Node().Path())
				break
			}
			seen[path], inPart[whole] = true, true
			m.subjects = append(m.subjects, s)
			m.checkName(s, restNames)
		}
	}
}

// checkName warns of REST APIs that CloudWatch may count otherwise than is
// meant: it knows them by their name.
func (m *Monitor) checkName(s *subject, first map[string]string) {
	if s.kind != plan.REST {
		return
	}
	path, name := *s.api.Node().Path(), s.dims[0].value
	switch other, known := first[name]; {
	case !known:
		first[name] = path
	case other != path:
		m.warn(warning.SharedAPIName,
			"%s and %s have the name %q: CloudWatch counts REST APIs by their name, so both are counted together: give each its "+
				"own", other, path, name)
	}
	if s.api.Node().DefaultChild() == nil && name == *s.api.Node().Id() {
		m.warn(warning.ImportedAPIName,
			"%s is imported, and its name taken to be its construct id, as the CDK does: CloudWatch counts REST APIs by their name: import it "+
				"by RestApi_FromRestApiAttributes with RestApiName", path)
	}
}

// String names the subject for people.
func (s *subject) String() string {
	path := *s.api.Node().Path()
	if s.name == "" {
		return path
	}
	return path + ", stage " + s.name
}

// subjectsOf returns what is watched of an API or a stage, or says why nothing
// is.
func subjectsOf(c API) (found []*subject, why string) {
	if v := view.Of(c); v != nil {
		for _, s := range v.Stages {
			found = append(found, ofView(s))
		}
		if len(found) == 0 {
			return nil, "it has no stages"
		}
		return found, ""
	}
	if s := view.StageOf(c); s != nil {
		return []*subject{ofView(s)}, ""
	}
	switch c := c.(type) {
	case awsapigatewayv2.IHttpStage:
		return []*subject{{kind: plan.HTTP, api: c.Api(), name: *c.StageName(), l2: c,
			dims: dims(plan.HTTP, *c.Api().ApiId(), *c.StageName())}}, ""
	case awsapigatewayv2.IWebSocketStage:
		return []*subject{{kind: plan.WebSocket, api: c.Api(), name: *c.StageName(), l2: c,
			dims: dims(plan.WebSocket, *c.Api().ApiId(), *c.StageName())}}, ""
	case awsapigateway.IStage:
		return []*subject{{kind: plan.REST, api: c.RestApi(), name: *c.StageName(), l2: c, dims: restDims(c.RestApi(), *c.StageName())}}, ""
	case awsapigatewayv2.IHttpApi:
		return []*subject{{kind: plan.HTTP, api: c, l2: c, dims: dims(plan.HTTP, *c.ApiId(), "")}}, ""
	case awsapigateway.IRestApi:
		return []*subject{{kind: plan.REST, api: c, l2: c, dims: restDims(c, "")}}, ""
	case awsapigatewayv2.IWebSocketApi:
		return []*subject{{kind: plan.WebSocket, api: c, l2: c, dims: dims(plan.WebSocket, *c.ApiId(), "")}}, ""
	}
	return nil, "it is not an API that can be watched; these can: those of httpapi, restapi and websocket, the CDK's HttpApi, RestApi and " +
		"WebSocketApi, and their stages"
}

func ofView(s *view.Stage) *subject {
	id := s.API.ID
	if s.API.Kind == plan.REST {
		id = ascii(s.API.Name, s.API.ID)
	}
	return &subject{kind: s.API.Kind, api: s.API.Construct, name: s.Name, stage: s, l2: s.Construct, dims: dims(s.API.Kind, id, s.Name)}
}

// dims are the dimensions of a stage's metrics, or of an API's as a whole. (API
// Gateway developer guide, "Monitor CloudWatch metrics for HTTP APIs", "Amazon
// API Gateway dimensions and metrics", "Monitor WebSocket API execution with
// CloudWatch metrics".)
func dims(kind *plan.Kind, api, stage string) []dimension {
	d := []dimension{{"ApiId", api}}
	if kind == plan.REST {
		d[0].name = "ApiName"
	}
	if stage != "" {
		d = append(d, dimension{"Stage", stage})
	}
	return d
}

// restDims are the dimensions of a REST API of the CDK's.
func restDims(c awsapigateway.IRestApi, stage string) []dimension {
	return dims(plan.REST, ascii(*c.RestApiName(), *c.RestApiId()), stage)
}

// ascii is what API Gateway makes of a REST API's name: it leaves out what is
// not ASCII, and takes the id if nothing remains. (API Gateway developer guide,
// "Amazon API Gateway dimensions and metrics".)
func ascii(name, id string) string {
	if token.In(name) {
		return name
	}
	kept := strings.Map(func(r rune) rune {
		if r > 127 {
			return -1
		}
		return r
	}, name)
	if kept == "" {
		return id
	}
	return kept
}
