// A token that is verified.

package jwt_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
)

func ExampleVerifier_Verify() {
	v := jwt.NewVerifier(http.DefaultClient)
	_, err := v.Verify(context.Background(), "not.a.token", "https://login.example.com", []string{"todo-app"})
	fmt.Println(err.(*jwt.Invalid).Description)
	// Output: the token is malformed or its algorithm is not supported
}
