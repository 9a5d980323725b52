// Package changes compares what two declarations of a stack deploy, for tests of
// the second deployment:
//
//	func TestHandlerOfAnotherName(t *testing.T) {
//		c := changes.Of(t,
//			func(stack awscdk.Stack) { httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/things.Get") },
//			func(stack awscdk.Stack) { httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/things.List") },
//		)
//		c.Want(t) // nothing at all
//	}
//
// What CloudFormation does is decided in internal/redeploy.
package changes
