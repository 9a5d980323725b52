// Package functions runs the Lambda functions of an assembly as programs on
// this machine.
//
//	set, err := functions.New(functions.Config{Log: log})
//	defer set.Close()
//	set.Load(app.Functions)
//	answer, err := set.Invoke(ctx, functions.Call{Function: app.Functions[0], Event: event})
package functions
