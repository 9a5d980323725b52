// A service that is called for an integration.

package service_test

import (
	"fmt"
	"net/http"

	"github.com/gatehouse-go/gatehouse/local/internal/service"
)

func ExampleNew() {
	nothing := func(string) string { return "" }
	_, err := service.New("SQS-SendMessage", "eu-west-1", nothing, http.DefaultClient)
	fmt.Println(err)
	// Output: SQS-SendMessage needs an endpoint: set AWS_ENDPOINT_URL_SQS to an emulator's address, or to the service's own
}
