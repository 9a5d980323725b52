// Which function an integration calls, for those who watch functions.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

var _, _, _ view.Invoker = lambda{}, (*restLambda)(nil), (*lambdaAlias)(nil)

// Invokes returns the function that the integration calls.
func (l lambda) Invokes() awslambda.IFunction { return l.fn }

// Invokes returns the function that the integration calls.
func (l *restLambda) Invokes() awslambda.IFunction { return l.fn }

// Invokes returns the function that the integration calls, by whatever alias.
func (l *lambdaAlias) Invokes() awslambda.IFunction { return l.fn }
