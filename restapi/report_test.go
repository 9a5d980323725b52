// What wrong input gets: every mistake with its place, all in one report, and
// nothing rendered.

package restapi_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

type route = restapi.Route

type called struct{ F func() }

type ruled struct {
	A string `json:"a" check:"most=3"`
}

type node struct {
	Children []node `json:"children"`
}

type mistake struct {
	props  restapi.Props
	routes []route  // none: GET /a
	want   []string // one for each problem, in order
}

func body(s *restapi.Schema) *restapi.Request { return &restapi.Request{Body: s} }

var routeMistakes = map[string]mistake{
	"siblings with two names": {routes: []route{{Key: "GET /a/{id}", Handler: list}, {Key: "POST /a/{userId}/b", Handler: list}},
		want: []string{`cannot stand beside`}},
	"sibling of a greedy one": {routes: []route{{Key: "GET /a/{id}", Handler: list}, {Key: "ANY /a/{proxy+}", Handler: list}},
		want: []string{`a REST API's resource has one variable child: keep one of them`}},
	"same path, other name": {routes: []route{{Key: "GET /a/{id}", Handler: list}, {Key: "GET /a/{x}", Handler: list}}, want: []string{`same path as "GET /a/{id}"`}},
	"same route twice":      {routes: []route{{Key: "GET /a", Handler: list}, {Key: "get /a", Handler: list}}, want: []string{`declared already at report_test.go:`}},
	"ANY in a list":         {routes: []route{{Key: "GET,ANY /a", Handler: list}}, want: []string{`ANY`}},
	"$default":              {routes: []route{{Key: "$default", Handler: list}}, want: []string{`write "ANY /{proxy+}", and "ANY /" for the root`}},
	"OPTIONS with CORS": {props: restapi.Props{CORS: cors.AllowAny()}, routes: []route{{Key: "GET,OPTIONS /a", Handler: list}},
		want: []string{`route "OPTIONS /a": CORS is on`}},
	"JWT": {routes: []route{{Key: "GET /a", Handler: list, Auth: authorizers.JWT("login", "https://login.example.com", "a")}},
		want: []string{`a REST API can't have the JWT authorizer "login"; it can have None, IAM, Cognito, CognitoPools, Token and Lambda; an HTTP API can have it`}},
	"scopes on none": {routes: []route{{Key: "GET /a", Handler: list, Scopes: []string{"read"}}}, want: []string{`has scopes, which need a JWT or Cognito authorizer`}},
	"scopes on IAM": {props: restapi.Props{DefaultAuth: authorizers.IAM()}, routes: []route{{Key: "GET /a", Handler: list, Scopes: []string{"read"}}},
		want: []string{`its authorizer is: IAM`}},
	"request authorizer": {routes: []route{{Key: "GET /a", Handler: list, Auth: authorizers.Lambda("who", "testdata/auth.Own", &authorizers.LambdaOptions{IdentitySources: []string{"$context.routeKey"}})}},
		want: []string{`set Response to authorizers.Policy`, `a REST API has "$context.httpMethod"`}},
	"token authorizer": {routes: []route{{Key: "GET /a", Handler: list, Auth: authorizers.Token("who", "testdata/auth.Own", &authorizers.TokenOptions{Header: "a b", Pattern: "(", TTL: 2 * time.Hour})}},
		want: []string{`Header "a b" is not a valid header name`, `Pattern: error parsing regexp`, `TTL is 2h0m0s`}},
	"token of nobody": {routes: []route{{Key: "GET /a", Handler: list, Auth: authorizers.TokenFunction("who", nil, nil)}}, want: []string{`has no function: it is nil`}},
	"takes requests":  {routes: []route{{Key: "GET /a", Handler: list, Auth: authorizers.Token("who", "testdata/auth.Look", nil)}}, want: []string{`take a *authorizer.TokenRequest`}},
	"takes a token":   {routes: []route{{Key: "GET /a", Handler: list, Auth: authorizers.Lambda("who", "testdata/auth.Check", &authorizers.LambdaOptions{Response: authorizers.Policy})}}, want: []string{`a REST API asks with a *authorizer.RESTRequest`}},
	"changes": {routes: []route{{Key: "GET /a", Integration: integrations.URL("https://a.example.com", &integrations.URLOptions{Request: []integrations.Change{integrations.SetHeader("A", "b")}})}},
		want: []string{`changes of requests and responses are for HTTP APIs`}},
	"CloudMap": {routes: []route{{Key: "GET /a", Integration: integrations.CloudMap(nil, nil)}}, want: []string{`a REST API can't have a CloudMap integration`}},
	"parameters of a service": {routes: []route{{Key: "POST /a", Integration: integrations.Kinesis(nil, &integrations.ServiceOptions{Parameters: map[string]string{"PartitionKey": "a"}})}},
		want: []string{`its target is nil`, `Parameters are for HTTP APIs`}},
	"receives":            {routes: []route{{Key: "POST /a", Integration: integrations.SQS(nil, integrations.ReceiveMessage, nil)}}, want: []string{`its target is nil`, `a REST API sends messages`}},
	"stops":               {routes: []route{{Key: "POST /a", Integration: integrations.StepFunctions(nil, integrations.StopExecution, nil)}}, want: []string{`its target is nil`, `a REST API starts executions`}},
	"AppConfig":           {routes: []route{{Key: "POST /a", Integration: integrations.AppConfig(nil, nil, nil)}}, want: []string{`a REST API can't have an AppConfig integration`}},
	"permission by route": {routes: []route{{Key: "GET /a", Integration: integrations.LambdaWith(nil, &integrations.LambdaOptions{PermissionPerRoute: true})}}, want: []string{`it is nil`, `PermissionPerRoute is for HTTP APIs`}},
	"throttle":            {routes: []route{{Key: "GET /a", Handler: list, Throttle: &restapi.Throttle{Rate: 5}}}, want: []string{`Rate 5 and Burst 0`}},
	"no such handler":     {routes: []route{{Key: "GET /a", Handler: "testdata/todos.Lst"}}, want: []string{`has no function Lst`}},
	"bad settings":        {routes: []route{{Key: "GET /a", Handler: list, Function: &function.Config{MemoryMB: 1}}}, want: []string{`MemoryMB is 1`}},
	"nil function":        {routes: []route{{Key: "GET /a", Integration: integrations.Lambda(nil)}}, want: []string{`it is nil`}},
	"URL waits longer":    {routes: []route{{Key: "GET /a", Integration: integrations.URL("https://a.example.com", &integrations.URLOptions{Timeout: 29500 * time.Millisecond})}}, want: []string{`a REST API waits 50ms to 29s`}},
	"URL names another":   {routes: []route{{Key: "GET /a/{id}", Integration: integrations.URL("https://a.example.com/{x}", nil)}}, want: []string{`{x}`}},
	"mock":                {routes: []route{{Key: "GET /a", Integration: integrations.Mock(&integrations.MockOptions{Status: 99})}}, want: []string{`Status is 99`}},
	"mapping": {routes: []route{{Key: "GET /a", Integration: integrations.LambdaMapped(nil, &integrations.Mapping{
		Request: map[string]string{"json": ""}, Timeout: time.Minute, Responses: []integrations.RESTResponse{{Status: 1, Pattern: "("}, {Status: 200, Pattern: "x", Headers: map[string]string{"A": "b"}}},
	})}}, want: []string{`it is nil`, `"json" is not a content type`, `Timeout is 1m0s`, `Status is 1;`, `Pattern: error parsing regexp`, `header A is "b"`, `0 responses have no Pattern`}},
	"alias":     {routes: []route{{Key: "GET /a", Integration: integrations.LambdaAlias(nil, "a-b")}}, want: []string{`it is nil`, `"a-b" is not a stage variable`, `names no alias`, `stage "v1" has no variable "a-b"`}},
	"DynamoDB":  {routes: []route{{Key: "GET /a", Integration: integrations.DynamoDB(nil, "Get", nil)}}, want: []string{`its table is nil`, `action "Get" is unknown`, `has no template for the request`}},
	"S3":        {routes: []route{{Key: "GET /a", Integration: integrations.S3(nil, "POST", "/{id}", nil)}}, want: []string{`has no parameter {id}`, `its bucket is nil`, `there are GET, PUT and DELETE`, `write a key without a slash in front`}},
	"no routes": {routes: []route{}, want: []string{`the API has no routes`}},

	"body of GET":        {routes: []route{{Key: "GET /a", Handler: list, Request: body(restapi.SchemaOf[newTodo]())}}, want: []string{`requests of method GET don't have`}},
	"body of ANY":        {routes: []route{{Key: "ANY /a", Handler: list, Request: body(restapi.SchemaOf[newTodo]())}}, want: []string{`requests of method ANY don't have`}},
	"empty schema":       {routes: []route{{Key: "POST /a", Handler: list, Request: body(&restapi.Schema{})}}, want: []string{`Request.Body is an empty Schema: make one with restapi.JSONSchema or restapi.SchemaOf`}},
	"schema no JSON":     {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a", `{"type":`))}}, want: []string{`schema a is not valid JSON`}},
	"schema no object":   {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a", `[]`))}}, want: []string{`write an object`}},
	"schema is none":     {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a", `{"type":"todo"}`))}}, want: []string{`schema a is not a JSON schema of draft 4`}},
	"schema of later":    {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a", `{"if":{}}`))}}, want: []string{`which has no if`}},
	"schema refers away": {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a", `{"$ref":"https://example.com/a"}`))}}, want: []string{`schema a is not a JSON schema`}},
	"schema's name":      {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a-b", `{}`))}}, want: []string{`a name has 1 to 128 letters and digits`}},
	"schema of a func":   {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.SchemaOf[called]())}}, want: []string{`such values are not in JSON`}},
	"schema of itself":   {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.SchemaOf[node]())}}, want: []string{`the type holds itself`}},
	"schema of no name":  {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.SchemaOf[struct{ A int }]())}}, want: []string{`give the type a name`}},
	"schema's rule":      {routes: []route{{Key: "POST /a", Handler: list, Request: body(restapi.SchemaOf[ruled]())}}, want: []string{`rule "most" of the tag check is unknown`}},
	"schemas of one name": {routes: []route{
		{Key: "POST /a", Handler: list, Request: body(restapi.JSONSchema("a", `{}`))},
		{Key: "POST /b", Handler: list, Request: body(restapi.JSONSchema("a", `{"type":"object"}`))},
	}, want: []string{`schema a differs from that of "POST /a"`}},
	"query parameter": {routes: []route{{Key: "GET /a", Handler: list, Request: &restapi.Request{Query: []string{"a b", "c", "c"}}}}, want: []string{`required query parameter "a b"`, `"c" is listed twice`}},
	"header":          {routes: []route{{Key: "GET /a", Handler: list, Request: &restapi.Request{Headers: []string{""}}}}, want: []string{`required header ""`}},

	"cache without one": {routes: []route{{Key: "GET /a", Handler: list, Cache: &restapi.RouteCache{}}}, want: []string{`no stage has one: set Cache on a stage`}},
	"cache key":         {props: restapi.Props{Stages: []restapi.Stage{{Cache: &restapi.Cache{}}}}, routes: []route{{Key: "GET /a/{id}", Handler: list, Cache: &restapi.RouteCache{Keys: []string{"path.id", "cookie.a", "query.a+b", "query.a", "query.a"}}}}, want: []string{`always tell responses apart`, `"cookie.a": write "query.NAME" or "header.NAME"`, `"query.a+b": write`, `"query.a" is listed twice`}},
	"cache off and on":  {routes: []route{{Key: "GET /a", Handler: list, Cache: &restapi.RouteCache{Off: true, TTL: time.Minute}}}, want: []string{`is Off and has settings`}},
	"cache of a route":  {props: restapi.Props{Stages: []restapi.Stage{{Cache: &restapi.Cache{}}}}, routes: []route{{Key: "GET /a", Handler: list, Cache: &restapi.RouteCache{TTL: 2 * time.Hour}}}, want: []string{`Cache.TTL is 2h0m0s`}},
}

