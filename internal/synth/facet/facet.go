// Package facet has what an integration or authorizer may be besides what the
// contracts of its package ask of it. Kinds of API and monitors look for it.
package facet

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Invoker is an integration or authorizer that calls a function made elsewhere.
type Invoker interface {
	Invokes() awslambda.IFunction
}

// Identified is an authorizer that says what callers identify themselves by.
type Identified interface {
	// Identity returns it for documents; nil if anybody may call.
	Identity() *openapi.Auth
}

// StageVariable is an integration that a variable of the stage chooses for.
type StageVariable interface {
	// Variable returns the variable's name, and the values that it can have.
	Variable() (name string, values []string)
}

// Resource is an authorizer that may make resources of its own, which can't be
// beside a definition.
type Resource interface {
	// DefinitionProblem says why it can't be in a definition; "" if it can.
	DefinitionProblem() string
}

// RESTChecked is an integration or authorizer that may have settings which are
// right for other kinds of API and wrong for a REST API.
type RESTChecked interface {
	RESTProblems() []string
}

// RESTWarned is an integration or authorizer that does something else in a REST
// API than in an HTTP API.
type RESTWarned interface {
	// RESTWarnings says what, and what to do about it.
	RESTWarnings() []warning.Warning
}
