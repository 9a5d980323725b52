// Package perapp keeps what the constructs of one CDK app share, such as its
// functions or its domains: a global variable that several apps of one process
// do not share.
package perapp

import "github.com/aws/constructs-go/constructs/v10"

// Values has one value for each app. The zero value is ready to use. jsii runs
// on one goroutine, so no lock guards it.
type Values[T any] struct {
	byRoot map[constructs.IConstruct]*T
}

// Of returns the value of the app that a construct belongs to: the zero value
// at first.
func (v *Values[T]) Of(c constructs.IConstruct) *T {
	root := c.Node().Root()
	value := v.byRoot[root]
	if value == nil {
		if v.byRoot == nil {
			v.byRoot = map[constructs.IConstruct]*T{}
		}
		value = new(T)
		v.byRoot[root] = value
	}
	return value
}
