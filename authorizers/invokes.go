// Which function an authorizer calls, for those who watch functions.

package authorizers

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/internal/view"
)

var _, _ view.Invoker = lambda{}, tokenAuth{}

// Invokes returns the user's function that the authorizer calls; nil for one
// with a handler.
func (a lambda) Invokes() awslambda.IFunction { return a.fn }

// Invokes returns the user's function that the authorizer calls; nil for one
// with a handler.
func (a tokenAuth) Invokes() awslambda.IFunction { return a.fn }
