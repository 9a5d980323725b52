// The client against an endpoint that speaks HTTP and checks signatures.

package connections_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/gatehouse-go/gatehouse/internal/testing/connectionstest"
	"github.com/gatehouse-go/gatehouse/router/connections"
)

// open returns an endpoint and the API there.
func open(t *testing.T) (*connectionstest.Endpoint, *connections.API) {
	t.Helper()
	endpoint := connectionstest.New(t)
	for name, value := range connectionstest.Environment() {
		t.Setenv(name, value)
	}
	t.Setenv("AWS_CONFIG_FILE", "nowhere")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "nowhere")
	t.Setenv(connections.Env, endpoint.URL)
	api, err := connections.FromEnv(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return endpoint, api
}

func TestSendGetClose(t *testing.T) {
	endpoint, api := open(t)
	const id = "L0SM9cOFvHcCIhw=" // real ids end so
	endpoint.Open(id)
	if err := api.Send(t.Context(), id, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if err := api.SendJSON(t.Context(), id, map[string]int{"n": 1}); err != nil {
		t.Fatal(err)
	}
	if got := endpoint.Messages(id); !slices.Equal(got, []string{"hello", `{"n":1}`}) {
		t.Errorf("messages %q", got)
	}
	c, err := api.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC); !c.ConnectedAt.Equal(want) || c.SourceIP != "203.0.113.7" || c.UserAgent != "test" {
		t.Errorf("connection %+v", c)
	}
	if err := api.Close(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if endpoint.IsOpen(id) {
		t.Error("still open")
	}
}

func TestGoneIsErrGone(t *testing.T) {
	_, api := open(t)
	_, get := api.Get(t.Context(), "gone=")
	for what, err := range map[string]error{
		"send": api.Send(t.Context(), "gone=", []byte("x")), "get": get, "close": api.Close(t.Context(), "gone="),
	} {
		if !errors.Is(err, connections.ErrGone) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestWrongCredentialsAreRefused(t *testing.T) {
	endpoint, _ := open(t)
	endpoint.Open("a=")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "another")
	api, err := connections.FromEnv(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := api.Send(t.Context(), "a=", []byte("x")); err == nil || !strings.Contains(err.Error(), "ForbiddenException") || len(endpoint.Messages("a=")) > 0 {
		t.Errorf("error %v", err)
	}
}

func TestMessageOverTheQuota(t *testing.T) {
	endpoint, api := open(t)
	endpoint.Open("a=")
	large := []byte(strings.Repeat("x", 128<<10+1))
	if err := api.Send(t.Context(), "a=", large); !errors.Is(err, connections.ErrTooLarge) {
		t.Errorf("send: %v", err)
	}
	if _, err := api.Broadcast(t.Context(), []string{"a="}, large, nil); !errors.Is(err, connections.ErrTooLarge) {
		t.Errorf("broadcast: %v", err)
	}
	if requests, _ := endpoint.Load(); requests != 0 {
		t.Errorf("%d requests", requests)
	}
	if err := api.Send(t.Context(), "a=", large[1:]); err != nil {
		t.Errorf("the largest message: %v", err)
	}
}

func TestBroadcastReachesAllAndListsTheGone(t *testing.T) {
	endpoint, api := open(t)
	var ids, gone []string
	for i := range 200 {
		id := fmt.Sprintf("c%03d=", i)
		ids = append(ids, id, id) // twice: sent once
		if i%10 == 0 {
			gone = append(gone, id)
			continue
		}
		endpoint.Open(id)
	}
	got, err := api.BroadcastJSON(t.Context(), ids, "hi", &connections.BroadcastOptions{Parallel: 7})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, gone) {
		t.Errorf("gone %v, want %v", got, gone)
	}
	for _, id := range ids {
		if endpoint.IsOpen(id) {
			if m := endpoint.Messages(id); len(m) != 0 && !slices.Equal(m, []string{`"hi"`}) {
				t.Errorf("%s got %q", id, m)
			}
		}
	}
	if requests, peak := endpoint.Load(); requests != 200 || peak > 7 || peak < 2 {
		t.Errorf("%d requests, %d at once; want 200, and 2 to 7", requests, peak)
	}
}

func TestThrottledMessagesAreTriedAgain(t *testing.T) {
	endpoint, api := open(t)
	endpoint.Open("a=", "b=", "c=")
	endpoint.Throttle(4)
	gone, err := api.Broadcast(t.Context(), []string{"a=", "b=", "c="}, []byte("x"), nil)
	if err != nil || len(gone) > 0 {
		t.Fatalf("gone %v, error %v", gone, err)
	}
	for _, id := range []string{"a=", "b=", "c="} {
		if m := endpoint.Messages(id); len(m) != 1 {
			t.Errorf("%s got %q", id, m)
		}
	}
	if requests, _ := endpoint.Load(); requests != 7 {
		t.Errorf("%d requests, want 3 and 4 that were throttled", requests)
	}
}

func TestThrottledToTheEndIsAFailureWithItsConnection(t *testing.T) {
	endpoint, api := open(t)
	endpoint.Open("a=", "b=")
	endpoint.Throttle(1000)
	_, err := api.Broadcast(t.Context(), []string{"b=", "a="}, []byte("x"), &connections.BroadcastOptions{Attempts: 2})
	failure, ok := errors.AsType[*connections.BroadcastError](err)
	if !ok || len(failure.Failed) != 2 || failure.Failed[0].ConnectionID != "a=" {
		t.Fatalf("error %v", err)
	}
	if text := err.Error(); !strings.Contains(text, "broadcast to a=") || !strings.Contains(text, "(and 1 more)") || !strings.Contains(text, "429") {
		t.Errorf("error %v", err)
	}
	if requests, _ := endpoint.Load(); requests != 4 {
		t.Errorf("%d requests, want 2 attempts for each of 2", requests)
	}
}

func TestBroadcastEndsWithItsContext(t *testing.T) {
	endpoint, api := open(t)
	endpoint.Open("a=", "b=")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := api.Broadcast(ctx, []string{"a=", "b="}, []byte("x"), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if gone, err := api.Broadcast(t.Context(), nil, []byte("x"), nil); err != nil || gone != nil {
		t.Errorf("to nobody: %v, %v", gone, err)
	}
}

func TestFromEnvSaysWhatIsMissing(t *testing.T) {
	t.Setenv(connections.Env, "")
	if _, err := connections.FromEnv(t.Context()); err == nil || !strings.Contains(err.Error(), "GATEHOUSE_CONNECTIONS is not set") {
		t.Errorf("error %v", err)
	}
}

func ExampleAPI_BroadcastJSON() {
	endpoint := connectionstest.Start() // stands for API Gateway
	defer endpoint.Close()
	endpoint.Open("anna=", "ben=")
	api := connections.FromConfig(aws.Config{
		Region:      connectionstest.Region,
		Credentials: credentials.NewStaticCredentialsProvider(connectionstest.AccessKey, connectionstest.SecretKey, ""),
	}, endpoint.URL)

	gone, err := api.BroadcastJSON(context.Background(), []string{"anna=", "ben=", "carl="}, "hello", nil)
	fmt.Println(gone, err)
	fmt.Println(endpoint.Messages("anna="))
	// Output:
	// [carl=] <nil>
	// ["hello"]
}