var propsMistakes = map[string]mistake{
	"several origins":       {props: restapi.Props{CORS: cors.Allow("https://a.example.com", "https://b.example.com")}, want: []string{`CORS: 2 origins`}},
	"origins of a scheme":   {props: restapi.Props{CORS: cors.Allow("https://*")}, want: []string{`a REST API can't compare origins`}},
	"* with credentials":    {props: restapi.Props{CORS: &cors.Policy{AllowOrigins: []string{"*"}, AllowCredentials: true}}, want: []string{`AllowCredentials`}},
	"endpoint":              {props: restapi.Props{Endpoint: "GLOBAL"}, want: []string{`Endpoint is "GLOBAL"; there are Regional, Edge and Private`}},
	"private for nobody":    {props: restapi.Props{Endpoint: restapi.Private}, want: []string{`refuses everybody until AllowFrom`}},
	"endpoints of a public": {props: restapi.Props{VPCEndpoints: []string{"vpce-1"}}, want: []string{`VPCEndpoints are for a Private API`}},
	"sources": {props: restapi.Props{Endpoint: restapi.Private, AllowFrom: []restapi.Source{restapi.IPs("1.2.3"), restapi.IPs(), restapi.VPCs("vpce-1"), restapi.VPCEndpoints("vpc-1"), restapi.Accounts("1"), {}}},
		want: []string{`"1.2.3" is not an IP address or range`, `names no value`, `begins with "vpc-"`, `begins with "vpce-"`, `has 12 digits`, `a Source is made by`}},
	"networks of a public": {props: restapi.Props{AllowFrom: []restapi.Source{restapi.VPCs("vpc-1"), restapi.VPCEndpoints("vpce-1", "vpce-2")}},
		want: []string{`the Endpoint is REGIONAL, so vpc-1 would let nobody in`, `so vpce-1, vpce-2 would let nobody in`}},
	"policy of an edge":   {props: restapi.Props{SecurityPolicy: domain.EdgeTLS13}, want: []string{`SecurityPolicy SecurityPolicy_TLS13_2025_EDGE is not for the endpoint REGIONAL: those whose name begins with Edge are for Edge`}},
	"policy at the edge":  {props: restapi.Props{Endpoint: restapi.Edge, SecurityPolicy: domain.TLS13}, want: []string{`SecurityPolicy_TLS13_1_3_2025_09 is not for the endpoint EDGE`}},
	"TLS12 at the edge":   {props: restapi.Props{Endpoint: restapi.Edge, SecurityPolicy: domain.TLS12}, want: []string{`TLS12 is for domains at the edge, and not for APIs there: take EdgeTLS12From2018`}},
	"policy inside":       {props: restapi.Props{Endpoint: restapi.Private, AllowFrom: []restapi.Source{restapi.VPCs("vpc-1")}, SecurityPolicy: domain.EdgeTLS12PFS}, want: []string{`is not for the endpoint PRIVATE`}},
	"policy of tomorrow":  {props: restapi.Props{SecurityPolicy: "SecurityPolicy_TLS14_2030_EDGE"}, want: []string{`is not for the endpoint REGIONAL`}},
	"unknown policy":      {props: restapi.Props{SecurityPolicy: "TLS_1_3"}, want: []string{`SecurityPolicy is "TLS_1_3", which is unknown: take a constant of package domain`}},
	"access":              {props: restapi.Props{Access: "LOOSE"}, want: []string{`Access is "LOOSE"; there are Strict and Basic`}},
	"access of old":       {props: restapi.Props{SecurityPolicy: domain.TLS10, Access: domain.Basic}, want: []string{`Access is for newer security policies, such as TLS13; this one is TLS_1_0`}},
	"access of a default": {props: restapi.Props{Endpoint: restapi.Private, AllowFrom: []restapi.Source{restapi.VPCs("vpc-1")}, Access: domain.Strict}, want: []string{`this one is TLS_1_2`}},
	"compression":         {props: restapi.Props{CompressFrom: 11 << 20}, want: []string{`CompressFrom is 11534336`}},
	"binary types":        {props: restapi.Props{BinaryMediaTypes: []string{"png", "a/b", "a/b"}}, want: []string{`binary media type "png"`, `"a/b" is listed twice`}},
	"stage's name":        {props: restapi.Props{Stages: []restapi.Stage{{Name: "a b"}}}, want: []string{`stage "a b": a name has`}},
	"two stages":          {props: restapi.Props{Stages: []restapi.Stage{{}, {Name: "v1"}}}, want: []string{`another stage has this name`}},
	"variables":           {props: restapi.Props{Stages: []restapi.Stage{{Variables: map[string]string{"a-b": "c", "d": "e f"}}}}, want: []string{`variable "a-b"`, `variable d is "e f"`}},
	"logs":                {props: restapi.Props{Stages: []restapi.Stage{{ExecutionLog: "ALL", LogData: true}}}, want: []string{`ExecutionLog is "ALL"`, `LogData needs`}},
	"access log":          {props: restapi.Props{Stages: []restapi.Stage{{AccessLog: &accesslog.Config{RetentionDays: 31}}}}, want: []string{`RetentionDays is 31`}},
	"two logs":            {props: restapi.Props{Stages: []restapi.Stage{{AccessLog: &accesslog.Config{RetentionDays: 7, Firehose: "arn:aws:firehose:eu-west-1:1:deliverystream/mine"}}}}, want: []string{`begins with "amazon-apigateway-"`, `both RetentionDays and Firehose`}},
	"stage's limit":       {props: restapi.Props{Stages: []restapi.Stage{{Throttle: &restapi.Throttle{}}}}, want: []string{`lets no request pass`}},
	"cache":               {props: restapi.Props{Stages: []restapi.Stage{{Cache: &restapi.Cache{SizeGB: 1, TTL: time.Millisecond}}}}, want: []string{`there are caches of 0.5, 1.6, 6.1`, `Cache.TTL is 1ms`}},
	"canary": {props: restapi.Props{Stages: []restapi.Stage{{Canary: &restapi.Canary{Percent: 101}}}},
		want: []string{`a Canary needs KeepDeployments`, `Canary.Base is ""`, `Canary.Percent is 101; a canary gets a share above 0 and below 100`}},
	"by hand":  {props: restapi.Props{Stages: []restapi.Stage{{Deployment: "by hand"}}}, want: []string{`stage "v1": Deployment is "by hand"; it is the id of a deployment`}},
	"not kept": {props: restapi.Props{Stages: []restapi.Stage{{Deployment: "a1b2c3"}}}, want: []string{`a Deployment needs KeepDeployments: it would be removed`}},
	"pinned, canary": {props: restapi.Props{KeepDeployments: true, Stages: []restapi.Stage{{Deployment: "a1b2c3", Canary: &restapi.Canary{Percent: 1, Base: "a1b2c3"}}}},
		want: []string{`both Deployment and Canary`}},
	"stage whose name can't be had": {props: restapi.Props{
		Stages: []restapi.Stage{{Name: "a b", WAF: &restapi.WAF{}}, {Name: "c d", WAF: &restapi.WAF{CountOnly: true}}},
		Plans:  []restapi.UsagePlan{{Name: "free", Stages: []string{"a b"}}},
	}, routes: []route{{Key: "GET /a", Handler: list}},
		want: []string{`stage "a b": a name has`, `stage "c d": a name has`, `stages "a b" and "c d": WAF: different settings`}},
	"usage plan": {props: restapi.Props{Plans: []restapi.UsagePlan{{Stages: []string{"beta"}, Throttle: &restapi.Throttle{}, Quota: &restapi.Quota{Per: "YEAR"}}}},
		want: []string{`the name is empty`, `lets no request pass`, `Quota.Requests is 0`, `Quota.Per is "YEAR"`, `stage "beta" is unknown; there are "v1"`}},
	"two plans": {props: restapi.Props{Plans: []restapi.UsagePlan{{Name: "a"}, {Name: "a"}}}, want: []string{`another plan has this name`}},
	"keys": {props: restapi.Props{Plans: []restapi.UsagePlan{{Name: "a", Keys: []restapi.Key{{Name: "k", Value: "short"}, {Name: "k"}, {Name: "l", ID: "x", Disabled: true}, {}}}}},
		want: []string{`Value has 5 characters`, `another key has this name`, `was made elsewhere`, `the name is empty`}},
	"limits of routes only": {props: restapi.Props{Plans: []restapi.UsagePlan{{Name: "a", Routes: []restapi.RouteLimit{{Key: "GET /a", Throttle: restapi.Throttle{Rate: 1, Burst: 1}}}}}},
		routes: []route{{Key: "GET /a", Handler: list}}, want: []string{`has limits for routes, which API Gateway takes only in a plan that has limits itself`}},
	"one key twice": {props: restapi.Props{Stages: []restapi.Stage{{Name: "live"}, {Name: "test"}}, Plans: []restapi.UsagePlan{
		{Name: "a", Stages: []string{"live"}, Keys: []restapi.Key{{Name: "k", ID: "x"}, {Name: "l", ID: "x"}, {Name: "m", Value: "0123456789abcdefghij"}}},
		{Name: "b", Stages: []string{"test"}, Keys: []restapi.Key{{Name: "n", ID: "x"}, {Name: "o", Value: "0123456789abcdefghij"}}},
		{Name: "c", Keys: []restapi.Key{{Name: "p", ID: "x"}}},
	}}, want: []string{`usage plan "a": key "l": has the ID of key "k" in plan "a"`, `usage plan "b": key "o": has the Value of key "m" in plan "a"`,
		`usage plan "c": key "p": has the ID of key "k" in plan "a"`, `usage plan "c": key "p": has the ID of key "l" in plan "a"`, `usage plan "c": key "p": has the ID of key "n" in plan "b"`}},
	"limit of a route": {props: restapi.Props{Plans: []restapi.UsagePlan{{Name: "a", Throttle: &restapi.Throttle{Rate: 9, Burst: 9}, Routes: []restapi.RouteLimit{{Key: "GET /b", Throttle: restapi.Throttle{Rate: 1, Burst: 1}}, {Key: "GET /a"}}}}},
		want: []string{`no route "GET /b"; write a route's key with one method, such as "GET /a"`, `lets no request pass`}},
	"responses": {props: restapi.Props{Responses: []restapi.GatewayResponse{{Type: "NONE"}, {Type: restapi.Throttled, Status: 1}, {Type: restapi.Throttled, Headers: map[string]string{"a b": "c'd"}}}},
		want: []string{`there is no such type`, `Status is 1;`, `is listed twice`, `header "a b"`, `has no quotes`}},
}

