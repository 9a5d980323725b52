// Calls of API Gateway's own API.

package routesettings

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/awssign"
)

// errNotFound says that an API, a stage or settings are not there.
var errNotFound = errors.New("not found")

type client struct {
	http     *http.Client
	signer   awssign.Signer
	endpoint string
}

// pauses are how long a call waits before it is tried again.
var pauses = []time.Duration{200 * time.Millisecond, time.Second, 3 * time.Second, 0}

// call calls an action by its path and reads the answer, if there is a place
// for it.
func (c *client) call(ctx context.Context, method string, answer any, path ...string) error {
	return c.callPage(ctx, method, "", answer, path...)
}

func (c *client) callPage(ctx context.Context, method, next string, answer any, path ...string) error {
	address := c.endpoint + "/v2"
	for _, part := range path {
		address += "/" + escape(part)
	}
	if next != "" {
		address += "?nextToken=" + escape(next)
	}
	for _, pause := range pauses {
		again, err := c.try(ctx, method, address, answer)
		if err == nil || !again || pause == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil
}

// try reports with an error whether it may pass.
func (c *client) try(ctx context.Context, method, address string, answer any) (again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return false, err
	}
	c.signer.Sign(req, nil, time.Now())
	resp, err := c.http.Do(req)
	if err != nil {
		return true, fmt.Errorf("routesettings: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	switch {
	case err != nil:
		return true, fmt.Errorf("routesettings: %w", err)
	case resp.StatusCode == http.StatusNotFound:
		return false, fmt.Errorf("routesettings: %s %s: %w", method, req.URL.EscapedPath(), errNotFound)
	case resp.StatusCode >= 300:
		again = resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusConflict || resp.StatusCode >= 500
		return again, fmt.Errorf("routesettings: %s %s: %s: %s", method, req.URL.EscapedPath(), resp.Status, text)
	case answer == nil:
		return false, nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return false, fmt.Errorf("routesettings: %s %s: %w", method, req.URL.EscapedPath(), err)
	}
	return false, nil
}

// escape encodes all but what RFC 3986 calls unreserved, as AWS wants it.
func escape(part string) string {
	return strings.ReplaceAll(url.QueryEscape(part), "+", "%20")
}
