// Ids of constructs.

package atsynth

import (
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// ChildID turns what a thing is, such as a path, folder or URL, into the id of
// its construct, which can't hold a slash. None of them holds the character that
// stands for it, so ids stay distinct.
func ChildID(what string) string { return strings.ReplaceAll(what, "/", "|") }

// NeedScope panics if the scope of a new construct is nil, with the place of the
// user's call: there is nothing to report a mistake on.
func NeedScope(pos plan.Pos, what string, scope constructs.Construct) {
	if isnil.Any(scope) {
		panic(fmt.Sprintf("gatehouse: %v: %s: the scope is nil: give it a stack", pos, what))
	}
}

// FreeID returns the id for a new child of scope. If the id can't be used, it
// returns another one, so that the program can go on to the report, and says
// what is wrong with the first.
func FreeID(scope constructs.Construct, id string) (free, problem string) {
	NeedScope(plan.User(), fmt.Sprintf("construct %q", id), scope)
	switch {
	case id == "":
		free, problem = "unnamed", "the construct id is empty"
	case token.In(id):
		free, problem = "unnamed", "the construct id holds a CDK token: an id must be known at synth"
	case scope.Node().TryFindChild(jsii.String(id)) == nil:
		return id, ""
	default:
		free, problem = id, fmt.Sprintf("the construct id %q is taken: %s already has a child of this name", id, describe(scope))
	}
	candidate := free
	for n := 2; scope.Node().TryFindChild(jsii.String(candidate)) != nil; n++ {
		candidate = fmt.Sprintf("%s:%d", free, n)
	}
	return candidate, problem
}

func describe(scope constructs.Construct) string {
	if path := *scope.Node().Path(); path != "" {
		return path
	}
	return "the app"
}
