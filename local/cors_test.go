// CORS headers of HTTP APIs, with and without a configuration.

package local_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

var corsConfiguration = object{"CorsConfiguration": object{
	"AllowOrigins": list{"https://app.example.com", "http://localhost:3000"}, "AllowMethods": list{"GET", "PUT"},
	"AllowHeaders": list{"x-custom"}, "ExposeHeaders": list{"x-answer"}, "AllowCredentials": true, "MaxAge": 600,
}}

// corsHeaders are the CORS headers of an answer, sorted.
func corsHeaders(h http.Header) (found []string) {
	for name, values := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			found = append(found, strings.TrimPrefix(name, "Access-Control-")+"="+strings.Join(values, "|"))
		}
	}
	slices.Sort(found)
	return found
}

func TestCORS(t *testing.T) {
	key := rsaKey(t, "one")
	is := newIssuer(t, key)
	app := template(corsConfiguration, map[string]object{
		"GET /a":           nil,
		"GET /secret":      {"AuthorizationType": "JWT", "AuthorizerId": ref("Login")},
		"ANY /any":         {"AuthorizationType": "JWT", "AuthorizerId": ref("Login")},
		"ANY /mended":      {"AuthorizationType": "JWT", "AuthorizerId": ref("Login")},
		"OPTIONS /mended":  nil,
		"OPTIONS /backend": nil,
	}, object{
		"Login": resource("Authorizer", object{
			"ApiId": ref("Api"), "AuthorizerType": "JWT", "Name": "login", "IdentitySource": list{"$request.header.Authorization"},
			"JwtConfiguration": object{"Issuer": is.URL, "Audience": list{"todo-app"}},
		}),
	})
	base, _, _ := serve(t, app, nil)
	const origin = "https://app.example.com"
	simple := []string{"Allow-Credentials=true", "Allow-Origin=" + origin, "Expose-Headers=x-answer"}
	preflight := []string{"Allow-Credentials=true", "Allow-Headers=x-custom", "Allow-Methods=GET,PUT", "Allow-Origin=" + origin, "Max-Age=600"}
	backend := do("json", `{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","Access-Control-Allow-Methods":"DELETE"},"body":"x"}`)
	asking := []string{"Access-Control-Request-Method", "PUT"}
	tests := []struct {
		name, method, path, origin string
		headers                    []string
		status                     int
		want                       []string
	}{
		{"allowed origin", "GET", "/a", origin, nil, 200, simple},
		{"other origin gets no header", "GET", "/a", "https://evil.example.com", nil, 200, nil},
		{"origin by another scheme", "GET", "/a", "http://app.example.com", nil, 200, nil},
		{"origin with a suffix", "GET", "/a", origin + ".evil.com", nil, 200, nil},
		{"null origin", "GET", "/a", "null", nil, 200, nil},
		{"no origin", "GET", "/a", "", nil, 200, nil},
		{"backend's headers are dropped", "GET", "/a" + backend, origin, nil, 200, simple},
		{"backend's headers are dropped for others too", "GET", "/a" + backend, "https://evil.example.com", nil, 200, nil},
		{"errors have them", "GET", "/secret", origin, nil, 401, simple},
		{"not found has them", "GET", "/nowhere", origin, nil, 404, simple},
		{"preflight", "OPTIONS", "/a", origin, asking, 204, preflight},
		{"preflight of an unknown path", "OPTIONS", "/nowhere", origin, asking, 204, preflight},
		{"preflight from another origin", "OPTIONS", "/a", "https://evil.example.com", asking, 204, nil},
		{"preflight needs no token", "OPTIONS", "/secret", origin, asking, 204, preflight},
		{"ANY with a token catches preflight", "OPTIONS", "/any", origin, asking, 401, preflight},
		{"OPTIONS beside it mends that", "OPTIONS", "/mended" + do("json", `{"statusCode":204}`), origin, asking, 204, preflight},
		{"OPTIONS without a question is no preflight", "OPTIONS", "/a", origin, nil, 404, simple},
		{"OPTIONS reaches the backend", "OPTIONS", "/backend" + do("json", `{"statusCode":200,"body":"mine"}`), origin, nil, 200, simple},
	}
	for _, test := range tests {
		headers := test.headers
		if test.origin != "" {
			headers = append(slices.Clone(headers), "Origin", test.origin)
		}
		r := send(t, test.method, base+test.path, "", headers...)
		if got := corsHeaders(r.Header); r.StatusCode != test.status || !slices.Equal(got, test.want) {
			t.Errorf("%s: got %d %v, want %d %v", test.name, r.StatusCode, got, test.status, test.want)
		}
	}
}

func TestWithoutCORSTheBackendDecides(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /": nil}, nil), nil)
	r := get(t, base+"/"+do("json", `{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*"}}`), "Origin", "https://x.example.com")
	if got := corsHeaders(r.Header); !slices.Equal(got, []string{"Allow-Origin=*"}) {
		t.Errorf("got %v", got)
	}
	send(t, "OPTIONS", base+"/", "", "Origin", "https://x.example.com", "Access-Control-Request-Method", "GET").want(t, 404, `{"message":"Not Found"}`)
}

func TestCORSAllowsNoMoreThanTheTemplate(t *testing.T) {
	base, _, _ := serve(t, template(object{"CorsConfiguration": object{"AllowOrigins": list{"https://x.example.com"}}}, map[string]object{"GET /": nil}, nil), nil)
	r := send(t, "OPTIONS", base+"/", "", "Origin", "https://x.example.com", "Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "authorization")
	if got := corsHeaders(r.Header); !slices.Equal(got, []string{"Allow-Origin=https://x.example.com"}) {
		t.Errorf("got %v", got)
	}
}

func TestCORSWildcards(t *testing.T) {
	for allowed, want := range map[string]string{"*": "Allow-Origin=*", "https://*": "Allow-Origin=https://x.example.com", "http://*": ""} {
		base, _, _ := serve(t, template(object{"CorsConfiguration": object{"AllowOrigins": list{allowed}}}, map[string]object{"GET /": nil}, nil), nil)
		got := strings.Join(corsHeaders(get(t, base+"/", "Origin", "https://x.example.com").Header), " ")
		if got != want {
			t.Errorf("%s: got %q, want %q", allowed, got, want)
		}
	}
}
