// Custom domain names: mappings, and what events say of them.

package local_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/gatehouse-go/gatehouse/local"
)

// withDomain adds a custom domain name that leads to stages of the API by key:
// "v1" to "prod", say.
func withDomain(name string, properties object, mappings map[string]string) object {
	all := object{"DomainName": name}
	for k, v := range properties {
		all[k] = v
	}
	resources := object{"Domain": resource("DomainName", all)}
	for key, stage := range mappings {
		resources["Map"+strings.Map(letters, key)] = resource("ApiMapping", object{
			"ApiId": ref("Api"), "DomainName": ref("Domain"), "Stage": stage, "ApiMappingKey": key,
		})
	}
	return resources
}

func stageNamed(name string) object {
	return resource("Stage", object{"ApiId": ref("Api"), "StageName": name, "AutoDeploy": true, "StageVariables": object{"color": name}})
}

// wantEvent compares members of an event, named by their path.
func wantEvent(t *testing.T, event any, want map[string]any) {
	t.Helper()
	for path, value := range want {
		if got := at(event, strings.Split(path, ".")...); got != value {
			t.Errorf("%s is %v, want %v", path, got, value)
		}
	}
}

func TestCustomDomainLeadsToItsStages(t *testing.T) {
	resources := withDomain("api.example.com", nil, map[string]string{"": "$default", "v1": "prod", "v1/beta": "beta"})
	resources["Prod"], resources["Beta"] = stageNamed("prod"), stageNamed("beta")
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /a/{id}": nil, "GET /v1x": nil, "GET /": nil}, resources), nil)

	for _, at := range []struct{ url, host string }{
		{srv.URL("api.example.com"), ""},        // its own port
		{base, "api.example.com"},               // its name, at any port
		{base, "API.example.com:3000"},          // as browsers send it
		{srv.URL("api.example.com"), "[::1]:1"}, // any name of this machine at its port
	} {
		for path, want := range map[string]map[string]any{
			"/a/1":         {"rawPath": "/a/1", "requestContext.stage": "$default", "requestContext.domainName": "api.example.com", "requestContext.domainPrefix": "api"},
			"/v1/a/b%2Fc":  {"rawPath": "/prod/a/b/c", "requestContext.stage": "prod", "pathParameters.id": "b/c", "stageVariables.color": "prod"},
			"/v1":          {"rawPath": "/prod/", "routeKey": "GET /"},
			"/v1/beta/a/1": {"rawPath": "/beta/a/1", "requestContext.http.path": "/beta/a/1", "stageVariables.color": "beta"},
			"/v1x":         {"routeKey": "GET /v1x", "requestContext.stage": "$default"},
		} {
			wantEvent(t, send(t, "GET", at.url+path, "", "Host", at.host).event(t), want)
		}
		// The key and the stage of a mapping are not a stage of the URL.
		send(t, "GET", at.url+"/prod/a/1", "", "Host", at.host).want(t, 404, `{"message":"Not Found"}`)
		send(t, "GET", at.url+"/v1/b", "", "Host", at.host).want(t, 404, `{"message":"Not Found"}`)
	}
}

func TestCustomDomainReachesAnAPIWithoutAnEndpointOfItsOwn(t *testing.T) {
	resources := withDomain("api.example.com", object{"MutualTlsAuthentication": object{"TruststoreUri": "s3://b/k"}}, map[string]string{"v1": "$default"})
	base, srv, log := serve(t, template(object{"DisableExecuteApiEndpoint": true}, map[string]object{"GET /a": nil}, resources), nil)
	get(t, base+"/a").want(t, 403, `{"message":"Forbidden"}`)
	get(t, srv.URL("api.example.com")+"/v1/a").want(t, 200, "")
	get(t, srv.URL("api.example.com")+"/a").want(t, 403, `{"message":"Forbidden"}`) // no mapping
	if !strings.Contains(log.String(), "no client certificate is asked for here, although api.example.com has mutual TLS") {
		t.Error("nothing says that mutual TLS is not served")
	}
	described := srv.APIs()[0]
	if want := srv.URL("api.example.com") + "/v1"; described.URL != want || described.Routes[0].URL != want+"/a" {
		t.Errorf("the API is said to be at %s, its route at %s; want %s", described.URL, described.Routes[0].URL, want)
	}
	if m := described.Mappings; len(m) != 1 || m[0].Domain != "api.example.com" || m[0].Key != "v1" || m[0].Stage != "$default" {
		t.Errorf("mappings: %+v", m)
	}
}

