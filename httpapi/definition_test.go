// APIs that are one definition: what can't be in one, and what one costs.

package httpapi_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2authorizers"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestReportOfDefinitions(t *testing.T) {
	const list = "testdata/todos.List"
	cfn := func(a *httpapi.API) awsapigatewayv2.CfnApi { return a.Node().DefaultChild().(awsapigatewayv2.CfnApi) }
	for name, tt := range map[string]struct {
		props   httpapi.Props
		declare func(*httpapi.API)
		want    []string // one for each problem
	}{
		"nothing wrong": {declare: func(a *httpapi.API) {
			a.Route("GET /todos/{id}", list)
			a.Route("$default", list)
			a.Handle(route{Key: "GET /iam", Handler: list, Auth: authorizers.FromHTTP(awsapigatewayv2authorizers.NewHttpIamAuthorizer())})
		}},
		"two names of a parameter": {declare: func(a *httpapi.API) {
			a.Route("GET /todos/{id}", list)
			a.Route("PUT /todos/{todo}", list)
		}, want: []string{`route "PUT /todos/{todo}": a definition has one name for each parameter of a path, and "GET /todos/{id}" names them otherwise`}},
		"a name that is none in OpenAPI": {declare: func(a *httpapi.API) {
			a.Handle(route{Key: "GET /a", Handler: list, Auth: authorizers.JWT("my login", "https://login.example.com", "app")})
		}, want: []string{`route "GET /a": authorizer "my login": a definition names it by letters, digits`}},
		"an authorizer of the CDK": {declare: func(a *httpapi.API) {
			l2 := awsapigatewayv2authorizers.NewHttpJwtAuthorizer(jsii.String("L2"), jsii.String("https://login.example.com"),
				&awsapigatewayv2authorizers.HttpJwtAuthorizerProps{JwtAudience: jsii.Strings("app")})
			a.Handle(route{Key: "GET /a", Handler: list, Auth: authorizers.FromHTTP(l2)})
		}, want: []string{`route "GET /a": an authorizer of the CDK is a resource, which can't be beside a definition`}},
		"ids of the CDK": {props: httpapi.Props{CDKIDs: true}, want: []string{"Definition and CDKIDs"}},
		"an override that makes a route": {props: httpapi.Props{Override: func(p *awsapigatewayv2.HttpApiProps) {
			p.DefaultIntegration = awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("Url"), jsii.String("https://a.example.com"), nil)
		}}, want: []string{`the Override of the API sets DefaultIntegration`}},
		"settings of the resource": {declare: func(a *httpapi.API) {
			cfn(a).SetBody(map[string]any{"openapi": "3.0.1"})
			cfn(a).SetVersion(jsii.String("2"))
			cfn(a).SetTarget(jsii.String("arn"))
			cfn(a).SetProtocolType(jsii.String("HTPP"))
		}, want: []string{"the resource of the API has Body", "has Target", "has Version", "ProtocolType is \"HTPP\""}},
		"a route of the CDK": {declare: func(a *httpapi.API) {
			a.Route("GET /a", list)
			a.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
				Path:        jsii.String("/b"),
				Integration: awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("Url"), jsii.String("https://a.example.com"), nil),
			})
		}, want: []string{"(AWS::ApiGatewayV2::Integration) can't be beside a definition", "(AWS::ApiGatewayV2::Route) can't be beside a definition"}},
		"a document of the user's": {props: httpapi.Props{OpenAPI: `{"openapi":"3.0.1","info":{"title":"todos"},"tags":[],"paths":{"/a":{"get":{}}}}`},
			want: []string{"OpenAPI: has tags", `OpenAPI: path "/a": get leads nowhere`}},
		"an extension": {declare: func(a *httpapi.API) {
			httpapi.Extend(awscdk.NewStack(awscdk.Stage_Of(a), jsii.String("Other"), nil), "More", a, nil).Route("GET /b", list)
		}, want: []string{"httpapi.Extend: the API, made at definition_test.go:"}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			tt.props.Definition = true
			a := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &tt.props)
			if tt.declare != nil {
				tt.declare(a)
			}
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

// A user's own FailOnWarnings stays.
func TestWarningsOfImportsFail(t *testing.T) {
	for _, fail := range []bool{true, false} {
		stack := synthtest.Stack()
		a := httpapi.New(stack, "Api", &httpapi.Props{Definition: true})
		if !fail {
			a.Node().DefaultChild().(awsapigatewayv2.CfnApi).SetFailOnWarnings(false)
		}
		if got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Api").Properties["FailOnWarnings"]; got != fail {
			t.Errorf("FailOnWarnings is %v, want %t", got, fail)
		}
	}
}

func TestMoreIntegrationsThanAnAPICanHave(t *testing.T) {
	app := synthtest.App()
	a := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &httpapi.Props{Definition: true})
	for i := range 301 {
		a.Handle(route{Key: fmt.Sprintf("GET /things%d", i), Integration: integrations.URL(fmt.Sprintf("https://a.example.com/%d", i), nil)})
	}
	if got := synthtest.Report(app); len(got) != 1 || !strings.Contains(got[0], "301 integrations: an HTTP API can have 300") {
		t.Errorf("%q", got)
	}
}

// large declares an API with many routes and returns the template of its stack.
func large(t *testing.T, routes int) []byte {
	app := synthtest.App()
	a := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &httpapi.Props{Definition: true})
	for i := range routes {
		a.Route(fmt.Sprintf("GET /things%d/{id}", i), "testdata/todos.List")
	}
	text, err := os.ReadFile(*app.Synth(nil).Directory() + "/Test.template.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestDefinitionThatMayBeTooLargeForATemplate(t *testing.T) {
	stack := synthtest.Stack()
	a := httpapi.New(stack, "Api", &httpapi.Props{Definition: true})
	for i := range 2600 {
		a.Route(fmt.Sprintf("GET /things%d/{id}", i), "testdata/todos.List")
	}
	synthtest.WantWarning(t, stack, "definition_test.go:[0-9]+: the definition has 1[0-9]{6} bytes as CloudFormation gets it, which takes 1000000 in a template")
}

func TestDefinitionThatIsTooLargeForATemplate(t *testing.T) {
	app := synthtest.App()
	a := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &httpapi.Props{Definition: true})
	for i := range 5000 {
		a.Route(fmt.Sprintf("GET /things%d/{id}", i), "testdata/todos.List")
	}
	if got := synthtest.Report(app); len(got) != 1 || !strings.Contains(got[0], "and CloudFormation takes 1000000 in a template: split the API") {
		t.Errorf("%q", got)
	}
}

func TestThousandsOfRoutesFitIntoATemplate(t *testing.T) {
	text := large(t, 2000)
	if len(text) >= 1_000_000 {
		t.Errorf("the template has %d bytes", len(text))
	}
	var template synthtest.Template
	if err := json.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	if n := len(template.Resources); n > 20 {
		t.Errorf("%d resources", n)
	}
	paths := template.Only(t, "AWS::ApiGatewayV2::Api").Properties["Body"].(map[string]any)["paths"].(map[string]any)
	if len(paths) != 2000 {
		t.Errorf("%d paths", len(paths))
	}
}

// The CDK's process is asked as often for 2,000 routes as for 400 (of which there
// is a warning, too). The process
// itself says what it was asked.
func TestRoutesInADefinitionAskTheCDKNothing(t *testing.T) {
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_TEST_ROUTES")); err == nil {
		large(t, n)
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
