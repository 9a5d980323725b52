// A signature that is verified.

package sigv4_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/sigv4"
)

func ExampleVerify() {
	request, err := http.NewRequest(http.MethodGet, "http://localhost:3000/", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = sigv4.Verify(request, nil, sigv4.Scope{Region: "eu-west-1", Service: "execute-api"}, nil, time.Now())
	fmt.Println(err)
	// Output: the request is not signed: its Authorization header doesn't begin with AWS4-HMAC-SHA256
}
