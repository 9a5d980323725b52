// Who gets in: JWT, Lambda and IAM authorizers of HTTP APIs.

package local_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-go/gatehouse/local"
)

// issuer is an OIDC issuer on this machine.
type issuer struct {
	*httptest.Server
	keys atomic.Pointer[jose.JSONWebKeySet]
	down atomic.Bool
	hits atomic.Int32
}

func newIssuer(t *testing.T, keys ...jose.JSONWebKey) *issuer {
	t.Helper()
	is := &issuer{}
	is.publish(keys...)
	is.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		is.hits.Add(1)
		switch {
		case is.down.Load():
			w.WriteHeader(http.StatusInternalServerError)
		case r.URL.Path == "/.well-known/openid-configuration":
			json.NewEncoder(w).Encode(object{"issuer": is.URL, "jwks_uri": is.URL + "/keys"})
		case r.URL.Path == "/keys":
			json.NewEncoder(w).Encode(is.keys.Load())
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(is.Close)
	return is
}

func (is *issuer) publish(keys ...jose.JSONWebKey) {
	set := &jose.JSONWebKeySet{}
	for _, k := range keys {
		set.Keys = append(set.Keys, k.Public())
	}
	is.keys.Store(set)
}

func rsaKey(t *testing.T, id string) jose.JSONWebKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return jose.JSONWebKey{Key: key, KeyID: id, Use: "sig"}
}

