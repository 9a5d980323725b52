// The account's role for logs, of which an application sets one: REST and
// WebSocket APIs can't log before it is there.

package api

import "github.com/aws/constructs-go/constructs/v10"

// accounts has the first construct of each application that sets the role.
// jsii runs on one goroutine, so no lock guards it.
var accounts = map[constructs.IConstruct]constructs.Construct{}

// SetAccount keeps the construct that sets the role, unless the application has
// one already, which it returns.
func SetAccount(c constructs.Construct) (first constructs.Construct) {
	root := c.Node().Root()
	if first := accounts[root]; first != nil {
		return first
	}
	accounts[root] = c
	return nil
}

// AccountOf returns the construct that sets the role for the application of a
// construct; nil if there is none.
func AccountOf(c constructs.Construct) constructs.Construct { return accounts[c.Node().Root()] }
