// A token and what it says.

package localtoken_test

import (
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-go/gatehouse/internal/localtoken"
)

func Example() {
	key, err := localtoken.NewKey("dev")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := localtoken.Sign(key, localtoken.Token{
		Issuer: "https://login.example.com", Audience: []string{"todo-app"}, Scopes: []string{"read", "admin"}, Lifetime: time.Hour,
		Claims: map[string]any{"team": "blue", "token_use": nil, "iat": nil, "exp": nil},
	}, time.Now())
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		fmt.Println(err)
		return
	}
	claims := map[string]any{}
	fmt.Println(token.Claims(key.Public().Key, &claims), claims)
	// Output: <nil> map[aud:todo-app client_id:todo-app iss:https://login.example.com scope:read admin sub:local-user team:blue]
}
