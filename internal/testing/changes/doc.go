// Package changes says what CloudFormation and API Gateway do with an application
// that is deployed already, for tests of the second deployment:
//
//	func TestHandlerOfAnotherName(t *testing.T) {
//		c := changes.Of(t,
//			func(stack awscdk.Stack) { httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/things.Get") },
//			func(stack awscdk.Stack) { httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/things.List") },
//		)
//		c.Want(t) // nothing at all
//	}
//
// [Between] compares two templates. Its Steps are what CloudFormation does, in
// order: it creates, updates and replaces along the dependencies, and deletes
// only when all of that is done. A resource is replaced if one of its create-only
// properties changes, also because what it refers to is replaced. A replacement
// is made before the old resource goes.
//
// [Changes.Conflicts] are names that two resources hold at once for that reason,
// which the service refuses. [Changes.Stale] are REST stages that go on serving
// what is no longer there, since a stage serves the snapshot of its deployment.
//
// Which properties are create-only is the CDK's service specification, in
// create_only.go, cut down to the types in our golden templates. "go generate"
// writes it, which takes npm; a type that is missing ends the test. What a
// service does with an update is not known here, nor are values that
// CloudFormation reads only when it deploys.
package changes

//go:generate go run ./generate
