// Package account knows where an application sets the role by which REST and
// WebSocket APIs write logs, of which an account and region has one: they can't
// log before it is there.
package account

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
)

// settings has the constructs of each application that set the role.
var settings perapp.Values[[]constructs.Construct]

// Set keeps the construct that sets the role, unless the application has
// one already for the same account and region, which it returns.
func Set(c constructs.Construct) (first constructs.Construct) {
	all := settings.Of(c)
	for _, other := range *all {
		if environment(other) == environment(c) {
			return other
		}
	}
	*all = append(*all, c)
	return nil
}

// Of returns the construct that sets the role for the account and region
// of a construct, or may do so, as far as these are known; nil if there is none.
func Of(c constructs.Construct) constructs.Construct {
	all, env := *settings.Of(c), environment(c)
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

// maybeSame reports whether two environments can be one.
func maybeSame(a, b string) bool {
	others := strings.Split(b, "/")
	for i, part := range strings.Split(a, "/") {
		if part != others[i] && !strings.HasPrefix(part, "unknown-") && !strings.HasPrefix(others[i], "unknown-") {
			return false
		}
	}
	return true
}
