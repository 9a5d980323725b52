// Package routesettings is the Lambda function behind CleanRouteSettings of HTTP
// and WebSocket APIs. Gatehouse builds and deploys it; programs need not call it.
//
// A stage's settings of a route, such as its throttle, outlive the route: an
// update of a stage adds settings and takes none away. While settings of a route
// that is gone are there, API Gateway refuses every update of the stage, so the
// stack is stuck. The function removes them in time: CloudFormation calls it
// after the stages were updated and before it deletes the routes that go.
//
// The whole program is:
//
//	func main() { lambda.Start(routesettings.Clean) }
package routesettings
