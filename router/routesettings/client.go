// Calls of API Gateway's own API, signed as AWS wants it. The SDK's client of it
// would make every application's go.mod longer for three calls.

package routesettings

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// errNotFound says that an API, a stage or settings are not there.
var errNotFound = errors.New("not found")

type client struct {
	http     *http.Client
	signer   signer
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
	c.signer.sign(req, time.Now())
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

// signer signs requests without a body. (IAM user guide, "Create a signed AWS
// API request".)
type signer struct{ region, key, secret, token string }

// fromEnv has the credentials that Lambda gives a function.
func fromEnv() signer {
	return signer{os.Getenv("AWS_REGION"), os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN")}
}

const service = "apigateway"

func (s signer) sign(req *http.Request, now time.Time) {
	stamp := now.UTC().Format("20060102T150405Z")
	scope := stamp[:8] + "/" + s.region + "/" + service + "/aws4_request"
	req.Header.Set("X-Amz-Date", stamp)
	names, headers := "host;x-amz-date", "host:"+req.URL.Host+"\nx-amz-date:"+stamp+"\n"
	if s.token != "" {
		req.Header.Set("X-Amz-Security-Token", s.token)
		names, headers = names+";x-amz-security-token", headers+"x-amz-security-token:"+s.token+"\n"
	}
	// The path is encoded once more than it is sent.
	path := strings.ReplaceAll(req.URL.EscapedPath(), "%", "%25")
	request := strings.Join([]string{req.Method, path, req.URL.RawQuery, headers, names, sum("")}, "\n")
	key := []byte("AWS4" + s.secret)
	for _, part := range []string{stamp[:8], s.region, service, "aws4_request",
		"AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + sum(request)} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	req.Header.Set("Authorization",
		"AWS4-HMAC-SHA256 Credential="+s.key+"/"+scope+", SignedHeaders="+names+", Signature="+hex.EncodeToString(key))
}

func sum(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}
