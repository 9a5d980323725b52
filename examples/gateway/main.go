// Command gateway is one HTTP API in front of many things: a function, a server
// elsewhere, a queue, state machines, other AWS services, and servers in a VPC;
// with every way to say who may call.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse"
)

func main() {
	gatehouse.Run(func(app awscdk.App) {
		gateway(app)
		private(app)
	})
}
