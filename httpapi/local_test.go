// An API with several stages, synthesised and served on this machine: what the
// construct writes is what the local server reads.

package httpapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/local"
)

// served is an API with stages that differ in all that a stage can.
func served(t *testing.T) *local.Server {
	t.Helper()
	context := local.Context()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Context: &context, Outdir: jsii.String(t.TempDir())})
	stack := awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	d := domain.New(stack, "Domain", &domain.Props{
		Name: "api.example.com", DNS: domain.Elsewhere(), CertificateARN: "arn:aws:acm:eu-west-1:111122223333:certificate/one",
	})
	variables := func(color, alias string) map[string]string { return map[string]string{"color": color, "alias": alias} }
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{
		{Variables: variables("red", "live")},
		{Name: "test", Variables: variables("blue", "next"), Domain: &domain.Mapping{Domain: d, Path: "try"},
			Throttle:    &httpapi.Throttle{Rate: 0.01, Burst: 3},
			RouteLimits: []httpapi.RouteLimit{{Key: "GET /limited", Throttle: httpapi.Throttle{Rate: 0.01, Burst: 1}}}},
		{Name: "hand", Variables: variables("green", "live"), Deployment: httpapi.ByHand},
		{Name: "held", Variables: variables("grey", "live"), Deployment: "a1b2c3"},
	}})
	api.Route("GET /where/{id}", "testdata/staged.Where")
	api.Route("GET /limited", "testdata/staged.Where")
	fn := awslambda.NewFunction(stack, jsii.String("Inline"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async (e) => ({stage: e.requestContext.stage, color: e.stageVariables.color, id: ''})")),
	})
	fn.AddAlias(jsii.String("live"), nil)
	fn.AddAlias(jsii.String("next"), nil)
	api.Handle(httpapi.Route{Key: "GET /alias", Integration: integrations.LambdaAlias(fn, "alias", "live", "next")})
	srv, err := local.Start(t.Context(), local.Config{Assembly: *app.Synth(nil).Directory()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	return srv
}

func TestStagesAreServedLocally(t *testing.T) {
	srv := served(t)
	base, named := srv.URL("Test/Api"), srv.URL("api.example.com")
	get := func(url string) (status int, answer map[string]string) {
		response, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &answer); err != nil {
			t.Fatalf("%s: %v: %s", url, err, text)
		}
		return response.StatusCode, answer
	}
	for url, want := range map[string]map[string]string{
		base + "/where/7":       {"stage": "$default", "color": "red", "id": "7"},
		base + "/test/where/7":  {"stage": "test", "color": "blue", "id": "7"},
		base + "/held/where/7":  {"stage": "held", "color": "grey", "id": "7"},
		named + "/try/where/7":  {"stage": "test", "color": "blue", "id": "7"},
		base + "/alias":         {"stage": "$default", "color": "red", "id": ""},
		base + "/test/alias":    {"stage": "test", "color": "blue", "id": ""},
		base + "/hand/where/7":  {"message": "Not Found"}, // nobody has deployed to it
		base + "/other/where/7": {"message": "Not Found"},
	} {
		if _, got := get(url); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", url, got, want)
		}
	}
	for path, want := range map[string]int{"/limited": 6, "/test/limited": 1} {
		passed := 0
		for range 6 {
			if status, _ := get(base + path); status == http.StatusOK {
				passed++
			}
		}
		if passed != want {
			t.Errorf("%s: %d of 6 requests passed, want %d", path, passed, want)
		}
	}
	described := srv.APIs()[0]
	want := map[string]string{"$default": base, "test": base + "/test", "held": base + "/held"}
	if !reflect.DeepEqual(described.StageURLs, want) {
		t.Errorf("stages are at %v, want %v", described.StageURLs, want)
	}
}
