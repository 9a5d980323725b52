// Command function answers as the peer's handler does; for the soak it also
// fails, leaves and hangs when its parameter says so.
package main

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		name := e.PathParameters["name"]
		switch verb, _, _ := strings.Cut(name, "-"); verb {
		case "fail":
			return events.APIGatewayV2HTTPResponse{}, errors.New("as asked")
		case "exit":
			os.Exit(3)
		case "hang":
			time.Sleep(time.Minute)
		}
		body, err := json.Marshal(map[string]string{"hello": name})
		return events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"content-type": "application/json"}, Body: string(body)}, err
	})
}
