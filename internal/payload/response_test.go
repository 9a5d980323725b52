// Answers of functions: which are structured, and which are a body.

package payload_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/payload"
)

func ExampleParseV2() {
	answer, err := payload.ParseV2([]byte(`{"statusCode":201,"headers":{"location":"/todos/7"},"body":"made"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Status, answer.Header.Get("Location"), string(answer.Body))
	// Output: 201 /todos/7 made
}

func ExampleV2() {
	event, err := payload.V2(&payload.Request{Method: "GET", Path: "/", RouteKey: "GET /", Header: http.Header{}, Domain: "localhost:3000"})
	fmt.Println(len(event) > 0, err)
	// Output: true <nil>
}

// Whatever a function answers, it's an answer that can be sent, or an error.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"statusCode":200}`, `"x"`, `null`, `[]`, `{"statusCode":200,"headers":{"a":1},"cookies":["x"],"multiValueHeaders":{"b":[true]}}`, `{`, ``, ` `} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, output []byte) {
		for _, parse := range []func([]byte) (*payload.Response, error){payload.ParseV1, payload.ParseV2} {
			r, err := parse(output)
			if (r == nil) == (err == nil) {
				t.Fatalf("answer %v with error %v", r, err)
			}
			if r != nil && (r.Status < 200 || r.Status > 599 || r.Header == nil) {
				t.Errorf("answer %+v", r)
			}
		}
	})
}
