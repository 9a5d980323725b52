// Who may call a REST API.

package local_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/local"
)

func authorizerApp(kind string, more object) object {
	all := object{
		"RestApiId": ref("Api"), "Name": "custom", "Type": kind, "AuthorizerUri": lambdaURI("FAuth"),
		"IdentitySource": "method.request.header.X-Token",
	}
	maps.Copy(all, more)
	custom := object{"AuthorizationType": "CUSTOM", "AuthorizerId": ref("Custom")}
	return restApp(nil, nil, map[string]object{"GET /a": custom, "POST /a": custom}, object{
		"Custom": restResource("Authorizer", all), "FAuth": function("authorizer", nil), "PAuth": permission("FAuth"),
	})
}

func TestRESTLambdaAuthorizers(t *testing.T) {
	for _, kind := range []string{"TOKEN", "REQUEST"} {
		base := serveREST(t, authorizerApp(kind, nil), nil)
		get(t, base+"/a").want(t, 401, unauthorized)
		get(t, base+"/a", "X-Token", "deny").want(t, 403, noAccess)
		get(t, base+"/a", "X-Token", "nonsense").want(t, 500, configured)
		get(t, base+"/a", "X-Token", "unknown").want(t, 500, configured)
		event := get(t, base+"/a", "X-Token", "policy").event(t)
		if at(event, "requestContext", "authorizer", "principalId") != "me" || at(event, "requestContext", "authorizer", "token") != "policy" {
			t.Errorf("%s: authorizer is %v", kind, at(event, "requestContext", "authorizer"))
		}
		if calls := at(event, "requestContext", "authorizer", "calls"); fmt.Sprintf("%T", calls) != "string" {
			t.Errorf("%s: values of an authorizer are text, calls is a %T", kind, calls)
		}
		send(t, "POST", base+"/a", "", "X-Token", "policy").want(t, 403, noAccess) // the kept policy allows GET only
		again := get(t, base+"/a", "X-Token", "policy").event(t)
		if first, second := at(event, "requestContext", "authorizer", "calls"), at(again, "requestContext", "authorizer", "calls"); first != second {
			t.Errorf("%s: asked again within the TTL: %v, %v", kind, first, second)
		}
	}
}

func TestRESTTokenValidation(t *testing.T) {
	base := serveREST(t, authorizerApp("TOKEN", object{"IdentityValidationExpression": "pol.*"}), nil)
	get(t, base+"/a", "X-Token", "deny").want(t, 401, unauthorized) // the function is not asked
	get(t, base+"/a", "X-Token", "policy").want(t, 200, "")
}

func TestRESTUserPools(t *testing.T) {
	key := rsaKey(t, "k1")
	const pool = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_abc"
	guarded := func(scopes ...string) object {
		o := object{"AuthorizationType": "COGNITO_USER_POOLS", "AuthorizerId": ref("Pool")}
		if scopes != nil {
			o["AuthorizationScopes"] = scopes
		}
		return o
	}
	app := restApp(nil, nil, map[string]object{"GET /a": guarded(), "GET /b": guarded("read")}, object{"Pool": restResource("Authorizer", object{
		"RestApiId": ref("Api"), "Name": "pool", "Type": "COGNITO_USER_POOLS", "ProviderARNs": list{pool},
		"IdentitySource": "method.request.header.Authorization",
	})})
	base := serveREST(t, app, func(c *local.Config) { c.Keys = &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}} })
	is := newIssuer(t, key)
	sign := func(claims object) string {
		all := object{"iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc", "sub": "u1", "exp": time.Now().Add(time.Hour).Unix()}
		maps.Copy(all, claims)
		return is.token(t, jose.RS256, key, all)
	}
	get(t, base+"/a").want(t, 401, unauthorized)
	get(t, base+"/a", "Authorization", "nonsense").want(t, 401, unauthorized)
	get(t, base+"/a", "Authorization", sign(object{"iss": "https://elsewhere.example.com"})).want(t, 401, unauthorized)
	event := get(t, base+"/a", "Authorization", sign(nil)).event(t)
	if at(event, "requestContext", "authorizer", "claims", "sub") != "u1" {
		t.Errorf("claims are %v", at(event, "requestContext", "authorizer"))
	}
	get(t, base+"/b", "Authorization", sign(object{"scope": "write"})).want(t, 401, unauthorized)
	get(t, base+"/b", "Authorization", sign(object{"scope": "read"})).want(t, 200, "")
}

