// The package as its users see it.

package authorizer_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

func Example() {
	check := func(ctx context.Context, req *authorizer.HTTPRequest) (authorizer.Simple, error) {
		if req.Bearer() != "secret" {
			return authorizer.No(), nil
		}
		return authorizer.Yes(map[string]any{"user": "ada"}), nil
	}
	answer, _ := check(context.Background(), &authorizer.HTTPRequest{Headers: map[string]string{"authorization": "Bearer secret"}})
	text, _ := json.Marshal(answer)
	fmt.Println(string(text))
	// Output: {"isAuthorized":true,"context":{"user":"ada"}}
}

func ExampleNewPolicy() {
	req := &authorizer.RESTRequest{MethodARN: "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod/GET/todos"}
	policy := authorizer.NewPolicy(req, "ada").Allow("GET", "/todos/*").Deny("*", "/admin/*")
	text, _ := json.MarshalIndent(policy, "", "  ")
	fmt.Println(string(text))
	// Output:
	// {
	//   "principalId": "ada",
	//   "policyDocument": {
	//     "Version": "2012-10-17",
	//     "Statement": [
	//       {
	//         "Effect": "Allow",
	//         "Action": "execute-api:Invoke",
	//         "Resource": [
	//           "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod/GET/todos/*"
	//         ]
	//       },
	//       {
	//         "Effect": "Deny",
	//         "Action": "execute-api:Invoke",
	//         "Resource": [
	//           "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod/*/admin/*"
	//         ]
	//       }
	//     ]
	//   }
	// }
}
