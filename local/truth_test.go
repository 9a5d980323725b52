// The local server held against recordings of AWS: real requests over sockets,
// real functions behind. Over TLS on port 443 nothing here can listen, so the
// two headers that name scheme and port are compared with the connection's own.

package local_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/internal/testing/truth"
	"github.com/gatehouse-go/gatehouse/local"
)

var formats = map[string]string{"http1": "1.0", "http2": "2.0"}

func TestTruthEvents(t *testing.T) {
	var divergences []truth.Divergence[*truth.Event]
	truth.Run(t, "local events", truth.Of(truth.Events(t), "http1", "http2"), divergences, func(t *testing.T, c *truth.Event) (problems []string) {
		t.Run(c.Name(), func(t *testing.T) { problems = tryEvent(t, c) })
		return problems
	})
}

func tryEvent(t *testing.T, c *truth.Event) []string {
	properties := object{"PayloadFormatVersion": formats[c.Kind]}
	if len(c.API.RequestParameters) > 0 {
		properties["RequestParameters"] = c.API.RequestParameters
	}
	route, resources := object{}, object{"I": integration(properties)}
	if c.API.Stage != "" && c.API.Stage != "$default" {
		resources["Own"] = stageNamed(c.API.Stage)
	}
	if d := c.API.Domain; d != nil {
		maps.Copy(resources, withDomain(d.Name, nil, map[string]string{d.MappingKey: c.API.Stage}))
	}
	request := c.Request
	keys := &jose.JSONWebKeySet{}
	if a := c.API.Authorizer; a != nil && a.Type == "JWT" {
		key := rsaKey(t, "k1")
		keys.Keys = append(keys.Keys, key.Public())
		token, issuer, audience := tokenWith(t, key, a.Token)
		resources["Login"] = resource("Authorizer", object{
			"ApiId": ref("Api"), "AuthorizerType": "JWT", "IdentitySource": list{"$request.header.Authorization"},
			"JwtConfiguration": object{"Issuer": issuer, "Audience": list{audience}},
		})
		maps.Copy(route, object{"AuthorizationType": "JWT", "AuthorizerId": ref("Login"), "AuthorizationScopes": a.RouteScopes})
		request.Headers = append(request.Headers, [2]string{"Authorization", "Bearer " + token})
	}
	_, srv, _ := serve(t, template(nil, map[string]object{c.API.Route: route}, resources), func(cfg *local.Config) { cfg.Keys = keys })
	address := strings.TrimPrefix(srv.URL("S/Api"), "http://")
	response, body := exchange(t, address, &request)
	if response.StatusCode != http.StatusOK {
		return []string{fmt.Sprintf("status %d: %s", response.StatusCode, body)}
	}
	_, port, _ := net.SplitHostPort(address)
	return c.Compare(overTLS(t, body, port))
}

// tokenWith signs the claims of a case as they stand there, with what a token
// needs and the case does not have. It returns issuer and audience, too.
func tokenWith(t *testing.T, key jose.JSONWebKey, claims json.RawMessage) (token, issuer, audience string) {
	t.Helper()
	var has map[string]any
	if err := json.Unmarshal(claims, &has); err != nil {
		t.Fatal(err)
	}
	issuer, audience = "https://login.example.com", "app"
	more := ""
	if own, ok := has["iss"].(string); ok {
		issuer = own
	} else {
		more += fmt.Sprintf(`"iss":%q,`, issuer)
	}
	switch aud := has["aud"].(type) {
	case string:
		audience = aud
	case []any:
		audience, _ = aud[0].(string)
	default:
		if own, ok := has["client_id"].(string); ok {
			audience = own
		} else {
			more += fmt.Sprintf(`"aud":%q,`, audience)
		}
	}
	if has["exp"] == nil {
		more += fmt.Sprintf(`"exp":%d,`, time.Now().Add(time.Hour).Unix())
	}
	text := strings.TrimPrefix(string(bytes.TrimSpace(claims)), "{")
	if len(has) == 0 {
		more = strings.TrimSuffix(more, ",")
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte("{" + more + text))
	if err != nil {
		t.Fatal(err)
	}
	if token, err = signed.CompactSerialize(); err != nil {
		t.Fatal(err)
	}
	return token, issuer, audience
}

// exchange sends a request byte by byte as the case has it.
func exchange(t *testing.T, address string, r *truth.Request) (*http.Response, []byte) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write(r.Wire(address)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: r.Method})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

// overTLS checks that an event says how it came here, and puts in its place how
// it came to API Gateway.
func overTLS(t *testing.T, text []byte, port string) []byte {
	t.Helper()
	var event map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&event); err != nil {
		t.Fatalf("no event: %v: %s", err, text)
	}
	for _, member := range []string{"headers", "multiValueHeaders"} {
		headers, _ := event[member].(map[string]any)
		for name, v := range headers {
			for known, own := range map[string][2]string{"x-forwarded-proto": {"http", "https"}, "x-forwarded-port": {port, "443"}} {
				if !strings.EqualFold(name, known) {
					continue
				}
				switch v {
				case own[0]:
					headers[name] = own[1]
				default:
					if l, ok := v.([]any); !ok || len(l) != 1 || l[0] != own[0] {
						t.Errorf("%s.%s is %v, want %s", member, name, v, own[0])
					}
					headers[name] = []any{own[1]}
				}
			}
		}
	}
	changed, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestTruthResponses(t *testing.T) {
	_, srv, _ := serve(t, template(nil, map[string]object{
		"ANY /http1": {"Target": "integrations/${I1}"},
		"ANY /http2": {"Target": "integrations/${I}"},
	}, object{"I1": integration(object{"PayloadFormatVersion": "1.0"})}), func(c *local.Config) {
		c.Environment = map[string]string{"TEST_FUNCTION": "raw"}
	})
	address := strings.TrimPrefix(srv.URL("S/Api"), "http://")
	divergences := []truth.Divergence[*truth.Response]{{
		Reason:   "a function that is not in the assembly: 501 with the reason, where API Gateway answers 500",
		Explains: func(c *truth.Response, _ string) bool { return c.Function.Missing != "" },
	}}
	truth.Run(t, "local responses", truth.Of(truth.Responses(t), "http1", "http2"), divergences, func(t *testing.T, c *truth.Response) []string {
		if c.Function.Missing != "" {
			return []string{"a function that does not exist is not tried here"}
		}
		request := c.Request
		request.Method, request.Target = "GET", "/"+c.Kind
		request.Headers = append(request.Headers, rawAnswer(c.Function.Returns, len(c.Function.Fails) > 0)...)
		response, body := exchange(t, address, &request)
		return c.Compare(response.StatusCode, response.Header, body)
	})
}

// Custom runtimes can return text that is not JSON: in format 2.0 it is the body.
func TestTextThatIsNotJSONIsTheBody(t *testing.T) {
	_, srv, _ := serve(t, template(nil, map[string]object{
		"GET /http1": {"Target": "integrations/${I1}"}, "GET /http2": nil,
	}, object{"I1": integration(object{"PayloadFormatVersion": "1.0"})}), func(c *local.Config) {
		c.Environment = map[string]string{"TEST_FUNCTION": "raw"}
	})
	header := rawAnswer("plain <text>", false)[0]
	r := get(t, srv.URL("S/Api")+"/http2", header[0], header[1])
	r.want(t, 200, "plain <text>")
	if got := r.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type is %q", got)
	}
	get(t, srv.URL("S/Api")+"/http1", header[0], header[1]).want(t, 500, `{"message":"Internal Server Error"}`)
}
