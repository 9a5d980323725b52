// What an escape hatch may have spoiled on the API's own resource.

package api

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
)

// CheckProtocol finds a ProtocolType that a user has set on the resource. A wrong
// one passes a synth, also the CDK's own validation, and fails the deployment.
func (a *API) CheckProtocol() {
	cfn, ok := a.Construct.Node().DefaultChild().(awsapigatewayv2.CfnApi)
	if !ok || cfn.ProtocolType() == nil {
		return
	}
	want := "HTTP"
	if a.Kind.Messages {
		want = "WEBSOCKET"
	}
	if is := *cfn.ProtocolType(); is != want {
		a.Problem(a.Pos, "the resource of the API: ProtocolType is %q; that of %s is %q", is, a.Kind.A, want)
	}
}
