// The application as its users have it: synthesised, built, and its functions
// answering the events of a REST API.

package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

func TestFunctionsAnswerEventsOfARESTAPI(t *testing.T) {
	srv := gatehousetest.Serve(t, shop, local.Config{})
	call := func(function, method, target, body, key string) *routertest.Result {
		t.Helper()
		request := httptest.NewRequest(method, target, strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Origin", "https://shop.example.com")
		event, err := routertest.Event(router.RESTEvent, request, routertest.Route{Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return srv.Invoke(function, event).Response()
	}
	const catalogue, orders = "functions/catalogue", "functions/orders"

	got := call(catalogue, http.MethodGet, "/products?kind=cup", "", "GET /products").Status(200)
	if !strings.Contains(got.Text, "Blue cup") || strings.Contains(got.Text, "Assam") {
		t.Errorf("GET /products?kind=cup: %s", got.Text)
	}
	if origin := got.Header.Get("Access-Control-Allow-Origin"); origin != "https://shop.example.com" {
		t.Errorf("Access-Control-Allow-Origin %q: the function does not answer by the API's policy", origin)
	}
	if got := call(catalogue, http.MethodGet, "/products/tea-2", "", "GET /products/{sku}").Status(200); !strings.Contains(got.Text, "Sencha") {
		t.Errorf("GET /products/tea-2: %s", got.Text)
	}
	call(catalogue, http.MethodGet, "/products/none-1", "", "GET /products/{sku}").Status(404)

	if got := call(orders, http.MethodPost, "/orders", `{"sku":"tea-1","amount":3}`, "POST /orders").Status(200); !strings.Contains(got.Text, `"cents":1350`) {
		t.Errorf("POST /orders: %s", got.Text)
	}
	call(orders, http.MethodPost, "/orders", `{"sku":"tea-1","amount":30}`, "POST /orders").Status(422)
}

// Everybody reads the catalogue; ordering needs a signature; both need a key.
func TestWhoMayCallWhat(t *testing.T) {
	template := gatehousetest.Synth(t, shop).Template("Shop")
	want := map[string]string{"GET": "NONE", "POST": "AWS_IAM", "OPTIONS": "NONE"}
	for id, r := range template.Resources("AWS::ApiGateway::Method") {
		method := r.Properties["HttpMethod"].(string)
		if r.Properties["AuthorizationType"] != want[method] {
			t.Errorf("%s has AuthorizationType %v, want %s", id, r.Properties["AuthorizationType"], want[method])
		}
		if key := r.Properties["ApiKeyRequired"] == true; key != (method != "OPTIONS") {
			t.Errorf("%s: a key is required: %v", id, key)
		}
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, shop) }

// Partners as they call: real requests through the gateway, with its keys, schema,
// cache, limits and gateway responses.
func TestThePartnersWay(t *testing.T) {
	srv := gatehousetest.Serve(t, shop, local.Config{})
	api := srv.API("Shop/Api")
	with := api.APIKey("tea-house")
	origin := gatehousetest.Header("Origin", "https://shop.example.com")

	got := api.Do("GET", "/products?kind=cup", nil, origin).Status(403)
	if got.Header.Get("Access-Control-Allow-Origin") != "https://shop.example.com" {
		t.Errorf("a refusal without CORS headers: %v", got.Header)
	}
	if got := api.Do("GET", "/products?kind=cup", nil, with, origin).Status(200); !strings.Contains(got.Text, "Blue cup") {
		t.Errorf("GET /products?kind=cup: %s", got.Text)
	}
	if got := api.Do("GET", "/products?kind=tea", nil, with).Status(200); strings.Contains(got.Text, "Blue cup") {
		t.Errorf("the cache mixes kinds up: %s", got.Text)
	}
	api.Do("GET", "/products/none-1", nil, with).Status(404)
	if got := api.Do("GET", "/nothing", nil, with).Status(404); got.Text != `{"message":"Not Found"}` {
		t.Errorf("GET /nothing: %s", got.Text)
	}
	api.Do("OPTIONS", "/orders", nil, origin, gatehousetest.Header("Access-Control-Request-Method", "POST")).Status(204)

	order := map[string]any{"sku": "tea-1", "amount": 3}
	api.Do("POST", "/orders", order, with).Status(404) // not signed: a missing token, which the shop answers so
	partner := gatehousetest.Header("X-Partner", "tea-house")
	if got := api.Do("POST", "/orders", order, with, api.Signed()).Status(400); !strings.Contains(got.Text, "[X-Partner]") {
		t.Errorf("without X-Partner: %s", got.Text)
	}
	if got := api.Do("POST", "/orders", map[string]any{"sku": "tea-1", "amount": 30}, with, partner, api.Signed()).Status(400); !strings.Contains(got.Text, "Invalid request body") {
		t.Errorf("an order of 30: %s", got.Text)
	}
	if got := api.Do("POST", "/orders", order, with, partner, api.Signed()).Status(200); !strings.Contains(got.Text, `"cents":1350`) {
		t.Errorf("POST /orders: %s", got.Text)
	}
	for range 10 { // five at once are allowed, two more each second
		got = api.Do("POST", "/orders", order, with, partner, api.Signed(), origin)
	}
	if got.Status(429); got.Header.Get("Access-Control-Allow-Origin") == "" {
		t.Errorf("a 429 without CORS headers: %v", got.Header)
	}
}
