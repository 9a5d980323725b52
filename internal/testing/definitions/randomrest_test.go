// Random REST APIs: what only they have.

package definitions

import (
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func (r random) restProps(s *spec, list []authorizers.Authorizer) *restapi.Props {
	p := &restapi.Props{
		Name: fmt.Sprintf("api-%d", s.number), CORS: r.policy(true), DefaultAuth: r.defaultAuth(list), DisableEndpoint: r.often(3), NoURLOutput: true,
		Stages: []restapi.Stage{{Name: "v1", Variables: map[string]string{"color": "red"}}}, RequireAPIKey: r.often(15),
	}
	if r.often(30) {
		p.Stages = append(p.Stages, restapi.Stage{Name: "test", Variables: map[string]string{"color": "blue"}})
	}
	for i, stage := range p.Stages {
		p.Stages[i].AccessLog = &accesslog.Config{Off: true} // saves time
		s.stages = append(s.stages, stage.Name)
	}
	if r.often(10) {
		p.Stages[0].Throttle = &restapi.Throttle{Rate: 0.0001, Burst: 4}
	}
	plan := restapi.UsagePlan{Name: "plan", Keys: []restapi.Key{{Name: "key"}}}
	if r.often(30) {
		plan.Quota = &restapi.Quota{Requests: 3, Per: restapi.Month}
	}
	p.Plans = []restapi.UsagePlan{plan}
	if r.often(30) {
		p.BinaryMediaTypes = []string{one(r, "image/png", "*/*")}
	}
	if r.often(20) {
		p.CompressFrom = 100
	}
	if r.often(15) {
		p.AllowFrom = []restapi.Source{restapi.IPs(one(r, "127.0.0.0/8", "192.0.2.0/24"))}
	}
	for _, kind := range []restapi.ResponseType{restapi.Unauthorized, restapi.AccessDenied, restapi.MissingAuthenticationToken, restapi.Default4XX} {
		if r.often(15) {
			p.Responses = append(p.Responses, restapi.GatewayResponse{Type: kind, Status: one(r, 0, 444),
				Headers: map[string]string{"X-Answer": one(r, "text", "context.stage", "method.request.header.X-Say")},
				Body:    one(r, "", `{"error":$context.error.messageString,"kind":"$context.error.responseType"}`)})
		}
	}
	return p
}

// schemas of bodies.
var schemas = []*restapi.Schema{
	restapi.JSONSchema("Title", `{"type":"object","required":["title"],"properties":{"title":{"type":"string","minLength":2}}}`),
	restapi.JSONSchema("Numbers", `{"type":"array","items":{"type":"integer","minimum":0}}`),
}

func (r random) restRoute(key string, auth, pools authorizers.Authorizer) restapi.Route {
	route := restapi.Route{Key: key, Auth: auth, Integration: r.restIntegration(key)}
	if r.often(15) {
		route.Throttle = &restapi.Throttle{Rate: 0.0001, Burst: 1 + r.IntN(3)}
	}
	if r.often(15) {
		route.Auth, route.Scopes = pools, []string{"read", "admin"}
	}
	if r.often(25) {
		route.Request = &restapi.Request{}
		if hasBody(key) && r.often(60) {
			route.Request.Body = one(r, schemas...)
		}
		if r.often(50) {
			route.Request.Query = []string{"q"}
		}
		if r.often(50) || route.Request.Body == nil && route.Request.Query == nil {
			route.Request.Headers = []string{"X-Say"}
		}
	}
	route.APIKey = one(r, restapi.APIKeyDefault, restapi.APIKeyDefault, restapi.APIKeyDefault, restapi.APIKeyRequired, restapi.APIKeyNotRequired)
	return route
}

// hasBody reports whether all requests of a route have bodies.
func hasBody(key string) bool {
	method, _, _ := strings.Cut(key, " ")
	return method == "POST" || method == "PUT" || method == "PATCH"
}

func (r random) restIntegration(key string) integrations.Integration {
	switch r.IntN(8) {
	case 0, 1:
		return integrations.Lambda(r.w.answers)
	case 2:
		return integrations.Mock(&integrations.MockOptions{
			Status: one(r, 0, 201, 404), Body: one(r, "", `{"stage":"$context.stage","color":"$stageVariables.color","q":"$util.escapeJavaScript($input.params('q'))"}`),
			ContentType: one(r, "", "text/plain"), Headers: map[string]string{"X-Mock": "mocked"},
		})
	case 3:
		mapping := &integrations.Mapping{Responses: []integrations.RESTResponse{
			{Status: 200, Templates: map[string]string{"application/json": `{"sent":$input.json('$.body')}`}, Headers: map[string]string{"X-Mapped": "'yes'"}},
			{Status: 502, Pattern: ".*boom.*"},
		}}
		if r.often(60) {
			mapping.Request = map[string]string{"application/json": `{"queryStringParameters":{"fail":"$input.params('fail')"},"path":"$context.resourcePath"}`}
		}
		if r.often(30) {
			mapping.Timeout = time.Duration(1+r.IntN(20)) * time.Second
		}
		return integrations.LambdaMapped(r.w.answers, mapping)
	case 4:
		return integrations.SQS(r.w.queue, integrations.SendMessage, nil)
	}
	return integrations.URL(r.url(key), &integrations.URLOptions{Method: one(r, "", "", "POST")})
}
