// A token and a caller's identity, judged.

package authorize_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

func ExampleJWT() {
	login := &assembly.Authorizer{Issuer: "https://login.example.com", Identity: []string{"$request.header.Authorization"}}
	values := func(source string) (string, bool) { return "Bearer forged", true }
	_, refusal := authorize.JWT(context.Background(), jwt.NewVerifier(http.DefaultClient), login, []string{"todos:read"}, values, trace.Step{})
	fmt.Println(refusal.Kind == authorize.Unauthorized)
	fmt.Println(refusal.Challenge)
	// Output:
	// true
	// Bearer scope="todos:read" error="invalid_token" error_description="the token is malformed or its algorithm is not supported"
}

func ExampleIdentities() {
	values := func(source string) (string, bool) { return "", false }
	_, refusal := authorize.Identities([]string{"$request.header.X-Token"}, values)
	fmt.Println(refusal.Reason)
	// Output: identity source $request.header.X-Token is not in the request
}
