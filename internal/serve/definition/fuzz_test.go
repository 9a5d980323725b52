// Documents that are no documents.

package definition

import (
	"encoding/json"
	"testing"
)

// FuzzRead holds that any JSON is read, or refused, without a panic.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"openapi":"3.0.1","paths":{"/a":{"get":{"x-amazon-apigateway-integration":{"":1,"type":"mock","responses":{"a":{"statusCode":1}}}}}}}`,
		`{"openapi":"3.0.1","x-amazon-apigateway-cors":{"":1},"security":[{}],"paths":{"/$default":{"x-amazon-apigateway-any-method":{}}}}`,
		`{"swagger":"2.0","basePath":"/a/b","paths":{"":{"post":{"parameters":[{"$ref":"#/"},null],"requestBody":{"$ref":"x"}}}}}`,
		`{"openapi":3,"servers":[{"url":"https://x/{y}","variables":{"y":{"default":1}}}],"components":{"securitySchemes":{"a":[]}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var document any
		if json.Unmarshal(text, &document) != nil {
			return
		}
		options := Options{BasePath: "split", Variables: map[string]string{"AWS::Region": "eu-west-1"}}
		if d, problems := ReadREST(document, options); d == nil && len(problems) == 0 {
			t.Error("a REST API is neither read nor refused")
		}
		if d, problems := ReadHTTP(document, options); d == nil && len(problems) == 0 {
			t.Error("an HTTP API is neither read nor refused")
		}
	})
}
