// Signatures in the query: presigned URLs, which browsers need to open WebSockets.

package sigv4

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// maxExpires is how long a presigned URL may be good (IAM user guide, "Create a signed AWS
// API request": 7 days).
const maxExpires = 7 * 24 * time.Hour

// signing are the parameters that a signature adds to the query.
var signing = []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature",
	"X-Amz-Security-Token"}

func inQuery(r *http.Request) bool { return r.URL.Query().Has("X-Amz-Signature") }

// verifyQuery returns the access key that signed the request in its query.
func verifyQuery(r *http.Request, body []byte, scope Scope, secrets map[string]string, now time.Time) (accessKey string, err error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "", fmt.Errorf("the query can't be read, so nothing says that it was signed: %w", err)
	}
	for _, name := range append(slices.Clip(signing), "X-Amz-Expires") {
		if n := len(query[name]); n > 1 || n == 0 && name != "X-Amz-Security-Token" {
			return "", fmt.Errorf("the query has %s %d times", name, n)
		}
	}
	if query.Get("X-Amz-Algorithm") != algorithm {
		return "", errors.New("X-Amz-Algorithm is not " + algorithm)
	}
	key, date, secret, err := find(query.Get("X-Amz-Credential"), scope, secrets)
	if err != nil {
		return "", err
	}
	signed, err := time.Parse(timeFormat, query.Get("X-Amz-Date"))
	if err != nil || signed.Format("20060102") != date {
		return "", errors.New("X-Amz-Date is not a time of the Credential's day")
	}
	seconds, err := strconv.Atoi(query.Get("X-Amz-Expires"))
	expires := time.Duration(seconds) * time.Second
	if err != nil || seconds < 1 || seconds > int(maxExpires/time.Second) {
		return "", fmt.Errorf("X-Amz-Expires is not a number of seconds from 1 to %d", int(maxExpires/time.Second))
	}
	if now.After(signed.Add(expires)) || now.Before(signed.Add(-Window)) {
		return "", fmt.Errorf("the URL is good for %v from %s on", expires, signed.Format(time.RFC3339))
	}
	names := strings.Split(query.Get("X-Amz-SignedHeaders"), ";")
	if !slices.Contains(names, "host") {
		return "", errors.New("the header host is not signed")
	}
	copied, err := only(r, names)
	if err != nil {
		return "", err
	}
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret, SessionToken: query.Get("X-Amz-Security-Token")}
	want, given := query.Get("X-Amz-Signature"), query.Get("X-Amz-SignedHeaders")
	for _, name := range signing {
		query.Del(name)
	}
	copied.URL.RawQuery = query.Encode()
	hash := sha256.Sum256(body)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableHeaderHoisting = true })
	again, _, err := signer.PresignHTTP(context.Background(), credentials, copied, hex.EncodeToString(hash[:]), scope.Service,
		scope.Region, signed)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(again)
	if err != nil {
		return "", err
	}
	if headers := u.Query().Get("X-Amz-SignedHeaders"); headers != given {
		return "", fmt.Errorf("the signed headers are %s; they must be %s", given, headers)
	}
	if !hmac.Equal([]byte(u.Query().Get("X-Amz-Signature")), []byte(want)) {
		return "", errors.New("the signature is not that of the request")
	}
	return key, nil
}
