// One program for each kind of authorizer.

package authorizers_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
)

func ExampleJWT() {
	login := authorizers.JWT("login", "https://login.example.com", "todo-app")
	fmt.Println(login.Kind(), len(login.Problems()))

	// What is wrong is reported at synth, with the place of the route.
	for _, problem := range authorizers.JWT("login", "login.example.com").Problems() {
		fmt.Println(problem)
	}
	// Output:
	// the JWT authorizer "login" 0
	// authorizer "login": issuer "login.example.com" is not an https URL: write it as in the tokens' claim iss, such as "https://login.example.com"
	// authorizer "login": has no audience: every token of the issuer would do, also those for other applications; name yours
}

// None opts out of an API's default.
func ExampleNone() {
	fmt.Println(authorizers.None().Public(), authorizers.IAM().Public())
	// Output: true false
}

// A function decides: its handler is built like that of a route.
func ExampleLambda() {
	session := authorizers.Lambda("session", "functions/auth.Check", &authorizers.LambdaOptions{
		IdentitySources: []string{"$request.header.Cookie"},
		TTL:             time.Minute,
	})
	fmt.Println(session.Kind(), len(session.Problems()))

	wrong := authorizers.Lambda("session", "functions/auth.Check", &authorizers.LambdaOptions{TTL: 2 * time.Hour})
	fmt.Println(wrong.Problems()[0])
	// Output:
	// the Lambda authorizer "session" 0
	// authorizer "session": TTL is 2h0m0s; answers are kept 1s to 1h0m0s, or not at all with authorizers.NoCache
}

func ExampleCognito() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	users := awscognito.NewUserPool(stack, jsii.String("Users"), nil)
	web := users.AddClient(jsii.String("Web"), nil)
	others := awscognito.NewUserPool(stack, jsii.String("Others"), nil)

	fmt.Println(len(authorizers.Cognito("users", users, web).Problems()))
	fmt.Println(authorizers.Cognito("others", others, web).Problems()[0])
	// Output:
	// 0
	// authorizer "others": client Shop/Users/Web belongs to another user pool than Shop/Others: its tokens would be refused
}

func ExampleWithIdentitySource() {
	login := authorizers.JWT("login", "https://login.example.com", "todo-app")
	fmt.Println(len(authorizers.WithIdentitySource(login, "$request.querystring.token").Problems()))
	fmt.Println(authorizers.WithIdentitySource(login, "token").Problems()[0])
	// Output:
	// 0
	// authorizer "login": identity source "token": a token is in a header or query parameter: write "$request.header.Authorization" or "$request.querystring.token"
}
