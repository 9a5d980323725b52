// What functions may use.

package functions

import (
	"maps"
	"reflect"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
)

// Link is something that a function may use: rights to it, and environment
// variables through which the function finds it.
type Link interface {
	// Environment returns the variables; values may be CDK tokens.
	Environment() map[string]string

	// Grant gives the rights, and no more than are needed.
	Grant(grantee awsiam.IGrantable)
}

// SameLink reports whether two links are one: equal by ==.
func SameLink(a, b Link) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// link gives the function what it does not have yet.
func (s *Shared) link(links []Link) {
	for _, l := range links {
		if slices.ContainsFunc(s.linked, func(has Link) bool { return SameLink(has, l) }) {
			continue
		}
		s.linked = append(s.linked, l)
		for _, name := range slices.Sorted(maps.Keys(l.Environment())) {
			s.SetEnvironment(name, l.Environment()[name])
			s.linkNames = append(s.linkNames, name)
		}
		l.Grant(s.Function)
	}
}
