// APIs that are one definition: what can't be in one, and what one costs.

package restapi_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func TestReportOfDefinitions(t *testing.T) {
	const list = "testdata/todos.List"
	override := func(f func(*awsapigateway.CfnMethodProps)) func(*restapi.API) {
		return func(a *restapi.API) { a.Handle(restapi.Route{Key: "GET /a", Handler: list, Override: f}) }
	}
	for name, tt := range map[string]struct {
		props   restapi.Props
		declare func(*restapi.API)
		want    []string // one for each problem
	}{
		"nothing wrong": {declare: override(func(p *awsapigateway.CfnMethodProps) {
			p.OperationName, p.AuthorizationType = jsii.String("list"), jsii.String("AWS_IAM")
			p.Integration.(*awsapigateway.CfnMethod_IntegrationProperty).TimeoutInMillis = jsii.Number(1000)
		})},
		"an authorizer of another's": {declare: override(func(p *awsapigateway.CfnMethodProps) {
			p.AuthorizationType, p.AuthorizerId = jsii.String("CUSTOM"), jsii.String("a1b2c3")
		}), want: []string{`route "GET /a": in a definition: AuthorizerId is "a1b2c3", which is not an authorizer of the definition`}},
		"a model of another's": {declare: override(func(p *awsapigateway.CfnMethodProps) {
			p.RequestModels = map[string]string{"application/json": "Other"}
		}), want: []string{`route "GET /a": in a definition: model "Other" is not in the definition`}},
		"a validator of another's": {declare: override(func(p *awsapigateway.CfnMethodProps) {
			p.RequestValidatorId = jsii.String("a1b2c3")
		}), want: []string{`route "GET /a": in a definition: RequestValidatorId is "a1b2c3", which the definition has not`}},
		"an integration that is a token": {declare: override(func(p *awsapigateway.CfnMethodProps) {
			p.Integration = awscdk.Lazy_Any(&nothing{}, nil)
		}), want: []string{`route "GET /a": in a definition: Integration is a token of the CDK as a whole`}},
		"two responses of one pattern": {declare: func(a *restapi.API) {
			a.Handle(restapi.Route{Key: "GET /a", Integration: integrations.Mock(nil), Override: func(p *awsapigateway.CfnMethodProps) {
				p.Integration.(*awsapigateway.CfnMethod_IntegrationProperty).IntegrationResponses = []any{
					&awsapigateway.CfnMethod_IntegrationResponseProperty{StatusCode: jsii.String("200")},
					&awsapigateway.CfnMethod_IntegrationResponseProperty{StatusCode: jsii.String("201")},
				}
			}})
		}, want: []string{`two responses of the integration have the pattern "default"`}},
		"an authorizer that is called as keys are": {declare: func(a *restapi.API) {
			a.Handle(restapi.Route{Key: "GET /a", Handler: list, Auth: authorizers.Token("api_key", "testdata/auth.Check", nil)})
		}, want: []string{`authorizer "api_key": a definition calls the API keys so`}},
		"a name that is none in OpenAPI": {declare: func(a *restapi.API) {
			a.Handle(restapi.Route{Key: "GET /a", Handler: list, Auth: authorizers.Token("my key", "testdata/auth.Check", nil)})
		}, want: []string{`route "GET /a": authorizer "my key": a definition names it by letters, digits`}},
		"ids of the CDK": {props: restapi.Props{CDKIDs: true}, declare: func(a *restapi.API) { a.Route("GET /a", list) }, want: []string{"Definition and CDKIDs"}},
		"preflights of the CDK": {props: restapi.Props{Override: func(p *awsapigateway.RestApiProps) {
			p.DefaultCorsPreflightOptions = &awsapigateway.CorsOptions{AllowOrigins: jsii.Strings("*")}
		}}, declare: func(a *restapi.API) { a.Route("GET /a", list) }, want: []string{"sets DefaultCorsPreflightOptions"}},
		"settings of the resource": {declare: func(a *restapi.API) {
			a.Route("GET /a", list)
			cfn := a.Node().DefaultChild().(awsapigateway.CfnRestApi)
			cfn.SetBody(map[string]any{"openapi": "3.0.1"})
			cfn.SetCloneFrom(jsii.String("a1b2c3"))
			cfn.SetMode(jsii.String("merge"))
		}, want: []string{"the resource of the API has Body", "has CloneFrom", "has Mode merge"}},
		"a method of the CDK": {declare: func(a *restapi.API) {
			a.Route("GET /a", list)
			a.Root().AddResource(jsii.String("b"), nil).AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)
		}, want: []string{"(AWS::ApiGateway::Resource) can't be beside a definition", "(AWS::ApiGateway::Method) can't be beside a definition"}},
		"a document of the user's": {props: restapi.Props{OpenAPI: `{"openapi":"3.0.1","paths":{"/a":{"get":{"security":[]}}}}`},
			declare: func(a *restapi.API) { a.Route("GET /a", list) },
			want:    []string{`OpenAPI: path "/a": get: the route says what security is`}},
		"a document of another version": {props: restapi.Props{OpenAPI: `{"openapi":"2.0","servers":[]}`},
			declare: func(a *restapi.API) { a.Route("GET /a", list) },
			want:    []string{`OpenAPI: openapi is "2.0"`, "OpenAPI: has servers"}},
		"an extension": {declare: func(a *restapi.API) {
			a.Route("GET /a", list)
			restapi.Extend(awscdk.NewStack(awscdk.Stage_Of(a), jsii.String("Other"), nil), "More", a, nil).Route("GET /b", list)
		}, want: []string{"restapi.Extend: the API, made at definition_test.go:"}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			tt.props.Definition = true
			tt.declare(restapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &tt.props))
			got := slices.Sorted(slices.Values(synthtest.Report(app)))
			if len(got) != len(tt.want) {
				t.Fatalf("%d problems, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
			}
			for _, want := range tt.want {
				if !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, want) && strings.Contains(p, "definition_test.go:") }) {
					t.Errorf("report\n%s\nwant it to contain %s, with a place", strings.Join(got, "\n"), want)
				}
			}
		})
	}
}

