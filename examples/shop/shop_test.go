// The application as its users have it: synthesised, built, and its functions
// started behind a Runtime API with the events of a REST API.

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/internal/testing/nagtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// synth returns the folder of the assembly, with functions for this machine.
func synth(t *testing.T) (dir string, template assertions.Template) {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{
		Context: &map[string]any{"gatehouse:target": "host"},
		Outdir:  jsii.String(t.TempDir()),
	})
	shop(app)
	stack := app.Node().FindChild(jsii.String("Shop")).(awscdk.Stack)
	return *app.Synth(nil).Directory(), assertions.Template_FromStack(stack, nil)
}

type request struct {
	resource, path string
	params, query  map[string]string
	body           string
}

type response struct {
	StatusCode        int                 `json:"statusCode"`
	Body              string              `json:"body"`
	Headers           map[string]string   `json:"headers"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
}

// start starts the function whose logical id begins with a text, and returns
// what calls it with a request from a page of the shop.
func start(t *testing.T, dir string, template assertions.Template, id string) func(method string, r request) response {
	t.Helper()
	var asset string
	env := map[string]string{}
	for logical, fn := range *template.FindResources(jsii.String("AWS::Lambda::Function"), nil) {
		if strings.HasPrefix(logical, id) {
			properties := (*fn)["Properties"].(map[string]any)
			key := properties["Code"].(map[string]any)["S3Key"].(string)
			asset = filepath.Join(dir, "asset."+strings.TrimSuffix(key, ".zip"))
			env[cors.Env] = properties["Environment"].(map[string]any)["Variables"].(map[string]any)[cors.Env].(string)
		}
	}
	fn := lambdaruntime.New(lambdaruntime.Config{
		Name: id, Command: []string{"./bootstrap"}, Dir: asset, Timeout: 10 * time.Second, MaxWorkers: 1, Environment: env,
	})
	t.Cleanup(fn.Close)
	return func(method string, r request) response {
		t.Helper()
		event, err := json.Marshal(map[string]any{
			"resource": r.resource, "path": r.path, "httpMethod": method, "body": r.body,
			"pathParameters": r.params, "queryStringParameters": r.query,
			"headers": map[string]string{"Content-Type": "application/json", "Host": "api.example.com", "Origin": "https://shop.example.com"},
			"requestContext": map[string]any{
				"resourcePath": r.resource, "path": "/v1" + r.path, "httpMethod": method, "stage": "v1", "apiId": "a1b2c3", "protocol": "HTTP/1.1",
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := fn.Invoke(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		var got response
		if err := json.Unmarshal(answer, &got); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		return got
	}
}

func TestShopAnswersEventsOfARESTAPI(t *testing.T) {
	dir, template := synth(t)
	catalogue := start(t, dir, template, "ApiFunctionfunctionscatalogue")

	got := catalogue("GET", request{resource: "/products", path: "/products", query: map[string]string{"kind": "cup"}})
	if got.StatusCode != 200 || !strings.Contains(got.Body, "Blue cup") || strings.Contains(got.Body, "Assam") {
		t.Errorf("GET /products?kind=cup: %+v", got)
	}
	if origin := got.header("Access-Control-Allow-Origin"); origin != "https://shop.example.com" {
		t.Errorf("Access-Control-Allow-Origin %q: the function does not answer by the API's policy", origin)
	}
	one := request{resource: "/products/{sku}", path: "/products/tea-2", params: map[string]string{"sku": "tea-2"}}
	if got := catalogue("GET", one); got.StatusCode != 200 || !strings.Contains(got.Body, "Sencha") {
		t.Errorf("GET /products/tea-2: %+v", got)
	}
	one.path, one.params = "/products/none-1", map[string]string{"sku": "none-1"}
	if got := catalogue("GET", one); got.StatusCode != 404 {
		t.Errorf("GET of an unknown product: %+v", got)
	}

	orders := start(t, dir, template, "ApiFunctionfunctionsorders")
	order := request{resource: "/orders", path: "/orders", body: `{"sku":"tea-1","amount":3}`}
	if got := orders("POST", order); got.StatusCode != 200 || !strings.Contains(got.Body, `"cents":1350`) {
		t.Errorf("POST /orders: %+v", got)
	}
	order.body = `{"sku":"tea-1","amount":30}`
	if got := orders("POST", order); got.StatusCode != 422 {
		t.Errorf("POST of too many: %+v", got)
	}
}

func (r response) header(name string) string {
	if values := r.MultiValueHeaders[name]; len(values) > 0 {
		return values[0]
	}
	return r.Headers[name]
}

// Everybody reads the catalogue; ordering needs a signature; both need a key.
func TestWhoMayCallWhat(t *testing.T) {
	_, template := synth(t)
	want := map[string]string{"GET": "NONE", "POST": "AWS_IAM", "OPTIONS": "NONE"}
	for id, m := range *template.FindResources(jsii.String("AWS::ApiGateway::Method"), nil) {
		props := (*m)["Properties"].(map[string]any)
		method := props["HttpMethod"].(string)
		if props["AuthorizationType"] != want[method] {
			t.Errorf("%s has AuthorizationType %v, want %s", id, props["AuthorizationType"], want[method])
		}
		if key := props["ApiKeyRequired"] == true; key != (method != "OPTIONS") {
			t.Errorf("%s: a key is required: %v", id, key)
		}
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { nagtest.Check(t, shop) }
