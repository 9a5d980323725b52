// The application as its users have it: synthesised, built, and its functions
// started behind a Runtime API and before an endpoint for connections.

package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/examples/chat/internal/token"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/internal/testing/connectionstest"
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
	chat(app)
	stack := app.Node().FindChild(jsii.String("Chat")).(awscdk.Stack)
	return *app.Synth(nil).Directory(), assertions.Template_FromStack(stack, nil)
}

// service stands for API Gateway.
type service struct {
	t        *testing.T
	fn       *lambdaruntime.Function
	endpoint *connectionstest.Endpoint
	key      ed25519.PrivateKey
}

func start(t *testing.T) *service {
	t.Helper()
	dir, template := synth(t)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	var asset string
	for logical, fn := range *template.FindResources(jsii.String("AWS::Lambda::Function"), nil) {
		if strings.HasPrefix(logical, "ApiFunctionfunctionschat") {
			key := (*fn)["Properties"].(map[string]any)["Code"].(map[string]any)["S3Key"].(string)
			asset = filepath.Join(dir, "asset."+strings.TrimSuffix(key, ".zip"))
		}
	}
	s := &service{t: t, endpoint: connectionstest.New(t), key: private}
	environment := map[string]string{
		"CHAT_ROOMS": "memory", "CHAT_PUBLIC_KEY": base64.StdEncoding.EncodeToString(public), "GATEHOUSE_CONNECTIONS": s.endpoint.URL,
	}
	maps.Copy(environment, connectionstest.Environment())
	s.fn = lambdaruntime.New(lambdaruntime.Config{
		Name: "chat", Command: []string{"./bootstrap"}, Dir: asset, Timeout: 10 * time.Second, Environment: environment,
		MaxWorkers: 1, // the store is in its memory
		Log:        func(l lambdaruntime.Line) { t.Log(l.Text) },
	})
	t.Cleanup(s.fn.Close)
	return s
}

// event sends the function an event of the API, and returns its answer.
func (s *service) event(route, connection, body string, query map[string]string) (status int, reply string) {
	s.t.Helper()
	kind := map[string]string{"$connect": "CONNECT", "$disconnect": "DISCONNECT"}[route]
	if kind == "" {
		kind = "MESSAGE"
	}
	event, err := json.Marshal(map[string]any{
		"queryStringParameters": query, "body": body, "isBase64Encoded": false,
		"requestContext": map[string]any{
			"routeKey": route, "eventType": kind, "connectionId": connection, "stage": "v1",
			"domainName": "abc.execute-api.eu-west-1.amazonaws.com", "requestId": "r",
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := s.fn.Invoke(s.t.Context(), event)
	if err != nil {
		s.t.Fatalf("%s: %v", route, err)
	}
	var response struct {
		StatusCode int    `json:"statusCode"`
		Body       string `json:"body"`
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		s.t.Fatalf("%v: %s", err, answer)
	}
	return response.StatusCode, response.Body
}

// connect opens a connection with a token for a person.
func (s *service) connect(connection, name string) {
	s.t.Helper()
	text, err := token.Make(s.key, name, time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	if status, body := s.event("$connect", connection, "", map[string]string{"token": text}); status != 200 {
		s.t.Fatalf("connect %s: %d %s", name, status, body)
	}
	s.endpoint.Open(connection)
}

// message sends a message whose route the API found by its action.
func (s *service) message(connection, action, rest string) string {
	s.t.Helper()
	_, reply := s.event(action, connection, `{"action":"`+action+`"`+rest+`}`, nil)
	return reply
}

// want checks what a connection was sent since it was last asked.
func (s *service) want(connection string, events ...string) {
	s.t.Helper()
	if got := s.endpoint.Messages(connection); !slices.Equal(got, events) {
		s.t.Errorf("%s got %q, want %q", connection, got, events)
	}
}

func TestTwoTalk(t *testing.T) {
	s := start(t)
	const anna, ben, carl = "anna-1=", "ben-1=", "carl-1="
	s.connect(anna, "Anna")
	s.connect(ben, "Ben")
	s.connect(carl, "Carl")

	s.message(anna, "join", `,"room":"lobby"`)
	s.message(ben, "join", `,"room":"lobby"`)
	s.want(anna, `{"type":"joined","room":"lobby","name":"Anna"}`, `{"type":"joined","room":"lobby","name":"Ben"}`)
	s.want(ben, `{"type":"joined","room":"lobby","name":"Ben"}`)

	s.message(anna, "say", `,"room":"lobby","text":"hello"`)
	s.message(ben, "say", `,"room":"lobby","text":"hello <Anna>"`)
	said := []string{`{"type":"said","room":"lobby","name":"Anna","text":"hello"}`, `{"type":"said","room":"lobby","name":"Ben","text":"hello \u003cAnna\u003e"}`}
	s.want(anna, said...)
	s.want(ben, said...)

	s.message(carl, "say", `,"room":"lobby","text":"let me in"`)
	s.want(carl, `{"type":"error","room":"lobby","text":"join the room first"}`)
	s.want(anna)

	if status, _ := s.event("$disconnect", ben, "", nil); status != 200 {
		t.Errorf("disconnect: %d", status)
	}
	s.want(anna, `{"type":"left","room":"lobby","name":"Ben"}`)
	s.message(anna, "say", `,"room":"lobby","text":"gone?"`)
	s.want(ben)
	s.want(anna, `{"type":"said","room":"lobby","name":"Anna","text":"gone?"}`)

	s.message(anna, "leave", `,"room":"lobby"`)
	s.message(anna, "say", `,"room":"lobby","text":"still here?"`)
	s.want(anna, `{"type":"error","room":"lobby","text":"join the room first"}`)
}

func TestWithoutATokenNobodyConnects(t *testing.T) {
	s := start(t)
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	forged, err := token.Make(other, "Anna", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	old, err := token.Make(s.key, "Anna", time.Now().Add(-3*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"none": "", "forged": forged, "too old": old, "unsigned": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."} {
		if status, _ := s.event("$connect", "x=", "", map[string]string{"token": text}); status != 401 {
			t.Errorf("%s: status %d, want 401", what, status)
		}
	}
}

func TestUnknownMessagesGetAReply(t *testing.T) {
	s := start(t)
	s.connect("a=", "Anna")
	for _, body := range []string{`{"action":"shout"}`, "no JSON"} {
		if _, reply := s.event("$default", "a=", body, nil); reply != `{"type":"error","text":"actions are join, leave, say and ping"}` {
			t.Errorf("%s: reply %s", body, reply)
		}
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { nagtest.Check(t, chat) }
