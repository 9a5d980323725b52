// Which integrations and authorizers each kind of API can have.

package api

import (
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// supported names what a kind of API can have, for messages, and says whether a
// value is one of these.
type supported struct {
	kind                 *plan.Kind
	auths, targets       string
	canAuth, canLeadInto func(v any) bool
}

var kinds = []supported{
	{
		plan.HTTP, "None, IAM, JWT, Cognito, Lambda and FromHTTP",
		"Lambda, LambdaAlias, URL, ALB, NLB, CloudMap, SQS, EventBridge, StepFunctions, Kinesis, AppConfig and FromHTTP",
		is[authorizers.ForHTTP], is[integrations.ForHTTP],
	},
	{
		plan.REST, "None, IAM, Cognito, CognitoPools, Token and Lambda",
		"Lambda, LambdaStream, LambdaMapped, LambdaAlias, URL, ALB, NLB, Mock, DynamoDB, S3, SQS, EventBridge, StepFunctions and Kinesis",
		is[authorizers.ForREST], is[integrations.ForREST],
	},
	{
		plan.WebSocket, "None, IAM and Lambda", "Lambda, LambdaAlias, URL, Mock and FromWebSocket",
		is[authorizers.ForWebSocket], is[integrations.ForWebSocket],
	},
}

func is[T any](v any) bool {
	_, ok := v.(T)
	return ok
}

// unsupported says why a kind of API can't have an authorizer or integration; ""
// if it can.
func unsupported(kind *plan.Kind, v any) string {
	var what, own string
	var others []string
	for _, k := range kinds {
		var can bool
		var all string
		switch v := v.(type) {
		case authorizers.Authorizer:
			what, all, can = v.Kind(), k.auths, k.canAuth(v)
		case integrations.Integration:
			what, all, can = v.Kind(), k.targets, k.canLeadInto(v)
		}
		switch {
		case k.kind == kind && can:
			if v, ok := v.(authorizers.ForWebSocket); ok && kind == plan.WebSocket {
				return v.WebSocketProblem()
			}
			return "" // what its settings say of a route is among the route's problems
		case k.kind == kind:
			own = all
		case can:
			others = append(others, k.kind.A)
		}
	}
	text := fmt.Sprintf("%s can't have %s; it can have %s", kind.A, what, own)
	if len(others) > 0 {
		text += fmt.Sprintf("; %s can have it", strings.Join(others, " and "))
	}
	return text
}
