// What every authorizer says of itself.

package authorizers

// Authorizer decides who may call a route. Make one with a function of this
// package. Two values that are equal by == are one authorizer.
type Authorizer interface {
	Name() string       // names the resource within an API; "" for a kind that has no resource
	Kind() string       // for messages, with its article: `the JWT authorizer "login"`
	Public() bool       // lets everybody in
	Scoped() bool       // can require scopes
	Problems() []string // what is wrong with its settings, each with what would be right
}