func TestRESTResourcePolicy(t *testing.T) {
	statement := func(effect, resource string, condition object) object {
		s := object{"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": resource}
		if condition != nil {
			s["Condition"] = condition
		}
		return s
	}
	app := func(statements ...any) object {
		return restApp(object{"Policy": object{"Version": "2012-10-17", "Statement": statements}}, nil,
			map[string]object{"GET /a": mockMethod("a"), "GET /b": mockMethod("b")}, nil)
	}
	all := statement("Allow", "execute-api:/*", nil)
	none := object{"Fn::Join": list{"", list{""}}} // as Gatehouse writes that there is none
	get(t, serveREST(t, restApp(object{"Policy": none}, nil, map[string]object{"GET /a": mockMethod("a")}, nil), nil)+"/a").want(t, 200, "a")
	base := serveREST(t, app(all, statement("Deny", "execute-api:/v1/GET/b", nil)), nil)
	get(t, base+"/a").want(t, 200, "a")
	if got := get(t, base+"/b"); got.StatusCode != 403 || !strings.Contains(got.body, `"Message":"User: anonymous is not authorized to perform: execute-api:Invoke`) || strings.Contains(got.body, "111122223333") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	here := object{"IpAddress": object{"aws:SourceIp": "127.0.0.0/8"}}
	get(t, serveREST(t, app(statement("Allow", "execute-api:/*", here)), nil)+"/a").want(t, 200, "a")
	away := object{"NotIpAddress": object{"aws:SourceIp": list{"127.0.0.1"}}}
	get(t, serveREST(t, app(statement("Allow", "execute-api:/*", away)), nil)+"/a").want(t, 403, "")
	vpc := object{"StringEquals": object{"aws:SourceVpc": "vpc-1"}}
	if got := get(t, serveREST(t, app(statement("Allow", "execute-api:/*", vpc)), nil)+"/a"); got.StatusCode != 501 || !strings.Contains(got.body, "aws:SourceVpc") {
		t.Errorf("a condition that can't be known: %d %s", got.StatusCode, got.body)
	}
}

// What a resource policy says counts together with what an authorizer says.
func TestRESTResourcePolicyBesideAnAuthorizer(t *testing.T) {
	statement := func(effect, action string) object {
		return object{"Effect": effect, "Principal": "*", "Action": action, "Resource": "execute-api:/*"}
	}
	for name, test := range map[string]struct {
		policy object
		status int
	}{
		"silent":  {statement("Allow", "execute-api:ManageConnections"), 200},
		"allows":  {statement("Allow", "execute-api:*"), 200},
		"denies":  {statement("Deny", "execute-api:invoke"), 403},
		"unclear": {statement("Maybe", "execute-api:Invoke"), 501},
	} {
		app := authorizerApp("TOKEN", nil)
		properties := app["Resources"].(object)["Api"].(object)["Properties"].(object)
		properties["Policy"] = object{"Version": "2012-10-17", "Statement": list{test.policy}}
		base := serveREST(t, app, nil)
		if got := get(t, base+"/a", "X-Token", "policy"); got.StatusCode != test.status {
			t.Errorf("%s: got %d %s, want %d", name, got.StatusCode, got.body, test.status)
		}
		want := map[int]int{200: 500, 403: 403, 501: 501}[test.status] // the function is not asked where the policy denies
		if got := get(t, base+"/a", "X-Token", "nonsense"); got.StatusCode != want {
			t.Errorf("%s, nonsense: got %d %s, want %d", name, got.StatusCode, got.body, want)
		}
	}
}

// A validation expression is for tokens; API Gateway has none to hold against it here.
func TestRESTRequestAuthorizerWithAValidationExpression(t *testing.T) {
	base := serveREST(t, authorizerApp("REQUEST", object{
		"IdentityValidationExpression": "never", "IdentitySource": "", "AuthorizerResultTtlInSeconds": 0,
	}), nil)
	get(t, base+"/a").want(t, 500, configured)
	get(t, base+"/a", "X-Token", "policy").want(t, 200, "")
}
