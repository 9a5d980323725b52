// The package as its users see it.

package cors_test

import (
	"fmt"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
)

func ExamplePolicy_Problems() {
	policy := &cors.Policy{
		AllowOrigins:     []string{"*", "https://app.example.com/"},
		MaxAge:           48 * time.Hour,
		AllowCredentials: true,
	}
	for _, problem := range policy.Problems() {
		fmt.Println(problem)
	}
	// Output:
	// CORS: origin "*" beside others: it is all of them, write it alone or leave it out
	// CORS: origin "*" with AllowCredentials: any page could act in its visitor's name; name the origins, or turn AllowCredentials off
	// CORS: origin "https://app.example.com/": an origin ends after host and port, without slash, path or query: write "https://app.example.com"
	// CORS: MaxAge 48h0m0s: API Gateway takes 24h at most
}

func ExamplePolicy_Preflight() {
	policy := cors.Allow("https://app.example.com")
	policy.AllowMethods = []string{"GET", "PUT"}
	policy.MaxAge = time.Hour
	for name, value := range policy.Preflight("https://app.example.com") {
		fmt.Printf("%s: %s\n", name, value)
	}
	// Output:
	// Vary: Origin
	// Access-Control-Allow-Origin: https://app.example.com
	// Access-Control-Allow-Methods: GET,PUT
	// Access-Control-Allow-Headers: Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key
	// Access-Control-Max-Age: 3600
}
