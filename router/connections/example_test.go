// The package as its users see it.

package connections_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/connections"
)

func Example() {
	r := router.New(router.Config{})
	r.Message("hello", func(ctx context.Context, req *router.Request) (any, error) {
		api, err := connections.FromRequest(ctx, req)
		if err != nil {
			return nil, err
		}
		err = api.SendJSON(ctx, req.ConnectionID(), map[string]string{"hello": "you"})
		if errors.Is(err, connections.ErrGone) {
			return nil, nil // the client has left
		}
		return nil, err
	})
	fmt.Println("ready")
	// Output: ready
}

func TestFromRequestRefusesOtherEvents(t *testing.T) {
	r := router.New(router.Config{})
	r.Get("/", func(ctx context.Context, req *router.Request) (any, error) {
		if _, err := connections.FromRequest(ctx, req); err == nil {
			t.Error("an HTTP API has no connections")
		}
		return nil, nil
	})
	if _, err := r.Invoke(t.Context(), []byte(`{"httpMethod":"GET","path":"/"}`)); err != nil {
		t.Fatal(err)
	}
}
