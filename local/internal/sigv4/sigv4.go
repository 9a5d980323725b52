// Signatures.

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
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Window is how far the time of a signature may be from now.
const Window = 5 * time.Minute

// Scope is what a signature must be made for.
type Scope struct{ Region, Service string }

const (
	algorithm  = "AWS4-HMAC-SHA256"
	timeFormat = "20060102T150405Z"
)

// Signed reports whether a request says that it is signed: in its Authorization header,
// or in its query.
func Signed(r *http.Request) bool { return r.Header.Get("Authorization") != "" || inQuery(r) }

// Verify returns the access key that signed the request, in its Authorization header or,
// without one, in its query. The secrets are by access key.
func Verify(r *http.Request, body []byte, scope Scope, secrets map[string]string, now time.Time) (accessKey string, err error) {
	if r.Header.Get("Authorization") == "" && inQuery(r) {
		return verifyQuery(r, body, scope, secrets, now)
	}
	credential, signedHeaders, signature, err := parse(r.Header.Get("Authorization"))
	if err != nil {
		return "", err
	}
	key, date, secret, err := find(credential, scope, secrets)
	if err != nil {
		return "", err
	}
	region, service := scope.Region, scope.Service
	signed, err := time.Parse(timeFormat, r.Header.Get("X-Amz-Date"))
	if err != nil {
		return "", errors.New("the request has no valid X-Amz-Date")
	}
	if signed.Format("20060102") != date {
		return "", errors.New("the date of the Credential is not that of X-Amz-Date")
	}
	if age := now.Sub(signed); age > Window || age < -Window {
		return "", fmt.Errorf("the signature is from %s, more than %v away from now", signed.Format(time.RFC3339), Window)
	}
	// The signer leaves out what it can't read, but the function would see it.
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return "", fmt.Errorf("the query can't be read, so nothing says that it was signed: %w", err)
	}
	copied, err := only(r, signedHeaders)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(body)
	hashText := hex.EncodeToString(hash[:])
	if given := r.Header.Get("X-Amz-Content-Sha256"); given != "" && given != hashText {
		return "", errors.New("X-Amz-Content-Sha256 is not the hash of the body")
	}
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret, SessionToken: copied.Header.Get("X-Amz-Security-Token")}
	if err := v4.NewSigner().SignHTTP(context.Background(), credentials, copied, hashText, service, region, signed); err != nil {
		return "", err
	}
	_, again, want, err := parse(copied.Header.Get("Authorization"))
	if err != nil {
		return "", err
	}
	if !slices.Equal(again, signedHeaders) {
		return "", fmt.Errorf("the signed headers are %s; they must be %s", strings.Join(signedHeaders, ";"), strings.Join(again, ";"))
	}
	if !hmac.Equal([]byte(signature), []byte(want)) {
		return "", errors.New("the signature is not that of the request")
	}
	return key, nil
}

// find finds the secret of a credential, which has the form key/date/region/service/aws4_request.
func find(credential string, scope Scope, secrets map[string]string) (key, date, secret string, err error) {
	parts := strings.Split(credential, "/")
	if len(parts) != 5 {
		return "", "", "", errors.New("the Credential of the signature does not have five parts")
	}
	key, date, region, service := parts[0], parts[1], parts[2], parts[3]
	if region != scope.Region || service != scope.Service || parts[4] != "aws4_request" {
		return "", "", "", fmt.Errorf("the signature is for %s in %s, not for %s in %s", service, region, scope.Service, scope.Region)
	}
	if secret = secrets[key]; secret == "" {
		return "", "", "", fmt.Errorf("access key %s is not known here", key)
	}
	return key, date, secret, nil
}

// parse takes the Authorization header apart.
func parse(header string) (credential string, signedHeaders []string, signature string, err error) {
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return "", nil, "", errors.New("the request is not signed: its Authorization header doesn't begin with " + algorithm)
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			credential = value
		case "SignedHeaders":
			signedHeaders = strings.Split(value, ";")
		case "Signature":
			signature = value
		}
	}
	if credential == "" || signature == "" || !slices.Contains(signedHeaders, "host") {
		return "", nil, "", errors.New("the Authorization header lacks Credential, Signature or the signed header host")
	}
	return credential, signedHeaders, signature, nil
}

// only copies the request with nothing but its signed headers.
func only(r *http.Request, names []string) (*http.Request, error) {
	copied := &http.Request{Method: r.Method, URL: r.URL, Host: r.Host, Header: http.Header{}}
	u := *r.URL
	u.Host, u.Scheme = r.Host, "http"
	copied.URL = &u
	for _, name := range names {
		switch name {
		case "host":
		case "content-length":
			copied.ContentLength = r.ContentLength
		default:
			values := r.Header.Values(name)
			if len(values) == 0 {
				return nil, fmt.Errorf("the signed header %s is not in the request", name)
			}
			copied.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	return copied, nil
}
