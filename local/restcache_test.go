// Who may have an answer of a stage's cache made anew.

package local_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/gatehouse-go/gatehouse/local"
)

// Only a signed request may renew what is kept, unless the resource policy denies it;
// others get what is kept, with a warning.
func TestRESTCacheRenewal(t *testing.T) {
	calls := 0
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		fmt.Fprint(w, calls)
	}))
	t.Cleanup(back.Close)
	method := func(auth string) object {
		return object{"AuthorizationType": auth, "Integration": object{"Type": "HTTP_PROXY", "IntegrationHttpMethod": "ANY", "Uri": back.URL}}
	}
	stage := object{"CacheClusterEnabled": true, "MethodSettings": list{
		object{"HttpMethod": "*", "ResourcePath": "/*", "CachingEnabled": true},
		object{"HttpMethod": "GET", "ResourcePath": "/~1off", "CachingEnabled": false},
	}}
	statement := func(effect, action string) object {
		return object{"Effect": effect, "Principal": "*", "Action": action, "Resource": "execute-api:/*"}
	}
	start := func(api object) string {
		calls = 0
		methods := map[string]object{"GET /open": method("NONE"), "GET /signed": method("AWS_IAM"), "GET /off": method("NONE")}
		return serveREST(t, restApp(api, stage, methods, nil), func(c *local.Config) {
			c.Credentials = map[string]string{"AKIDLOCAL": "secret"}
		})
	}
	ask := func(url string, renew, sign bool, want string, warned bool) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		headers := []string{}
		if sign {
			empty := sha256.Sum256(nil)
			credentials := aws.Credentials{AccessKeyID: "AKIDLOCAL", SecretAccessKey: "secret"}
			err := v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(empty[:]), "execute-api", "eu-west-1", time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Authorization", "X-Amz-Date"} {
				headers = append(headers, name, r.Header.Get(name))
			}
		}
		if renew {
			headers = append(headers, "Cache-Control", "max-age=0")
		}
		got := get(t, url, headers...)
		got.want(t, 200, want)
		warning := ""
		if warned {
			warning = "199 Cache-control headers were ignored because the caller was unauthorized."
		}
		if got.Header.Get("Warning") != warning {
			t.Errorf("%s: warning %q, want %q", url, got.Header.Get("Warning"), warning)
		}
	}
	base := start(nil)
	ask(base+"/open", true, false, "1", true) // nothing is kept yet
	ask(base+"/open", true, false, "1", true)
	ask(base+"/open", false, false, "1", false) // the warning is not kept
	ask(base+"/signed", false, true, "2", false)
	ask(base+"/signed", true, true, "3", false)
	ask(base+"/signed", false, true, "3", false)
	ask(base+"/off", true, false, "4", false) // there is nothing to ignore
	base = start(object{"Policy": object{"Statement": list{
		statement("Allow", "execute-api:*"), statement("Deny", "execute-api:InvalidateCache"),
	}}})
	ask(base+"/signed", false, true, "1", false)
	ask(base+"/signed", true, true, "1", true)
}
