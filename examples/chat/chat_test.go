// The application as "gatehouse dev" serves it: real clients in front, the
// function's real program behind.

package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/chat/internal/token"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

// room is the chat with what makes tokens of its login page.
type room struct {
	*gatehousetest.Client
	t   *testing.T
	key ed25519.PrivateKey
}

func serve(t *testing.T) *room {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := gatehousetest.Serve(t, chat, local.Config{
		Environment: map[string]string{"CHAT_ROOMS": "memory", "CHAT_PUBLIC_KEY": base64.StdEncoding.EncodeToString(public)},
		Workers:     1, // rooms in memory are those of one process
	})
	return &room{Client: srv.API("Chat/Api"), t: t, key: private}
}

// query is that of somebody with a token.
func (r *room) query(name string, key ed25519.PrivateKey, at time.Time) string {
	r.t.Helper()
	text, err := token.Make(key, name, at)
	if err != nil {
		r.t.Fatal(err)
	}
	return "?token=" + text
}

// enter connects somebody.
func (r *room) enter(name string) *gatehousetest.Socket {
	r.t.Helper()
	return r.Connect(r.query(name, r.key, time.Now()))
}

func want(t *testing.T, s *gatehousetest.Socket, messages ...string) {
	t.Helper()
	for _, message := range messages {
		if got := s.Receive(); got != message {
			t.Errorf("got %s, want %s", got, message)
		}
	}
}

func TestTwoTalk(t *testing.T) {
	r := serve(t)
	anna, ben, carl := r.enter("Anna"), r.enter("Ben"), r.enter("Carl")

	anna.Send(`{"action":"join","room":"lobby"}`)
	want(t, anna, `{"type":"joined","room":"lobby","name":"Anna"}`)
	ben.Send(`{"action":"join","room":"lobby"}`)
	want(t, anna, `{"type":"joined","room":"lobby","name":"Ben"}`)
	want(t, ben, `{"type":"joined","room":"lobby","name":"Ben"}`)

	anna.Send(`{"action":"say","room":"lobby","text":"hello"}`)
	want(t, anna, `{"type":"said","room":"lobby","name":"Anna","text":"hello"}`)
	want(t, ben, `{"type":"said","room":"lobby","name":"Anna","text":"hello"}`)
	ben.Send(`{"action":"say","room":"lobby","text":"hello <Anna>"}`)
	want(t, anna, `{"type":"said","room":"lobby","name":"Ben","text":"hello \u003cAnna\u003e"}`)
	want(t, ben, `{"type":"said","room":"lobby","name":"Ben","text":"hello \u003cAnna\u003e"}`)

	carl.Send(`{"action":"say","room":"lobby","text":"let me in"}`)
	want(t, carl, `{"type":"error","room":"lobby","text":"join the room first"}`)

	ben.Close()
	want(t, anna, `{"type":"left","room":"lobby","name":"Ben"}`)
	anna.Send(`{"action":"say","room":"lobby","text":"gone?"}`)
	want(t, anna, `{"type":"said","room":"lobby","name":"Anna","text":"gone?"}`)

	anna.Send(`{"action":"leave","room":"lobby"}`)
	for anna.Send(`{"action":"say","room":"lobby","text":"still here?"}`); ; { // the API may deliver it first
		if got := anna.Receive(); got == `{"type":"error","room":"lobby","text":"join the room first"}` {
			break
		}
		anna.Send(`{"action":"say","room":"lobby","text":"still here?"}`)
	}
}

func TestWithoutATokenNobodyConnects(t *testing.T) {
	r := serve(t)
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for what, query := range map[string]string{
		"none": "", "forged": r.query("Anna", other, time.Now()), "too old": r.query("Anna", r.key, time.Now().Add(-3*time.Hour)),
		"unsigned": "?token=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
	} {
		if status := r.Refused(query).StatusCode; status != 401 {
			t.Errorf("%s: status %d, want 401", what, status)
		}
	}
}

func TestUnknownMessagesGetAReply(t *testing.T) {
	anna := serve(t).enter("Anna")
	anna.Send(`{"action":"ping"}`)
	want(t, anna, `{"type":"pong"}`)
	for _, message := range []string{`{"action":"shout"}`, "no JSON"} {
		anna.Send(message)
		want(t, anna, `{"type":"error","text":"actions are join, leave, say and ping"}`)
	}
	var refused struct{ Message string }
	anna.Send(`{"action":"say","room":"lobby","text":""}`) // its model wants a text
	if anna.ReceiveJSON(&refused); refused.Message != "Bad request body" {
		t.Errorf("%+v", refused)
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, chat) }
