// Package awssign signs requests to AWS, for functions of this library that make
// a few calls: the SDK's clients would make every application's go.mod longer.
//
//	signer := awssign.FromEnv("apigateway", os.Getenv("AWS_REGION"))
//	signer.Sign(request, nil, time.Now())
package awssign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"strings"
	"time"
)

// Signer has what a signature is made of. (IAM user guide, "Create a signed AWS
// API request".)
type Signer struct {
	Service, Region    string
	Key, Secret, Token string
}

// FromEnv has the credentials that Lambda gives a function.
func FromEnv(service, region string) Signer {
	return Signer{service, region, os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN")}
}

// Sign sets the headers of a request that sign it with its body. Other headers are
// not part of what is signed.
func (s Signer) Sign(req *http.Request, body []byte, now time.Time) {
	stamp := now.UTC().Format("20060102T150405Z")
	scope := stamp[:8] + "/" + s.Region + "/" + s.Service + "/aws4_request"
	req.Header.Set("X-Amz-Date", stamp)
	names, headers := "host;x-amz-date", "host:"+req.URL.Host+"\nx-amz-date:"+stamp+"\n"
	if s.Token != "" {
		req.Header.Set("X-Amz-Security-Token", s.Token)
		names, headers = names+";x-amz-security-token", headers+"x-amz-security-token:"+s.Token+"\n"
	}
	path := req.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	path = strings.ReplaceAll(path, "%", "%25") // encoded once more than it is sent
	request := strings.Join([]string{req.Method, path, req.URL.RawQuery, headers, names, sum(body)}, "\n")
	key := []byte("AWS4" + s.Secret)
	for _, part := range []string{stamp[:8], s.Region, s.Service, "aws4_request",
		"AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + sum([]byte(request))} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	req.Header.Set("Authorization",
		"AWS4-HMAC-SHA256 Credential="+s.Key+"/"+scope+", SignedHeaders="+names+", Signature="+hex.EncodeToString(key))
}

func sum(text []byte) string {
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:])
}
