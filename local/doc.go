// Package local serves the APIs of a synthesised cloud assembly on this
// machine: real HTTP in front, the functions' real programs behind, no AWS and
// no Docker.
//
//	srv, err := local.Start(ctx, local.Config{Assembly: "cdk.out"})
//	if err != nil {
//		return err
//	}
//	defer srv.Close()
//	resp, err := http.Get(srv.URL("Todo/Api") + "/todos")
//
// In a test the assembly comes from the app itself. Its functions must be
// built for this machine, which Context asks for:
//
//	app := awscdk.NewApp(&awscdk.AppProps{Context: ...local.Context()})
//	...
//	local.Config{Assembly: *app.Synth(nil).Directory()}
//
// It reads any CDK app's assembly. It behaves as API Gateway does where it
// answers; what it cannot do it answers with 501 and the reason. docs/local.md
// has the table of both.
package local
