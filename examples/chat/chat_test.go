// The application as its users have it: synthesised, built, and its functions
// started behind a Runtime API and before an endpoint for connections.

package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/chat/internal/token"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/internal/testing/connectionstest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

// service stands for API Gateway.
type service struct {
	t        *testing.T
	srv      *gatehousetest.Server
	endpoint *connectionstest.Endpoint
	key      ed25519.PrivateKey
}

func start(t *testing.T) *service {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &service{t: t, endpoint: connectionstest.New(t), key: private}
	environment := map[string]string{
		"CHAT_ROOMS": "memory", "CHAT_PUBLIC_KEY": base64.StdEncoding.EncodeToString(public), "GATEHOUSE_CONNECTIONS": s.endpoint.URL,
	}
	maps.Copy(environment, connectionstest.Environment())
	s.srv = gatehousetest.Serve(t, chat, local.Config{
		Environment: environment,
		Workers:     1, // rooms in memory are those of one process
	})
	return s
}

// event sends the function an event of the API, and returns its answer.
func (s *service) event(route, connection, body string, query map[string]string) (status int, reply string) {
	s.t.Helper()
	var event map[string]any
	if err := json.Unmarshal(routertest.Message(route, connection, body), &event); err != nil {
		s.t.Fatal(err)
	}
	event["queryStringParameters"] = query
	answer := s.srv.Invoke("functions/chat", event).Response()
	return answer.StatusCode, answer.Text
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

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, chat) }