type nothing struct{}

func (*nothing) Produce() any { return map[string]any{} }

// deploymentOf is the logical id of the deployment.
func deploymentOf(t *testing.T, declare func(*restapi.API), props restapi.Props) string {
	stack := synthtest.Stack()
	props.Definition = true
	declare(restapi.New(stack, "Api", &props))
	return synthtest.Synth(t, stack).Some(t, "AWS::ApiGateway::Deployment")[0]
}

// A stage must never serve an old definition, nor a change of what no client
// notices make a new deployment.
func TestDeploymentsFollowTheDefinition(t *testing.T) {
	base := func(a *restapi.API) { a.Route("GET /a", "testdata/todos.List") }
	first := deploymentOf(t, base, restapi.Props{})
	for name, same := range map[string]restapi.Props{"name": {Name: "other"}, "description": {Description: "other"}} {
		if got := deploymentOf(t, base, same); got != first {
			t.Errorf("another %s makes a new deployment", name)
		}
	}
	for name, declare := range map[string]func(*restapi.API){
		"route":  func(a *restapi.API) { base(a); a.Route("GET /b", "testdata/todos.List") },
		"target": func(a *restapi.API) { a.Route("GET /a", "testdata/health.Check") },
		"authorizer": func(a *restapi.API) {
			a.Handle(restapi.Route{Key: "GET /a", Handler: "testdata/todos.List", Auth: authorizers.IAM()})
		},
	} {
		if deploymentOf(t, declare, restapi.Props{}) == first {
			t.Errorf("another %s makes no new deployment", name)
		}
	}
	if deploymentOf(t, base, restapi.Props{CORS: cors.AllowAny()}) == first || deploymentOf(t, base, restapi.Props{BinaryMediaTypes: []string{"image/png"}}) == first {
		t.Error("CORS or binary types make no new deployment")
	}
}

