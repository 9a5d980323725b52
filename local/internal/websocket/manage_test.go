// The @connections API, with the SDK.

package websocket_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi/types"
	"github.com/coder/websocket"
)

func (s *server) sdk(key, secret string) *apigatewaymanagementapi.Client {
	return apigatewaymanagementapi.New(apigatewaymanagementapi.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(s.url()), Credentials: credentials.NewStaticCredentialsProvider(key, secret, ""), RetryMaxAttempts: 1,
	})
}

func TestTheSDKManagesConnections(t *testing.T) {
	s := serve(t, leaving(), nil)
	c := s.connect("")
	id, _ := c.event("x")["requestContext"].(object)["connectionId"].(string)
	sdk, ctx := s.sdk("AKIDLOCAL", "secret"), context.Background()

	if _, err := sdk.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &id, Data: []byte("hello")}); err != nil {
		t.Fatal(err)
	}
	if got := c.receive(); got != "hello" {
		t.Errorf("%s", got)
	}
	known, err := sdk.GetConnection(ctx, &apigatewaymanagementapi.GetConnectionInput{ConnectionId: &id})
	if err != nil || *known.Identity.SourceIp != "127.0.0.1" || known.ConnectedAt == nil || known.LastActiveAt.Before(*known.ConnectedAt) {
		t.Errorf("%+v %v", known, err)
	}
	if _, err := sdk.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &id, Data: make([]byte, 128<<10+1)}); !isA[*types.PayloadTooLargeException](err) {
		t.Errorf("128 KB and a byte: %v", err)
	}
	if _, err := s.sdk("AKIDLOCAL", "wrong").GetConnection(ctx, &apigatewaymanagementapi.GetConnectionInput{ConnectionId: &id}); !isA[*types.ForbiddenException](err) {
		t.Errorf("a wrong signature: %v", err)
	}
	if _, err := sdk.DeleteConnection(ctx, &apigatewaymanagementapi.DeleteConnectionInput{ConnectionId: &id}); err != nil {
		t.Error(err)
	}
	_, err = sdk.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &id, Data: []byte("hello")})
	if !isA[*types.GoneException](err) {
		t.Errorf("after the end: %v", err)
	}
	if code := c.closed(); code != websocket.StatusNormalClosure {
		t.Errorf("close code %d", code)
	}
	s.logs(" 1000 Connection Closed Normally")
	other := "AAAAAAAAAAAAAAA="
	if _, err := sdk.GetConnection(ctx, &apigatewaymanagementapi.GetConnectionInput{ConnectionId: &other}); !isA[*types.GoneException](err) {
		t.Errorf("an unknown id: %v", err)
	}
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestConnectionsRefuseWhatIsWrong(t *testing.T) {
	s := serve(t, leaving(), nil)
	c := s.connect("")
	id, _ := c.event("x")["requestContext"].(object)["connectionId"].(string)
	ask := func(method, path, body string, signed bool) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if signed {
			sign(t, r, []byte(body), "AKIDLOCAL", "secret")
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		return response.StatusCode, response.Header.Get("X-Amzn-Errortype") + " " + string(text)
	}
	for _, tt := range []struct {
		what, method, path, body string
		signed                   bool
		status                   int
		want                     string
	}{
		{"signed", "POST", "/@connections/" + url.PathEscape(id), "hi", true, 200, ""},
		{"escaped", "POST", "/@connections/" + strings.ReplaceAll(id, "=", "%3D"), "hi", true, 200, ""},
		{"all escaped", "POST", "/%40connections/" + id, "hi", true, 200, ""},
		{"unsigned", "POST", "/@connections/" + id, "hi", false, 403, "ForbiddenException"},
		{"no id", "POST", "/@connections/", "hi", true, 400, "Invalid connectionId"},
		{"no id of any", "GET", "/@connections/..%2f..%2fx", "", true, 400, "BadRequestException"},
		{"method", "PUT", "/@connections/" + id, "hi", true, 405, ""},
	} {
		if status, text := ask(tt.method, tt.path, tt.body, tt.signed); status != tt.status || !strings.Contains(text, tt.want) {
			t.Errorf("%s: %d %s, want %d %s", tt.what, status, text, tt.status, tt.want)
		}
	}
}

// Functions find the connections in the variable that constructs set, and need
// no credentials of AWS.
func TestFunctionsSendToConnections(t *testing.T) {
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"} {
		t.Setenv(name, "")
	}
	s := serve(t, leaving(), nil)
	anna, ben := s.connect(""), s.connect("")
	id := anna.event("x")["requestContext"].(object)["connectionId"]
	ben.send(object{"do": "post", "to": id, "arg": "hello Anna"})
	if got := anna.receive(); got != "hello Anna" {
		t.Errorf("%s", got)
	}
	if got := ben.receive(); got != "sent" {
		t.Errorf("%s", got)
	}
	_ = anna.CloseNow()
	s.logs(" 1006 ")
	ben.send(object{"do": "post", "to": id, "arg": "hello?"})
	if got := ben.receive(); got != "gone" {
		t.Errorf("%s", got)
	}
}

// An API whose own endpoint is off is reached by its domain, also by its
// functions.
func TestCustomDomainLeadsToConnections(t *testing.T) {
	app := leaving()
	resources := app["Resources"].(object)
	resources["Api"].(object)["Properties"].(object)["DisableExecuteApiEndpoint"] = true
	resources["F"].(object)["Properties"].(object)["Environment"] = object{"Variables": object{
		"TEST_FUNCTION": "yes", "GATEHOUSE_CONNECTIONS": "v1=https://chat.example.com/live",
	}}
	resources["Domain"] = resource("DomainName", object{"DomainName": "chat.example.com"})
	resources["Mapping"] = resource("ApiMapping", object{"DomainName": ref("Domain"), "ApiId": ref("Api"), "Stage": "v1", "ApiMappingKey": "live"})
	s := serve(t, app, nil)
	if got := s.refused(""); got != 403 {
		t.Errorf("by its own endpoint: %d", got)
	}
	connect := func() *client {
		conn, _, err := websocket.Dial(t.Context(), s.URL("chat.example.com")+"/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.CloseNow() })
		return &client{conn, t}
	}
	anna, ben := connect(), connect()
	request := anna.event("x")["requestContext"].(object)
	if request["domainName"] != "chat.example.com" {
		t.Errorf("domain name %v", request["domainName"])
	}
	ben.send(object{"do": "post", "to": request["connectionId"], "arg": "hello Anna"})
	if got := anna.receive(); got != "hello Anna" {
		t.Errorf("%s", got)
	}
	if got := ben.receive(); got != "sent" {
		t.Errorf("%s", got)
	}
}
