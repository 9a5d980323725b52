// Requests signed as SDKs sign them.

package websocket_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// sign signs a request as SDKs do.
func sign(t testing.TB, r *http.Request, body []byte, key, secret string) {
	t.Helper()
	hash := sha256.Sum256(body)
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}
	if err := v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(hash[:]), "execute-api", "eu-west-1", time.Now()); err != nil {
		t.Fatal(err)
	}
}

// presign returns an address with its signature, as SDKs make them.
func presign(t testing.TB, address, key, secret string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(nil)
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}
	signed, _, err := v4.NewSigner().PresignHTTP(t.Context(), credentials, r, hex.EncodeToString(hash[:]), "execute-api", "eu-west-1", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return signed
}
