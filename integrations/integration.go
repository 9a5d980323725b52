// What every integration says of itself.

package integrations

// Integration is what a route leads to. Make one with a function of this
// package. Two values that are equal by == are one integration.
type Integration interface {
	Kind() string       // for messages, with its article: "a URL integration"
	Problems() []string // what is wrong with its settings, each with what would be right
}
