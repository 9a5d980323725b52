// Signatures in the query, as presigned URLs have them.

package sigv4_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/gatehouse-go/gatehouse/local/internal/sigv4"
)

// emptyHash is the SHA-256 of no bytes.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// presign returns a URL that is signed as SDKs presign them.
func presign(t *testing.T, target string, c aws.Credentials, region string, at time.Time) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, _, err := v4.NewSigner().PresignHTTP(t.Context(), c, r, emptyHash, "execute-api", region, at)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestPresignedURLs(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	good := aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret"}
	const target = "http://localhost:3000/v1/a%2Fb?room=x%20y&room=z&X-Amz-Expires=60"
	check := func(name, address, want string, at time.Time, body string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		key, err := sigv4.Verify(r, []byte(body), sigv4.Scope{Region: "eu-west-1", Service: "execute-api"}, map[string]string{"AKID": "secret"}, at)
		if want == "" && (err != nil || key != "AKID") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %q, %v, want %q", name, key, err, want)
		}
		if !sigv4.Signed(r) {
			t.Errorf("%s: not signed", name)
		}
	}
	url1 := presign(t, target, good, "eu-west-1", now)
	check("good", url1, "", now.Add(59*time.Second), "")
	session := good
	session.SessionToken = "tok+/="
	check("with a session", presign(t, target, session, "eu-west-1", now), "", now, "")
	check("late", url1, "is good for 1m0s", now.Add(61*time.Second), "")
	check("early", url1, "is good for", now.Add(-6*time.Minute), "")
	check("with a body", url1, "not that of the request", now, "x")
	check("another query", strings.Replace(url1, "room=z", "room=q", 1), "not that of the request", now, "")
	check("one more parameter", url1+"&admin=1", "not that of the request", now, "")
	check("another path", strings.Replace(url1, "a%2Fb", "a%2Fc", 1), "not that of the request", now, "")
	check("a longer life", strings.Replace(url1, "Expires=60", "Expires=600", 1), "not that of the request", now, "")
	check("no life", strings.Replace(url1, "Expires=60", "Expires=", 1), "not a number", now, "")
	check("too long a life", presign(t, strings.Replace(target, "=60", "=604801", 1), good, "eu-west-1", now), "not a number", now, "")
	check("twice", url1+"&X-Amz-Signature=0", "2 times", now, "")
	check("a query that can't be read", url1+"&%zz", "can't be read", now, "")
	check("another region", presign(t, target, good, "us-east-1", now), "not for execute-api in eu-west-1", now, "")
	check("another secret", presign(t, target, aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "x"}, "eu-west-1", now), "not that of the request", now, "")
	check("an unknown key", presign(t, target, aws.Credentials{AccessKeyID: "OTHER", SecretAccessKey: "secret"}, "eu-west-1", now), "not known", now, "")
	u, err := url.Parse(url1)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("X-Amz-SignedHeaders", "")
	u.RawQuery = query.Encode()
	check("an unsigned host", u.String(), "host is not signed", now, "")
}