// token signs claims on top of good ones.
func (is *issuer) token(t *testing.T, algorithm jose.SignatureAlgorithm, key jose.JSONWebKey, claims object) string {
	t.Helper()
	all := object{"iss": is.URL, "aud": "todo-app", "sub": "alice", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix()}
	for name, v := range claims {
		if v == nil {
			delete(all, name)
			continue
		}
		all[name] = v
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(all).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func jwtApp(issuer string) object {
	return template(nil, map[string]object{
		"GET /open":   nil,
		"GET /login":  {"AuthorizationType": "JWT", "AuthorizerId": ref("Login")},
		"GET /scoped": {"AuthorizationType": "JWT", "AuthorizerId": ref("Login"), "AuthorizationScopes": list{"todos:read", "admin"}},
	}, object{
		"Login": resource("Authorizer", object{
			"ApiId": ref("Api"), "AuthorizerType": "JWT", "Name": "login", "IdentitySource": list{"$request.header.Authorization"},
			"JwtConfiguration": object{"Issuer": issuer, "Audience": list{"todo-app", "other-app"}},
		}),
	})
}

const (
	unauthorized = `{"message":"Unauthorized"}`
	forbidden    = `{"message":"Forbidden"}`
)

func TestTokens(t *testing.T) {
	key, stranger := rsaKey(t, "one"), rsaKey(t, "one")
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec := jose.JSONWebKey{Key: curve, KeyID: "ec", Use: "sig"}
	is := newIssuer(t, key, ec)
	base, _, _ := serve(t, jwtApp(is.URL), nil)

	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"one"}`)) + "." +
		strings.Split(is.token(t, jose.RS256, key, nil), ".")[1] + "."
	publicBytes := jose.JSONWebKey{Key: key.Key.(*rsa.PrivateKey).N.Bytes(), KeyID: "one"}
	good := is.token(t, jose.RS256, key, nil)
	parts := strings.Split(good, ".")
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	tampered := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), "alice", "admin", 1))) + "." + parts[2]
	noKid := key
	noKid.KeyID = ""
	now := time.Now()
	tests := []struct {
		name, token string
		status      int
	}{
		{"RS256", good, 200},
		{"RS512", is.token(t, jose.RS512, key, nil), 200},
		{"PS256", is.token(t, jose.PS256, key, nil), 200},
		{"ES256", is.token(t, jose.ES256, ec, nil), 200},
		{"other audience of the list", is.token(t, jose.RS256, key, object{"aud": list{"x", "other-app"}}), 200},
		{"client_id in place of aud", is.token(t, jose.RS256, key, object{"aud": nil, "client_id": "todo-app"}), 200},
		{"no token", "", 401},
		{"not a token", "abc", 401},
		{"forged: another's key", is.token(t, jose.RS256, stranger, nil), 401},
		{"forged: changed claims", tampered, 401},
		{"alg none", none, 401},
		{"HMAC with the public key", is.token(t, jose.HS256, publicBytes, nil), 401},
		{"unknown key id", is.token(t, jose.RS256, rsaKey(t, "two"), nil), 401},
		{"no key id", is.token(t, jose.RS256, noKid, nil), 401},
		{"expired", is.token(t, jose.RS256, key, object{"exp": now.Add(-time.Second).Unix()}), 401},
		{"no exp", is.token(t, jose.RS256, key, object{"exp": nil}), 401},
		{"exp is text", is.token(t, jose.RS256, key, object{"exp": "tomorrow"}), 401},
		{"not yet", is.token(t, jose.RS256, key, object{"nbf": now.Add(time.Hour).Unix()}), 401},
		{"nbf is text", is.token(t, jose.RS256, key, object{"nbf": "yesterday"}), 401},
		{"issued in the future", is.token(t, jose.RS256, key, object{"iat": now.Add(time.Hour).Unix()}), 401},
		{"issuer's clock a little ahead", is.token(t, jose.RS256, key, object{"iat": now.Add(20 * time.Second).Unix()}), 200},
		{"wrong audience", is.token(t, jose.RS256, key, object{"aud": "somebody-else"}), 401},
		{"client_id doesn't mend a wrong aud", is.token(t, jose.RS256, key, object{"aud": "x", "client_id": "todo-app"}), 401},
		{"no audience", is.token(t, jose.RS256, key, object{"aud": nil}), 401},
		{"wrong issuer", is.token(t, jose.RS256, key, object{"iss": "https://evil.example.com"}), 401},
	}
	for _, test := range tests {
		r := get(t, base+"/login", "Authorization", "Bearer "+test.token)
		if r.StatusCode != test.status || test.status == 401 && (r.body != unauthorized || r.Header.Get("Www-Authenticate") == "") {
			t.Errorf("%s: got %d %.100s, want %d", test.name, r.StatusCode, r.body, test.status)
		}
	}
	get(t, base+"/login").want(t, 401, unauthorized)
	get(t, base+"/login", "Authorization", good).want(t, 200, "") // API Gateway takes it without "Bearer"
	get(t, base+"/open").want(t, 200, "")
}

func TestScopes(t *testing.T) {
	key := rsaKey(t, "one")
	is := newIssuer(t, key)
	base, _, _ := serve(t, jwtApp(is.URL), nil)
	for _, test := range []struct {
		claims object
		status int
	}{
		{object{"scope": "openid todos:read"}, 200},
		{object{"scp": list{"admin"}}, 200},
		{object{"scope": "todos:reader"}, 403},
		{object{"scope": ""}, 403},
		{nil, 403},
	} {
		r := get(t, base+"/scoped", "Authorization", "Bearer "+is.token(t, jose.RS256, key, test.claims))
		if r.StatusCode != test.status || test.status == 403 && r.body != forbidden {
			t.Errorf("%v: got %d %.100s, want %d", test.claims, r.StatusCode, r.body, test.status)
		}
	}
	event := get(t, base+"/scoped", "Authorization", "Bearer "+is.token(t, jose.RS256, key, object{"scope": "admin x", "groups": list{"a", "b"}, "n": 5})).event(t)
	claims := at(event, "requestContext", "authorizer", "jwt", "claims")
	if at(claims, "sub") != "alice" || at(claims, "groups") != "[a b]" || at(claims, "n") != "5" {
		t.Errorf("claims are %v", claims)
	}
	if scopes, _ := at(event, "requestContext", "authorizer", "jwt", "scopes").([]any); len(scopes) != 2 {
		t.Errorf("scopes are %v", scopes)
	}
}

func TestKeysAreCachedAndRotated(t *testing.T) {
	one, two := rsaKey(t, "one"), rsaKey(t, "two")
	is := newIssuer(t, one)
	base, _, _ := serve(t, jwtApp(is.URL), nil)
	call := func(key jose.JSONWebKey) int {
		return get(t, base+"/login", "Authorization", "Bearer "+is.token(t, jose.RS256, key, nil)).StatusCode
	}
	for range 5 {
		if got := call(one); got != 200 {
			t.Fatalf("got %d", got)
		}
	}
	if hits := is.hits.Load(); hits != 2 {
		t.Errorf("%d requests to the issuer for five tokens, want 2", hits)
	}
	is.publish(two)
	deadline := time.Now().Add(5 * time.Second)
	for call(two) != 200 {
		if time.Now().After(deadline) {
			t.Fatal("a new key is never found")
		}
		time.Sleep(100 * time.Millisecond)
	}
	if got := call(one); got != 401 {
		t.Errorf("token of a key that's gone: %d", got)
	}
	before, begin := is.hits.Load(), time.Now()
	for range 20 {
		call(rsaKeyNamed(one, "made-up"))
	}
	// Two requests a fetch, one fetch a second.
	if more := is.hits.Load() - before; more > 4+2*int32(time.Since(begin).Seconds()) {
		t.Errorf("20 made-up key ids made %d requests to the issuer", more)
	}
}

func rsaKeyNamed(key jose.JSONWebKey, id string) jose.JSONWebKey {
	key.KeyID = id
	return key
}

func TestUnreachableIssuerRefuses(t *testing.T) {
	key := rsaKey(t, "one")
	is := newIssuer(t, key)
	is.down.Store(true)
	base, _, _ := serve(t, jwtApp(is.URL), nil)
	token := is.token(t, jose.RS256, key, nil)
	get(t, base+"/login", "Authorization", "Bearer "+token).want(t, 401, unauthorized)

	gone := newIssuer(t, key)
	base, _, _ = serve(t, jwtApp(gone.URL), nil)
	token = gone.token(t, jose.RS256, key, nil)
	gone.Close()
	get(t, base+"/login", "Authorization", "Bearer "+token).want(t, 401, unauthorized)

	plain := "http://login.example.com" // not on this machine and not by https
	base, _, log := serve(t, jwtApp(plain), nil)
	token = is.token(t, jose.RS256, key, object{"iss": plain})
	get(t, base+"/login", "Authorization", "Bearer "+token).want(t, 401, unauthorized)
	if !strings.Contains(log.String(), "must be reached by https") {
		t.Error("the log doesn't say why")
	}
}

func TestKeysOfThisMachine(t *testing.T) {
	key := rsaKey(t, "local")
	set := &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}}
	is := newIssuer(t)
	base, _, _ := serve(t, jwtApp("https://login.example.com"), func(c *local.Config) { c.Keys = set })
	claims := object{"iss": "https://login.example.com"}
	get(t, base+"/login", "Authorization", "Bearer "+is.token(t, jose.RS256, key, claims)).want(t, 200, "")
	get(t, base+"/login", "Authorization", "Bearer "+is.token(t, jose.RS256, rsaKey(t, "local"), claims)).want(t, 401, unauthorized)
}

func lambdaAuthApp(more object) object {
	all := object{
		"ApiId": ref("Api"), "AuthorizerType": "REQUEST", "Name": "custom", "AuthorizerPayloadFormatVersion": "2.0", "EnableSimpleResponses": true,
		"AuthorizerResultTtlInSeconds": 300, "IdentitySource": list{"$request.header.X-Token"},
		"AuthorizerUri": object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FAuth.Arn}/invocations"},
	}
	for k, v := range more {
		all[k] = v
	}
	custom := object{"AuthorizationType": "CUSTOM", "AuthorizerId": ref("Custom")}
	return template(nil, map[string]object{"GET /a": custom, "POST /a": custom}, object{
		"Custom": resource("Authorizer", all), "FAuth": function("authorizer", nil), "PAuth": permission("FAuth"),
	})
}

func TestLambdaAuthorizerSimple(t *testing.T) {
	base, _, _ := serve(t, lambdaAuthApp(nil), nil)
	get(t, base+"/a").want(t, 401, unauthorized)
	get(t, base+"/a", "X-Token", "bad").want(t, 403, forbidden)
	get(t, base+"/a", "X-Token", "nonsense").want(t, 500, `{"message":"Internal Server Error"}`)
	get(t, base+"/a", "X-Token", "unknown").want(t, 500, `{"message":"Internal Server Error"}`)
	get(t, base+"/a", "X-Token", "policy").want(t, 500, `{"message":"Internal Server Error"}`) // not the simple form
	event := get(t, base+"/a", "X-Token", "good").event(t)
	if at(event, "requestContext", "authorizer", "lambda", "token") != "good" {
		t.Errorf("context is %v", at(event, "requestContext", "authorizer"))
	}
}

func TestLambdaAuthorizerPolicy(t *testing.T) {
	base, _, _ := serve(t, lambdaAuthApp(object{"EnableSimpleResponses": false, "AuthorizerPayloadFormatVersion": "1.0"}), nil)
	get(t, base+"/a", "X-Token", "policy").want(t, 200, "")
	send(t, "POST", base+"/a", "", "X-Token", "policy").want(t, 403, forbidden) // the cached policy allows GET only
	get(t, base+"/a", "X-Token", "deny").want(t, 403, forbidden)
	get(t, base+"/a", "X-Token", "both").want(t, 200, "")
	send(t, "POST", base+"/a", "", "X-Token", "both").want(t, 403, forbidden)
	get(t, base+"/a", "X-Token", "condition").want(t, 500, `{"message":"Internal Server Error"}`) // can't be evaluated
	get(t, base+"/a", "X-Token", "good").want(t, 500, `{"message":"Internal Server Error"}`)      // no policy
}

func TestLambdaAuthorizerCache(t *testing.T) {
	calls := func(base, token string) any {
		return at(get(t, base+"/a", "X-Token", token).event(t), "requestContext", "authorizer", "lambda", "calls")
	}
	base, _, _ := serve(t, lambdaAuthApp(nil), nil)
	if first, second := calls(base, "good"), calls(base, "good"); first != second {
		t.Errorf("the function was called again within the TTL: %v, %v", first, second)
	}
	stages := lambdaAuthApp(nil)
	stages["Resources"].(object)["Prod"] = resource("Stage", object{"ApiId": ref("Api"), "StageName": "prod", "AutoDeploy": true})
	base, _, _ = serve(t, stages, nil)
	if first, second := calls(base, "good"), calls(base+"/prod", "good"); first == second {
		t.Error("an answer for one stage counts for another")
	}
	base, _, _ = serve(t, lambdaAuthApp(object{"AuthorizerResultTtlInSeconds": 1}), nil)
	first := calls(base, "good")
	time.Sleep(1100 * time.Millisecond)
	if second := calls(base, "good"); first == second {
		t.Error("an answer outlives its TTL")
	}
	base, _, _ = serve(t, lambdaAuthApp(object{"AuthorizerResultTtlInSeconds": 0}), nil)
	if first, second := calls(base, "good"), calls(base, "good"); first == second {
		t.Error("a TTL of 0 caches")
	}
}

func TestLambdaAuthorizerWithoutPermission(t *testing.T) {
	app := lambdaAuthApp(nil)
	delete(app["Resources"].(object), "PAuth")
	base, _, _ := serve(t, app, nil)
	get(t, base+"/a", "X-Token", "good").want(t, 500, `{"message":"Internal Server Error"}`)
}

func TestIAM(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"POST /{id}": {"AuthorizationType": "AWS_IAM"}}, nil), func(c *local.Config) {
		c.Credentials = map[string]string{"AKIDLOCAL": "secret"}
	})
	signed := func(change func(r *http.Request), key, secret, service, region string, at time.Time) int {
		body := `{"a":1}`
		r, err := http.NewRequestWithContext(t.Context(), "POST", base+"/a%20b?x=1&y=%C3%A9", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		hash := sha256.Sum256([]byte(body))
		credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}
		if err := v4.NewSigner().SignHTTP(context.Background(), credentials, r, hex.EncodeToString(hash[:]), service, region, at); err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(r)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	now := time.Now()
	service, region := "execute-api", "eu-west-1"
	for name, got := range map[string]int{
		"good":            signed(nil, "AKIDLOCAL", "secret", service, region, now),
		"200 unsigned":    signed(func(r *http.Request) { r.Header.Set("X-Other", "1") }, "AKIDLOCAL", "secret", service, region, now),
		"wrong secret":    signed(nil, "AKIDLOCAL", "guess", service, region, now),
		"unknown key":     signed(nil, "AKIDOTHER", "secret", service, region, now),
		"empty secret":    signed(nil, "AKIDOTHER", "x", service, region, now),
		"other service":   signed(nil, "AKIDLOCAL", "secret", "s3", region, now),
		"other region":    signed(nil, "AKIDLOCAL", "secret", service, "us-east-1", now),
		"old":             signed(nil, "AKIDLOCAL", "secret", service, region, now.Add(-6*time.Minute)),
		"from the future": signed(nil, "AKIDLOCAL", "secret", service, region, now.Add(6*time.Minute)),
		"changed query":   signed(func(r *http.Request) { r.URL.RawQuery = "x=2" }, "AKIDLOCAL", "secret", service, region, now),
		"query unread":    signed(func(r *http.Request) { r.URL.RawQuery += "&admin=1;" }, "AKIDLOCAL", "secret", service, region, now),
		"changed path":    signed(func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/other", "" }, "AKIDLOCAL", "secret", service, region, now),
		"changed header":  signed(func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, "AKIDLOCAL", "secret", service, region, now),
		"changed body":    signed(func(r *http.Request) { r.Body = http.NoBody; r.ContentLength = 0 }, "AKIDLOCAL", "secret", service, region, now),
		"not signed":      signed(func(r *http.Request) { r.Header.Del("Authorization") }, "AKIDLOCAL", "secret", service, region, now),
	} {
		want := 403
		if name == "good" || strings.HasPrefix(name, "200") {
			want = 200
		}
		if got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
	none, _, _ := serve(t, template(nil, map[string]object{"GET /": {"AuthorizationType": "AWS_IAM"}}, nil), nil)
	get(t, none+"/", "Authorization", "AWS4-HMAC-SHA256 Credential=/20200101/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=00").want(t, 403, forbidden)
}