func TestCustomDomainInFormat1HasTheMappingInItsPath(t *testing.T) {
	resources := withDomain("api.example.com", nil, map[string]string{"v1": "prod"})
	resources["Prod"] = stageNamed("prod")
	resources["I"] = integration(object{"PayloadFormatVersion": "1.0"})
	_, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, resources), nil)
	wantEvent(t, get(t, srv.URL("api.example.com")+"/v1/a").event(t), map[string]any{
		"path": "/v1/a", "requestContext.path": "/v1/a", "resource": "/a", "requestContext.stage": "prod",
	})
}

func TestWildcardDomain(t *testing.T) {
	resources := withDomain("*.example.com", nil, map[string]string{"": "$default"})
	base, _, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, resources), nil)
	wantEvent(t, send(t, "GET", base+"/a", "", "Host", "blue.example.com").event(t), map[string]any{"requestContext.domainName": "blue.example.com"})
	for _, host := range []string{"example.com", "a.b.example.com", "evil.org"} {
		send(t, "GET", base+"/a", "", "Host", host).want(t, 403, `{"message":"Forbidden"}`)
	}
}

// A signature covers the path that the client asked for.
func TestSignedRequestsToACustomDomain(t *testing.T) {
	resources := withDomain("api.example.com", nil, map[string]string{"v1": "prod"})
	resources["Prod"] = stageNamed("prod")
	_, srv, _ := serve(t, template(nil, map[string]object{"GET /a": {"AuthorizationType": "AWS_IAM"}}, resources), func(c *local.Config) {
		c.Credentials = map[string]string{"AKIDEXAMPLE": "secret"}
	})
	url := srv.URL("api.example.com") + "/v1/a"
	request, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	empty := sha256.Sum256(nil)
	credentials := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}
	if err := v4.NewSigner().SignHTTP(t.Context(), credentials, request, hex.EncodeToString(empty[:]), "execute-api", "eu-west-1", time.Now()); err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 200 {
		t.Errorf("status %d", response.StatusCode)
	}
	get(t, url).want(t, 403, "")
}

// Rules are asked before mappings, so no path of the domain is known to lead
// where its mapping does.
func TestRoutingRulesAreNotServed(t *testing.T) {
	for _, mappings := range []map[string]string{nil, {"v1": "$default"}} {
		resources := withDomain("api.example.com", object{"RoutingMode": "ROUTING_RULE_THEN_API_MAPPING"}, mappings)
		_, srv, log := serve(t, template(nil, map[string]object{"GET /a": nil}, resources), nil)
		for _, path := range []string{"/v1/a", "/a"} {
			if got := get(t, srv.URL("api.example.com")+path); got.StatusCode != 501 || !strings.Contains(got.body, "routing rules are not served") {
				t.Errorf("%v, %s: %d %s", mappings, path, got.StatusCode, got.body)
			}
		}
		if got := strings.Count(log.String(), "level=WARN msg=\"S/Domain: routing rules are not served"); got != 1 {
			t.Errorf("%v: said %d times at the start:\n%s", mappings, got, log.String())
		}
	}
}

func TestMappingsThatCannotBeServedSaySo(t *testing.T) {
	resources := withDomain("api.example.com", nil, map[string]string{"gone": "nowhere", "ok": "$default"})
	resources["Rest"] = object{"Type": "AWS::ApiGateway::RestApi", "Properties": object{"Name": "rest"}}
	resources["MapRest"] = object{"Type": "AWS::ApiGateway::BasePathMapping", "Properties": object{
		"RestApiId": ref("Rest"), "DomainName": "api.example.com", "Stage": "v1", "BasePath": "rest"}}
	resources["MapOther"] = resource("ApiMapping", object{"ApiId": "abc", "DomainName": "other.example.com", "Stage": "v1"})
	_, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, resources), nil)
	base := srv.URL("api.example.com")
	get(t, base+"/ok/a").want(t, 200, "")
	for url, reason := range map[string]string{
		base + "/gone/a":                    `API S/Api has no stage \"nowhere\"`,
		base + "/rest/a":                    `API S/Rest has no stage \"v1\"`,
		srv.URL("other.example.com") + "/a": `it leads to API \"abc\", which is not in this app`,
	} {
		if got := get(t, url); got.StatusCode != 501 || !strings.Contains(got.body, reason) {
			t.Errorf("%s: %d %s", url, got.StatusCode, got.body)
		}
	}
}
