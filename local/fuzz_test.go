// Requests that nobody would send.

package local_test

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/local"
)

// Whatever a client sends for a target and a header, it gets an answer that is
// one, and nothing panics. The routes need no function.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][2]string{{"/a/b?x=1", "a: b"}, {"/prod/a%2Fb", "Origin: null"}, {"*", "Host: x"}, {"//", "Authorization: Bearer x"}, {"/%", "X:"}, {"http://x/y", "Cookie: a;;="}} {
		f.Add(seed[0], seed[1])
	}
	base, _, log := serve(f, template(corsConfiguration, map[string]object{
		"GET /{a}":       {"AuthorizationType": "AWS_IAM"},
		"ANY /{proxy+}":  {"AuthorizationType": "JWT", "AuthorizerId": ref("Login")},
		"GET /x/{b}":     {"Target": "integrations/${U}"},
		"OPTIONS /x/{b}": {"Target": "integrations/${U}"},
	}, object{
		"Login": resource("Authorizer", object{"ApiId": ref("Api"), "AuthorizerType": "JWT", "IdentitySource": list{"$request.header.Authorization"},
			"JwtConfiguration": object{"Issuer": "https://127.0.0.1:1", "Audience": list{"a"}}}),
		"U": urlIntegration("http://127.0.0.1:1/{b}", nil),
	}), func(c *local.Config) {})
	address := strings.TrimPrefix(base, "http://")
	f.Fuzz(func(t *testing.T, target, header string) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(10 * time.Second))
		conn.Write([]byte("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n"))
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			if strings.Contains(target+header, "\n") {
				return // the client has ended the request by itself
			}
			t.Fatalf("GET %q with %q: %v", target, header, err)
		}
		response.Body.Close()
		if response.StatusCode == http.StatusOK || strings.Contains(log.String(), "http: panic") {
			t.Errorf("GET %q with %q: %s\n%s", target, header, response.Status, log)
		}
	})
}
