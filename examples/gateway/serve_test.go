// The application as "gatehouse dev" serves it: real HTTP in front, the
// functions' real programs and an emulator behind.

package main

import (
	"crypto/rand"
	"crypto/rsa"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-go/gatehouse/local"
)

func TestGatewayServes(t *testing.T) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"called":"`+r.Header.Get("X-Amz-Target")+`"}`)
	}))
	t.Cleanup(emulator.Close)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signing := jose.JSONWebKey{Key: key, KeyID: "test"}

	context := local.Context()
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: jsii.String(t.TempDir())})
	stacks(app)
	srv, err := local.Start(t.Context(), local.Config{
		Assembly:    *app.Synth(nil).Directory(),
		Environment: map[string]string{"AWS_ENDPOINT_URL_SFN": emulator.URL, "AWS_ENDPOINT_URL_SQS": "", "AWS_ENDPOINT_URL": ""},
		Keys:        &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{signing.Public()}},
		Credentials: map[string]string{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)

	// A token for each authorizer, by its own issuer and audience.
	token := func(login string) string {
		for _, api := range srv.APIs() {
			for _, route := range api.Routes {
				if api.Path != "Gateway/Api" || route.Login != login {
					continue
				}
				signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: signing}, nil)
				if err != nil {
					t.Fatal(err)
				}
				// Cognito's access tokens have a client_id instead of an aud.
				claims := map[string]any{"iss": route.Issuer, "client_id": route.Audience[0], "sub": "alice", "exp": time.Now().Add(time.Hour).Unix()}
				text, err := jwt.Signed(signer).Claims(claims).Serialize()
				if err != nil {
					t.Fatal(err)
				}
				return text
			}
		}
		t.Fatalf("no authorizer %s", login)
		return ""
	}
	base := srv.URL("Gateway/Api")
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
		request, err := http.NewRequestWithContext(t.Context(), test.method, base+test.path, strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		if test.login != "" {
			request.Header.Set("Authorization", "Bearer "+token(test.login))
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != test.status || !strings.Contains(string(body), test.want) {
			t.Errorf("%s %s: got %d %s, want %d with %q", test.method, test.path, response.StatusCode, body, test.status, test.want)
		}
	}
}
