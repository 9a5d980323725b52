// Package assembly reads a cloud assembly, the folder that "cdk synth" writes,
// into plain APIs, routes, integrations, authorizers and functions.
//
//	app, err := assembly.Load("cdk.out")
//	for _, api := range app.APIs {
//		for _, route := range api.Routes {
//			fmt.Println(api.Path, route.Key, route.Integration.Type)
//		}
//	}
//
// It reads any CDK app's assembly: templates are evaluated as CloudFormation
// would, with made-up ids and ARNs for what only a deployment knows. What
// can't be evaluated becomes a Problem of the thing that needs it, with the
// path of its resource, and never a guess.
package assembly
