// A client controls much of an event; none of it may decide by which rules the
// route is chosen.

package router_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
)

// hostileHosts are Host headers that are nearly a function URL's.
var hostileHosts = []string{
	"localhost:80.lambda-url.eu-west-1.on.aws", "x.lambda-url.eu-west-1.on.aws.", "x.lambda-url.eu-west-1.evil.on.aws", "x.lambda-url..on.aws",
	".lambda-url.eu-west-1.on.aws", "x.lambda-url.eu-west-1:80.on.aws", "x.lambda-url.on.aws", "a/b.lambda-url.eu-west-1.on.aws",
	"x@y.lambda-url.eu-west-1.on.aws", "x.lambda-url.eu-west-1.on.aws:80", "x.y.lambda-url.eu-west-1.on.aws", "x lambda-url.eu-west-1.on.aws",
	"x.lambda-url.eu-west-1.on.amazonwebservices.com.cn.evil",
}

func TestHostsThatAreNoFunctionURLs(t *testing.T) {
	for _, host := range append(hostileHosts, "api.example.com", "") {
		event := fmt.Sprintf(`{"version":"2.0","routeKey":"$default","rawPath":"/","requestContext":{"domainName":%q,"http":{"method":"GET"}}}`, host)
		if seen := catch(t, router.Config{}, "GET /", event); seen.Kind() != router.HTTPEvent {
			t.Errorf("%q is taken for a %v", host, seen.Kind())
		}
	}
	for _, host := range []string{"abc123.lambda-url.eu-west-1.on.aws", "abc123.lambda-url.us-gov-west-1.on.aws", "abc123.lambda-url.cn-north-1.on.amazonwebservices.com.cn"} {
		event := fmt.Sprintf(`{"version":"2.0","routeKey":"$default","rawPath":"/","requestContext":{"domainName":%q,"http":{"method":"GET"}}}`, host)
		if seen := catch(t, router.Config{}, "GET /", event); seen.Kind() != router.URLEvent {
			t.Errorf("%q is taken for a %v", host, seen.Kind())
		}
	}
}

// TestClientsDoNotChooseTheRules sends what the gateway has let in by a public
// route to a router that has a guarded one, with the host and every other field
// that a client controls made up: only the gateway's own route may be called.
func TestClientsDoNotChooseTheRules(t *testing.T) {
	texts := []string{
		"/admin", "/%61dmin", "//admin", "/admin/", "/public/../admin", "GET /admin", "$default", "/admin?x", "/stage/admin", "\x00/admin", "/admin#",
	}
	for _, host := range append(hostileHosts, "api.example.com", "abc123.lambda-url.eu-west-1.on.aws") {
		for _, format := range []string{"2.0", "1.0", ""} {
			for _, field := range []string{"path", "contextPath", "query", "header", "cookie", "body", "userAgent", "protocol", "param"} {
				for _, text := range texts {
					event := madeUp(t, format, host, field, text)
					r := router.New(router.Config{ExactRoutes: true})
					called := ""
					for _, key := range []string{"GET /public/{rest+}", "GET /admin", "ANY /{all+}", "$default"} {
						r.Handle(key, func(context.Context, *router.Request) (any, error) { called = key; return nil, nil })
					}
					if _, err := r.Invoke(t.Context(), event); err == nil && called != "GET /public/{rest+}" {
						t.Fatalf("format %q, host %q, %s %q: %q is called", format, host, field, text, called)
					}
				}
			}
		}
	}
}

// madeUp is an event of the public route in a payload format, "" for a REST
// API's, in which one field has the given text.
func madeUp(t *testing.T, format, host, field, text string) []byte {
	t.Helper()
	type object = map[string]any
	set := func(name, otherwise string) string {
		if field == name {
			return text
		}
		return otherwise
	}
	headers := object{
		"host": host, "x-original-url": set("header", ""), "x-http-method-override": set("header", ""),
		"user-agent": set("userAgent", ""), "cookie": set("cookie", ""),
	}
	const key = "GET /public/{rest+}"
	event := object{
		"version": format, "headers": headers, "body": set("body", ""), "pathParameters": object{"rest": set("param", "x")},
		"queryStringParameters": object{set("query", "q"): set("query", "")},
	}
	requestContext := object{"stage": "$default", "domainName": host}
	if format == "2.0" {
		event["routeKey"], event["rawPath"], event["cookies"], event["rawQueryString"] = key, set("path", "/public/x"), []string{set("cookie", "")}, set("query", "")
		requestContext["http"] = object{
			"method": "GET", "path": set("contextPath", "/public/x"), "userAgent": set("userAgent", ""), "protocol": set("protocol", "HTTP/1.1"),
		}
	} else {
		event["resource"], event["path"], event["httpMethod"] = "/public/{rest+}", set("path", "/public/x"), "GET"
		requestContext["path"], requestContext["protocol"] = set("contextPath", "/public/x"), set("protocol", "HTTP/1.1")
	}
	event["requestContext"] = requestContext
	out, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
