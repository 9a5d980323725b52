// Package jwt checks tokens as the JWT authorizers of HTTP APIs do: by the
// keys that the issuer publishes, and by the claims that the authorizer asks for.
//
//	v := jwt.NewVerifier(http.DefaultClient)
//	token, err := v.Verify(ctx, text, "https://login.example.com", []string{"todo-app"})
//
// It fails closed: without the issuer's keys no token is good.
//
// Source: API Gateway developer guide, "Control access to HTTP APIs with JWT
// authorizers in API Gateway".
package jwt