// large declares an API with many routes and returns the template of its stack.
func large(t *testing.T, routes int, props restapi.Props) []byte {
	app := synthtest.App()
	props.Definition = true
	a := restapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &props)
	for i := range routes {
		a.Route(fmt.Sprintf("GET /things%d/{id}", i), "testdata/todos.List")
	}
	text, err := os.ReadFile(*app.Synth(nil).Directory() + "/Test.template.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// bodyOf is the definition in a template, with variables and references in their
// places.
func bodyOf(t *testing.T, text []byte) (body map[string]any) {
	var template synthtest.Template
	if err := json.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	switch found := evaluated(template.Only(t, "AWS::ApiGateway::RestApi").Properties["Body"]).(type) {
	case map[string]any:
		return found
	case string:
		if err := json.Unmarshal([]byte(found), &body); err != nil {
			t.Fatalf("%v\n%.300s", err, found)
		}
	}
	return body
}

var variable = regexp.MustCompile(`\$\{(!?)([^}]*)\}`)

// evaluated replaces intrinsic functions as CloudFormation does; what they refer to
// is written as its name.
func evaluated(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = evaluated(item)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, item := range v {
			inner := evaluated(item)
			switch name {
			case "Ref", "Fn::GetAtt":
				return fmt.Sprint("<", inner, ">")
			case "Fn::Join":
				text := ""
				for _, part := range inner.([]any)[1].([]any) {
					text += part.(string)
				}
				return text
			case "Fn::Sub":
				values := inner.([]any)[1].(map[string]any)
				return variable.ReplaceAllStringFunc(inner.([]any)[0].(string), func(found string) string {
					m := variable.FindStringSubmatch(found)
					if m[1] == "!" {
						return "${" + m[2] + "}"
					}
					return values[m[2]].(string)
				})
			}
			out[name] = inner
		}
		return out
	}
	return v
}

func TestThousandsOfRoutesFitIntoATemplate(t *testing.T) {
	for _, props := range []restapi.Props{{}, {CORS: cors.AllowAny()}} {
		text := large(t, 2000, props)
		if len(text) >= 1_000_000 {
			t.Errorf("the template has %d bytes", len(text))
		}
		if paths := bodyOf(t, text)["paths"].(map[string]any); len(paths) != 2000 {
			t.Errorf("%d paths", len(paths))
		}
	}
}

// A definition that is large stands in the template as a text, and says the same.
func TestLargeDefinitionsAreTexts(t *testing.T) {
	props := restapi.Props{
		CORS: cors.AllowAny(), AllowFrom: []restapi.Source{restapi.IPs("203.0.113.0/24")},
		Responses: []restapi.GatewayResponse{{Type: restapi.AccessDenied, Body: `{"message":"${stageVariables.text} <&>"}`}},
	}
	small, many := large(t, 20, props), large(t, 400, props)
	isText := regexp.MustCompile(`"Body": \{\s*"Fn::Sub"`)
	if isText.Match(small) || !isText.Match(many) {
		t.Fatal("400 routes should be a text, and 20 not")
	}
	a, b := bodyOf(t, small), bodyOf(t, many)
	for path := range a["paths"].(map[string]any) {
		if one, other := a["paths"].(map[string]any)[path], b["paths"].(map[string]any)[path]; !reflect.DeepEqual(one, other) {
			t.Fatalf("%s: %v\nand as a text: %v", path, one, other)
		}
	}
	delete(a, "paths")
	delete(b, "paths")
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%v\nand as a text: %v", a, b)
	}
}

// The CDK's process is asked as often for 2,000 routes as for 400 (of which there
// is a warning, too). The process itself says what it was asked.
func TestRoutesInADefinitionAskTheCDKNothing(t *testing.T) {
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_TEST_ROUTES")); err == nil {
		large(t, n, restapi.Props{CORS: cors.AllowAny()})
		return
	}
	calls := func(routes int) (n int) {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), "JSII_DEBUG=1", "GATEHOUSE_TEST_ROUTES="+strconv.Itoa(routes))
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%.2000s", err, out.String())
		}
		lines := bufio.NewScanner(&out)
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			if strings.Contains(lines.Text(), `> {"`) {
				n++
			}
		}
		return n
	}
	few, many := calls(400), calls(2000)
	if few < 50 || few != many {
		t.Errorf("%d calls for 400 routes, %d for 2,000", few, many)
	}
}
