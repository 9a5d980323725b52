// Command gateway is one HTTP API in front of many things: a function, a server
// elsewhere, a queue, state machines, other AWS services, and servers in a VPC;
// with every way to say who may call.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	gateway(app)
	private(app)
	app.Synth(nil)
}
