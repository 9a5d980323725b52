// Real requests to an API of the application under test.

package gatehousetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/gatehouse-go/gatehouse/internal/localtoken"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// Client calls one API of a [Server].
type Client struct {
	URL  string       // of the API, with its first stage unless that is $default
	HTTP *http.Client // sends the requests; follows no redirects

	server *Server
	api    local.API
}

// Do sends a request and returns the response. The path may have a query. The
// body may be nil, a string, []byte, an io.Reader, or a value to be sent as
// JSON. Each option changes the request before.
func (c *Client) Do(method, path string, body any, options ...func(*http.Request)) *routertest.Result {
	c.server.t.Helper()
	request := routertest.Request(c.server.t, method, c.address()+path, body, options...)
	response, err := c.HTTP.Do(request.WithContext(c.server.t.Context()))
	if err != nil {
		c.server.t.Fatalf("gatehousetest: %v", err)
	}
	return routertest.Read(c.server.t, response)
}

// address is the URL of the API for requests, also of a WebSocket API.
func (c *Client) address() string {
	if rest, ok := strings.CutPrefix(c.URL, "ws"); ok {
		return "http" + rest
	}
	return c.URL
}

// Header is an option that sets a request header.
func Header(name, value string) func(*http.Request) { return routertest.Header(name, value) }

// Bearer is an option that sends a token.
func Bearer(token string) func(*http.Request) {
	return routertest.Header("Authorization", "Bearer "+token)
}

// Token makes a token that the JWT or Cognito authorizer with that name takes:
// of its issuer, for its first audience, of subject "test", valid for an hour.
// Claims are added and win; a nil value takes a claim away. An API with one
// such authorizer needs no name.
func (c *Client) Token(authorizer string, claims map[string]any) string {
	c.server.t.Helper()
	if c.server.key == nil {
		c.server.t.Fatal("gatehousetest: Token needs the server's own keys: leave Config.Keys nil")
	}
	issuer, audience := c.authorizer(authorizer)
	now := time.Now()
	all := map[string]any{"aud": audience, "client_id": audience, "nbf": now.Unix()}
	maps.Copy(all, claims)
	token, err := localtoken.Sign(c.server.key, localtoken.Token{Issuer: issuer, Subject: "test", Lifetime: time.Hour, Claims: all}, now)
	if err != nil {
		c.server.t.Fatal(err)
	}
	return token
}

// authorizer is what tokens of an authorizer say of issuer and audience.
func (c *Client) authorizer(name string) (issuer, audience string) {
	c.server.t.Helper()
	found := map[string]local.Route{}
	for _, r := range c.api.Routes {
		if r.Issuer != "" {
			found[r.Login] = r
		}
	}
	route, ok := found[name]
	if name == "" && len(found) == 1 {
		for _, route = range found {
		}
		ok = true
	}
	if !ok {
		c.server.t.Fatalf("gatehousetest: %s has no JWT authorizer %q; it has: %s", c.api.Path, name,
			strings.Join(slices.Sorted(maps.Keys(found)), ", "))
	}
	if len(route.Audience) > 0 {
		audience = route.Audience[0]
	}
	return route.Issuer, audience
}

// APIKey is an option that sends the API key with that name, of a usage plan of the API.
func (c *Client) APIKey(name string) func(*http.Request) {
	c.server.t.Helper()
	value, ok := c.api.Keys[name]
	if !ok {
		c.server.t.Fatalf("gatehousetest: %s has no API key %q; it has: %s", c.api.Path, name,
			strings.Join(slices.Sorted(maps.Keys(c.api.Keys)), ", "))
	}
	return routertest.Header("X-Api-Key", value)
}

// Signed is an option that signs a request with credentials that the server
// takes, for routes with IAM authorization. It must be the last option.
func (c *Client) Signed() func(*http.Request) {
	return func(r *http.Request) {
		c.server.t.Helper()
		if err := c.sign(r); err != nil {
			c.server.t.Fatalf("gatehousetest: %v", err)
		}
	}
}

func (c *Client) sign(r *http.Request) error {
	keys := slices.Sorted(maps.Keys(c.server.secrets))
	if len(keys) == 0 {
		return fmt.Errorf("the server takes no signatures: Config.Credentials is empty")
	}
	digest := sha256.New()
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return err
		}
		if _, err := io.Copy(digest, body); err != nil {
			return err
		}
	}
	credentials := aws.Credentials{AccessKeyID: keys[0], SecretAccessKey: c.server.secrets[keys[0]]}
	return v4.NewSigner().SignHTTP(context.Background(), credentials, r, hex.EncodeToString(digest.Sum(nil)), "execute-api", c.api.Region,
		time.Now())
}
