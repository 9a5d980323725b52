// Sending to one connection: what is asked of API Gateway, and what its answers mean.

package connections_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/connections"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// manage stands in for the management side of an API.
func manage(t *testing.T) (*connections.API, *[]string) {
	t.Helper()
	var log []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		log = append(log, r.Method+" "+r.URL.EscapedPath()+" "+string(body))
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		switch {
		case strings.Contains(r.URL.Path, "gone"):
			w.Header().Set("X-Amzn-ErrorType", "GoneException")
			w.WriteHeader(http.StatusGone)
		case strings.Contains(r.URL.Path, "denied"):
			w.Header().Set("X-Amzn-ErrorType", "ForbiddenException")
			w.WriteHeader(http.StatusForbidden)
		case r.Method == http.MethodGet:
			fmt.Fprint(w, `{"connectedAt":"2026-01-02T03:04:05Z","identity":{"sourceIp":"1.2.3.4","userAgent":"me"}}`)
		}
	}))
	t.Cleanup(server.Close)
	cfg := aws.Config{Region: "us-east-1", Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	}), RetryMaxAttempts: 1}
	return connections.FromConfig(cfg, server.URL+"/prod"), &log
}

func TestMessages(t *testing.T) {
	api, log := manage(t)
	ctx := t.Context()
	if err := api.SendJSON(ctx, "a=b", map[string]int{"n": 1}); err != nil {
		t.Fatal(err)
	}
	c, err := api.Get(ctx, "x")
	if err != nil || c.SourceIP != "1.2.3.4" || c.UserAgent != "me" || c.ConnectedAt.Year() != 2026 || !c.LastActiveAt.IsZero() {
		t.Errorf("%+v %v", c, err)
	}
	if err := api.Close(ctx, "x"); err != nil {
		t.Error(err)
	}
	want := `POST /prod/@connections/a%3Db {"n":1}; GET /prod/@connections/x ; DELETE /prod/@connections/x `
	if got := strings.Join(*log, "; "); strings.ReplaceAll(got, "%40", "@") != want {
		t.Errorf("requests %q, want %q", got, want)
	}
}

func TestErrors(t *testing.T) {
	api, log := manage(t)
	ctx := t.Context()
	_, getErr := api.Get(ctx, "gone")
	for what, err := range map[string]error{"send": api.Send(ctx, "gone", nil), "get": getErr, "close": api.Close(ctx, "gone")} {
		if !errors.Is(err, connections.ErrGone) {
			t.Errorf("%s: %v, want ErrGone", what, err)
		}
	}
	if err := api.Send(ctx, "denied", nil); err == nil || errors.Is(err, connections.ErrGone) || !strings.HasPrefix(err.Error(), "connections: send: ") {
		t.Errorf("%v", err)
	}
	*log = nil
	if err := api.Send(ctx, "x", make([]byte, 128<<10+1)); !errors.Is(err, connections.ErrTooLarge) || *log != nil {
		t.Errorf("%v, sent %q", err, *log)
	}
	if err := api.SendJSON(ctx, "x", make(chan int)); err == nil {
		t.Error("a channel was sent")
	}
}

func TestEndpoint(t *testing.T) {
	var got string
	var gotErr error
	note := func(_ context.Context, req *router.Request) (any, error) {
		got, gotErr = connections.Endpoint(req)
		return nil, nil
	}
	r := router.New(router.Config{})
	r.Message("join", note)
	r.Get("/", note)
	if _, err := r.Invoke(t.Context(), routertest.Message("join", "c", "")); err != nil || got != "https://test.execute-api.us-east-1.amazonaws.com/test" || gotErr != nil {
		t.Errorf("%q %v %v", got, gotErr, err)
	}
	if routertest.Do(t, r, "GET", "/", nil); gotErr == nil {
		t.Error("an HTTP API has no connections")
	}
}

// One function serves several stages, also behind a custom domain whose path is
// none of a stage.
func TestEndpointIsThatOfTheStageInTheEnvironment(t *testing.T) {
	var apis []*connections.API
	var endpoints []string
	r := router.New(router.Config{})
	r.Message("join", func(ctx context.Context, req *router.Request) (any, error) {
		api, err := connections.FromRequest(ctx, req)
		if err != nil {
			return nil, err
		}
		endpoint, err := connections.Endpoint(req)
		apis, endpoints = append(apis, api), append(endpoints, endpoint)
		return nil, err
	})
	event := func(domain, stage string) []byte {
		return fmt.Appendf(nil, `{"requestContext":{"routeKey":"join","eventType":"MESSAGE","connectionId":"c","domainName":%q,"stage":%q,"apiId":"a"},"body":"{}"}`, domain, stage)
	}
	for _, tt := range []struct{ env, domain, stage, want string }{
		{"v1=https://a.b/v1 beta=https://chat.example.com/talk", "a.b", "v1", "https://a.b/v1"},
		{"v1=https://a.b/v1 beta=https://chat.example.com/talk", "chat.example.com", "beta", "https://chat.example.com/talk"},
		{"v1=https://a.b/v1 beta=https://chat.example.com/talk", "a.b", "made-by-hand", "https://a.b/made-by-hand"},
		{"https://other.example.com/v1", "a.b", "v1", "https://a.b/v1"}, // the user's, of another API maybe
		{"", "a.b", "v1", "https://a.b/v1"},
	} {
		t.Setenv(connections.Env, tt.env)
		apis, endpoints = nil, nil
		for range 2 {
			if _, err := r.Invoke(t.Context(), event(tt.domain, tt.stage)); err != nil {
				t.Fatal(err)
			}
		}
		if endpoints[0] != tt.want || apis[0] != apis[1] {
			t.Errorf("%q, stage %s: endpoint %s, want %s; opened once: %v", tt.env, tt.stage, endpoints[0], tt.want, apis[0] == apis[1])
		}
	}
}

func TestFromEnvOfSeveralStages(t *testing.T) {
	t.Setenv(connections.Env, "v1=https://a.b/v1 beta=https://a.b/beta")
	if _, err := connections.FromEnv(t.Context()); err == nil || !strings.Contains(err.Error(), "several stages, each with connections of its own: use FromRequest") {
		t.Errorf("error %v", err)
	}
	t.Setenv(connections.Env, "v1=https://a.b/v1")
	if _, err := connections.FromEnv(t.Context()); err != nil {
		t.Error(err)
	}
}
