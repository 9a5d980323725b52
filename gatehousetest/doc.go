// Package gatehousetest tests CDK applications: what their templates hold, what
// cdk-nag finds in them, and what they answer when they run on this machine.
//
//	func TestMain(m *testing.M) { gatehousetest.Main(m) }
//
//	func TestOneFunctionServesAllRoutes(t *testing.T) {
//		template := gatehousetest.Synth(t, todo).Template("Todo")
//		template.ResourceCountIs(jsii.String("AWS::Lambda::Function"), jsii.Number(1))
//	}
//
//	func TestHealth(t *testing.T) {
//		api := gatehousetest.Serve(t, todo, local.Config{}).API("Todo/Api")
//		api.Do("GET", "/health", nil).Status(200)
//	}
//
//	func TestNag(t *testing.T) { gatehousetest.Nag(t, todo) }
//
// Here todo is the function that declares the application, the one that main
// gives to gatehouse.Run. The context of the cdk.json in the test's folder, or
// in a folder above it up to the one with go.mod, is the app's, as it is for
// "cdk synth": without its feature flags a test would see another template.
//
// [Synth] builds no functions, so a template is there in milliseconds. [Serve]
// builds them for this machine and starts a local server. Its [Client] sends
// real requests and connects to WebSocket APIs; the server's Invoke hands an
// event to a function, past any API. For tests of a router alone, without an
// application around it, see package routertest.
//
// The CDK's Go objects may be used from one goroutine at a time: a test that
// synthesises must not call t.Parallel. All of a test binary's synths share one
// Node process, which takes about a second to start.
package gatehousetest
