// The account's role for logs, of which an account and region has one: REST and
// WebSocket APIs can't log before it is there.

package api

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// accounts has the constructs of each application that set the role.
// jsii runs on one goroutine, so no lock guards it.
var accounts = map[constructs.IConstruct][]constructs.Construct{}

// SetAccount keeps the construct that sets the role, unless the application has
// one already for the same account and region, which it returns.
func SetAccount(c constructs.Construct) (first constructs.Construct) {
	root := c.Node().Root()
	for _, other := range accounts[root] {
		if environment(other) == environment(c) {
			return other
		}
	}
	accounts[root] = append(accounts[root], c)
	return nil
}

// AccountOf returns the construct that sets the role for the account and region
// of a construct, or may do so, as far as these are known; nil if there is none.
func AccountOf(c constructs.Construct) constructs.Construct {
	all, env := accounts[c.Node().Root()], environment(c)
	for _, fits := range []func(a, b string) bool{func(a, b string) bool { return a == b }, maybeSame} {
		if i := slices.IndexFunc(all, func(a constructs.Construct) bool { return fits(environment(a), env) }); i >= 0 {
			return all[i]
		}
	}
	return nil
}

// environment is the account and region of a construct as the CDK writes them:
// "aws://111111111111/eu-central-1".
func environment(c constructs.Construct) string { return *awscdk.Stack_Of(c).Environment() }

// maybeSame tells whether two environments can be one.
func maybeSame(a, b string) bool {
	others := strings.Split(b, "/")
	for i, part := range strings.Split(a, "/") {
		if part != others[i] && !strings.HasPrefix(part, "unknown-") && !strings.HasPrefix(others[i], "unknown-") {
			return false
		}
	}
	return true
}
