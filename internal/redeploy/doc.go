// Package redeploy says what CloudFormation and API Gateway do with a stack that
// is deployed already, when its template changes:
//
//	changes := redeploy.Between(before, after)
//	for _, step := range changes.Steps {
//		fmt.Println(step) // replace Pets AWS::ApiGateway::Resource (PathPart)
//	}
//
// Steps are what CloudFormation does, in order: it creates, updates and replaces
// along the dependencies, and deletes only when all of that is done. A resource
// is replaced if one of its create-only properties changes, also because what it
// refers to is replaced. A replacement is made before the old resource goes.
//
// [Changes.Conflicts] are names that two resources hold at once for that reason,
// which the service refuses. [Changes.Stale] are REST stages that go on serving
// what is no longer there, since a stage serves the snapshot of its deployment.
//
// Which properties are create-only is the CDK's service specification, in
// create_only.txt; "go generate" writes it, which takes npm. What a service does
// with an update is not known here, nor are values that CloudFormation reads only
// when it deploys.
package redeploy

//go:generate go run ./generate
