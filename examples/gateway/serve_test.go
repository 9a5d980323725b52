// The application as "gatehouse dev" serves it: real HTTP in front, the
// functions' real programs and an emulator behind.

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestGatewayServes(t *testing.T) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"called":"`+r.Header.Get("X-Amz-Target")+`"}`)
	}))
	t.Cleanup(emulator.Close)
	api := gatehousetest.Serve(t, all, local.Config{
		Environment: map[string]string{"AWS_ENDPOINT_URL_SFN": emulator.URL, "AWS_ENDPOINT_URL_SQS": "", "AWS_ENDPOINT_URL": ""},
	}).API("Gateway/Api")

	for _, test := range []struct {
		method, path, login string
		status              int
		want                string
	}{
		{"GET", "/health", "", 200, ""},
		{"GET", "/orders", "", 401, "Unauthorized"},
		{"POST", "/quotes", "", 401, "Unauthorized"},
		{"POST", "/quotes", "users", 200, "AWSStepFunctions.StartSyncExecution"},
		{"POST", "/quotes", "programs", 401, "Unauthorized"}, // a token of another pool
		{"POST", "/events", "programs", 403, "Forbidden"},    // without the scope
		{"POST", "/jobs", "", 401, "Unauthorized"},           // without the partner's key
		{"GET", "/jobs", "", 403, "Forbidden"},               // not signed
		{"GET", "/flags", "programs", 501, "AppConfig"},
		{"GET", "/nowhere", "", 404, "Not Found"},
	} {
		var options []func(*http.Request)
		if test.login != "" {
			options = append(options, gatehousetest.Bearer(api.Token(test.login, nil)))
		}
		got := api.Do(test.method, test.path, "{}", options...)
		if got.StatusCode != test.status || !strings.Contains(got.Text, test.want) {
			t.Errorf("%s %s: got %d %s, want %d with %q", test.method, test.path, got.StatusCode, got.Text, test.status, test.want)
		}
	}
}

// The local server asks the partners' function, which lets a request through to
// the queue: that is only on AWS.
func TestPartnersLocally(t *testing.T) {
	api := gatehousetest.Serve(t, gateway, local.Config{}).API("Gateway/Api")
	api.Do("POST", "/jobs", "{}").Status(http.StatusUnauthorized)
	api.Do("POST", "/jobs", "{}", gatehousetest.Header("X-Partner-Key", "wrong")).Status(http.StatusForbidden)
	api.Do("POST", "/jobs", "{}", gatehousetest.Header("X-Partner-Key", "demo-key-of-acme")).Status(http.StatusNotImplemented)
}
