// State machines.

package integrations

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
)

// ExecutionAction is what an API does with a state machine.
type ExecutionAction string

const (
	// StartExecution starts an execution with the request's body as input, and
	// answers at once with its ARN.
	StartExecution ExecutionAction = "StartExecution"

	// StartSyncExecution runs an express state machine with the request's body
	// as input, and answers with its output.
	StartSyncExecution ExecutionAction = "StartSyncExecution"

	// StopExecution stops the execution whose ARN is the query parameter
	// executionArn. Only standard state machines have it.
	StopExecution ExecutionAction = "StopExecution"
)

var executionActions = map[ExecutionAction]*action{
	StartExecution:     startAction("StartExecution", "Input", "Name"),
	StartSyncExecution: startAction("StartSyncExecution", "Input", "Name", "TraceHeader"),
	StopExecution: {
		kind: "a StepFunctions integration", subtype: "StepFunctions-StopExecution", allows: "states:StopExecution",
		required: []string{"ExecutionArn"}, optional: []string{"Cause", "Error"},
		resources: func(s service) []*string {
			machine := s.target.(awsstepfunctions.IStateMachine)
			name := awscdk.Stack_Of(machine).SplitArn(machine.StateMachineArn(), awscdk.ArnFormat_COLON_RESOURCE_NAME).ResourceName
			return []*string{arnIn(machine, awscdk.ArnComponents{
				Service: jsii.String("states"), Resource: jsii.String("execution"), ResourceName: jsii.String(*name + ":*"),
				ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
			})}
		},
	},
}

func startAction(name string, optional ...string) *action {
	return &action{
		kind: "a StepFunctions integration", subtype: "StepFunctions-" + name, allows: "states:" + name, fixed: []string{"StateMachineArn"},
		optional: optional,
		resources: func(s service) []*string {
			return []*string{s.target.(awsstepfunctions.IStateMachine).StateMachineArn()}
		},
	}
}

// StepFunctions leads to a state machine. Options may be nil.
func StepFunctions(machine awsstepfunctions.IStateMachine, do ExecutionAction, options *ServiceOptions) Integration {
	act := executionActions[do]
	defaults := map[string]string{"Input": "$request.body"}
	if do == StopExecution {
		defaults = map[string]string{"ExecutionArn": "$request.querystring.executionArn"}
	}
	if act == nil {
		s := newService(executionActions[StartExecution], machine, defaults, nil)
		s.wrong = fmt.Sprintf("action %q is unknown: there are integrations.StartExecution, StartSyncExecution and StopExecution", do)
		return stepFunctions{s}
	}
	s := newService(act, machine, defaults, options)
	if made, ok := machine.(awsstepfunctions.StateMachine); ok && !isnil.Any(machine) {
		express := made.StateMachineType() == awsstepfunctions.StateMachineType_EXPRESS
		switch {
		case do == StartSyncExecution && !express:
			s.wrong = "the state machine is of type STANDARD, which can't be waited for: use integrations.StartExecution, or make it EXPRESS"
		case do == StopExecution && express:
			s.wrong = "the state machine is of type EXPRESS, whose executions can't be stopped"
		}
	}
	return stepFunctions{s}
}

type stepFunctions struct{ service }

func (s stepFunctions) BindHTTP(api HTTPScope) HTTPBinding {
	if s.action.fixed == nil { // an execution says itself of which machine it is
		return s.bind(api, nil)
	}
	return s.bind(api, map[string]string{"StateMachineArn": *s.target.(awsstepfunctions.IStateMachine).StateMachineArn()})
}

// BindREST implements [ForREST].
func (f stepFunctions) BindREST(api RESTScope) RESTBinding {
	action := StartExecution
	if f.action == executionActions[StartSyncExecution] {
		action = StartSyncExecution
	}
	return f.bindREST(api, "states:action/"+string(action), nil, fmt.Sprintf(`{"stateMachineArn":"%s","input":"%s"}`,
		*f.target.(awsstepfunctions.IStateMachine).StateMachineArn(), bodyAsText))
}

// RESTProblems implements facet.RESTChecked.
func (f stepFunctions) RESTProblems() []string {
	out := f.service.RESTProblems()
	if f.action == executionActions[StopExecution] {
		out = append(out, f.action.subtype+": a REST API starts executions; an HTTP API stops them too")
	}
	return out
}
