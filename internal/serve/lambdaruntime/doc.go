// Package lambdaruntime runs Lambda functions as plain processes: it starts a
// function's program, serves it the Lambda Runtime API, and hands it events.
//
// A Lambda function needs no container: it polls the Runtime API at the
// address in AWS_LAMBDA_RUNTIME_API. The shortest useful program:
//
//	fn := lambdaruntime.New(lambdaruntime.Config{
//		Name:    "hello",
//		Command: []string{"./bootstrap"},
//		Dir:     "cdk.out/asset.4f1c",
//	})
//	defer fn.Close()
//	answer, err := fn.Invoke(ctx, []byte(`{"name":"world"}`))
//
// As Lambda does, one process handles one event at a time; a process stays for
// later events; it is killed when an event takes longer than the function's
// timeout, and a new one is started after a crash. Unlike Lambda, processes
// are not frozen between events, nor held to the function's memory.
//
// Source for the protocol: Lambda developer guide, "Using the Lambda runtime
// API for custom runtimes".
package lambdaruntime