func TestReport(t *testing.T) {
	for _, table := range []map[string]mistake{routeMistakes, propsMistakes} {
		for name, tt := range table {
			t.Run(name, func(t *testing.T) {
				app := synthtest.App()
				stack := awscdk.NewStack(app, jsii.String("Test"), nil)
				api := restapi.New(stack, "Api", &tt.props)
				routes := tt.routes
				if routes == nil {
					routes = []route{{Key: "GET /a", Handler: list}}
				}
				api.Handle(routes...)
				compare(t, synthtest.Report(app), tt.want)
				for _, c := range *api.Node().Children() {
					if id := *c.Node().Id(); strings.HasPrefix(id, "Resource:") || strings.HasPrefix(id, "GET ") {
						t.Errorf("half rendered: there is %s", id)
					}
				}
			})
		}
	}
}

var place = regexp.MustCompile(`^Test/Api\] report_test\.go:\d+: `)

func compare(t *testing.T, got, want []string) {
	t.Helper()
	for i, p := range got {
		if !place.MatchString(p) {
			t.Errorf("no place in front: %s", p)
		}
		if i < len(want) && !strings.Contains(p, want[i]) {
			t.Errorf("problem %d is\n%s\nwant it to contain\n%s", i, p, want[i])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
}

func TestTwoAPIsWithOneID(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	restapi.New(stack, "Api", nil).Route("GET /a", list)
	restapi.New(stack, "Api", nil).Route("GET /b", list)
	compare2(t, synthtest.Report(app), `the construct id "Api" is taken: Test already has a child of this name`)
}

func TestMutualTLSAtTheEdge(t *testing.T) {
	for endpoint, want := range map[awsapigateway.EndpointType][]string{
		awsapigateway.EndpointType_EDGE: {`mutual TLS needs a regional endpoint`}, awsapigateway.EndpointType_REGIONAL: nil,
	} {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		api := restapi.New(stack, "Api", nil)
		api.Route("GET /a", list)
		api.AddDomainName(jsii.String("Domain"), &awsapigateway.DomainNameOptions{
			DomainName: jsii.String("api.example.com"), EndpointType: endpoint, SecurityPolicy: awsapigateway.SecurityPolicy_TLS_1_2,
			Certificate: awscertificatemanager.Certificate_FromCertificateArn(stack, jsii.String("Certificate"), jsii.String("arn:aws:acm:us-east-1:123456789012:certificate/a")),
			Mtls:        &awsapigateway.MTLSConfig{Bucket: awss3.NewBucket(stack, jsii.String("Trust"), nil), Key: jsii.String("trust.pem")},
		})
		compare(t, synthtest.Report(app), want)
	}
}

func TestTwoAccounts(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	accesslog.NewAccount(stack, "First")
	accesslog.NewAccount(stack, "Second")
	compare2(t, synthtest.Report(app), `the application has an Account already, Test/First`)
}

// compare2 wants one problem, of any construct.
func compare2(t *testing.T, got []string, want string) {
	t.Helper()
	if len(got) != 1 || !strings.Contains(got[0], want) {
		t.Errorf("report:\n%s\nwant one problem that contains\n%s", strings.Join(got, "\n"), want)
	}
}

func TestOverrideThatComesTooLate(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := restapi.New(stack, "Api", nil)
	api.Function("testdata/todos")
	api.Handle(route{Key: "GET /a", Handler: list, Function: &function.Config{Override: func(*awslambda.FunctionProps) {}}})
	compare(t, synthtest.Report(app), []string{`have an Override, which came after the function was asked for`})
}

func TestWarnings(t *testing.T) {
	for want, declare := range map[string]func(awscdk.Stack){
		"its Timeout is 1m0s, but a REST API answers 504 after 29s": func(s awscdk.Stack) {
			restapi.New(s, "Api", nil).Handle(route{Key: "GET /a", Handler: list, Function: &function.Config{Timeout: time.Minute}})
		},
		"resources: the default quota of a REST API is 300": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", nil)
			for i := range 100 {
				api.Route(fmt.Sprintf("GET /things%d/some/more", i), list)
			}
		},
		"routes need an API key, but there is no usage plan": func(s awscdk.Stack) {
			restapi.New(s, "Api", &restapi.Props{RequireAPIKey: true}).Route("GET /a", list)
		},
		"no access log: a REST API writes it with a role of the account": func(s awscdk.Stack) {
			restapi.New(s, "Api", nil).Route("GET /a", list)
		},
		"SecurityPolicy TLS10 lets in clients whose encryption is broken": func(s awscdk.Stack) {
			restapi.New(s, "Api", &restapi.Props{SecurityPolicy: domain.TLS10}).Route("GET /a", list)
		},
		"SecurityPolicy_TLS14_2030_01 is not one of this package's constants": func(s awscdk.Stack) {
			restapi.New(s, "Api", &restapi.Props{SecurityPolicy: "SecurityPolicy_TLS14_2030_01"}).Route("GET /a", list)
		},
		"get each other's cached responses": func(s awscdk.Stack) {
			restapi.New(s, "Api", &restapi.Props{Stages: []restapi.Stage{{Cache: &restapi.Cache{}}}}).Handle(
				route{Key: "GET /a", Handler: list, Auth: authorizers.IAM(), Cache: &restapi.RouteCache{}})
		},
	} {
		stack := synthtest.Stack()
		declare(stack)
		synthtest.WantWarning(t, stack, want)
	}
}
