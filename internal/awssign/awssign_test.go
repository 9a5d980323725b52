// Signatures beside those of the SDK.

package awssign_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/gatehouse-go/gatehouse/internal/awssign"
)

func TestSignaturesAreThoseOfTheSDK(t *testing.T) {
	now := time.Date(2026, 11, 28, 1, 2, 3, 0, time.UTC)
	for _, test := range []struct{ method, url, body, token string }{
		{"POST", "https://acm.us-east-1.amazonaws.com/", `{"a":"b"}`, "TOKEN"},
		{"GET", "https://apigateway.eu-west-1.amazonaws.com/v2/apis/a/stages/%24default?nextToken=1", "", ""},
	} {
		request := func() *http.Request {
			r, err := http.NewRequest(test.method, test.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		ours, theirs := request(), request()
		awssign.Signer{Service: "acm", Region: "us-east-1", Key: "KEY", Secret: "SECRET", Token: test.token}.Sign(ours, []byte(test.body), now)
		sum := sha256.Sum256([]byte(test.body))
		err := v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET", SessionToken: test.token},
			theirs, hex.EncodeToString(sum[:]), "acm", "us-east-1", now)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := ours.Header.Get("Authorization"), theirs.Header.Get("Authorization"); got != want {
			t.Errorf("%s: %s, want %s", test.url, got, want)
		}
	}
}

func ExampleSigner_Sign() {
	request, _ := http.NewRequest("GET", "https://apigateway.eu-west-1.amazonaws.com/v2/apis", nil)
	awssign.Signer{Service: "apigateway", Region: "eu-west-1", Key: "KEY", Secret: "SECRET"}.Sign(request, nil, time.Unix(0, 0))
	fmt.Println(strings.HasPrefix(request.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=KEY/19700101/eu-west-1/apigateway/aws4_request"))
	// Output: true
}
