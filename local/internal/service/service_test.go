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

func ExampleParse() {
	target, err := service.Parse("arn:aws:apigateway:eu-west-1:sqs:path/111122223333/jobs")
	fmt.Println(target.Name, target.Path, err)
	_, err = target.Endpoint(func(string) string { return "" })
	fmt.Println(err)
	_, err = service.Parse("https://sqs.eu-west-1.amazonaws.com")
	fmt.Println(err)
	// Output:
	// sqs /111122223333/jobs <nil>
	// sqs needs an endpoint: set AWS_ENDPOINT_URL_SQS to an emulator's address, or to the service's own
	// its URI "https://sqs.eu-west-1.amazonaws.com" has neither the form arn:aws:apigateway:region:service:path/NAME nor arn:aws:apigateway:region:service:action/NAME
}
