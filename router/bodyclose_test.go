// Bodies are closed, whatever becomes of the response.

package router_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
)

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

// A body that is not sent, since its response makes no sense, is let go of.
func TestBodyOfRefusedResponseIsClosed(t *testing.T) {
	body := &closing{Reader: strings.NewReader("x")}
	r := router.New(router.Config{})
	r.Get("/", func(context.Context, *router.Request) (any, error) {
		return &router.Response{Status: 42, Body: body}, nil
	})
	if status, out := invoke(t, r, `{"httpMethod":"GET","path":"/"}`); status != 500 || !body.closed {
		t.Errorf("%d %s, closed %v", status, out, body.closed)
	}
}
