// Command site is a whole application behind one name: a page in a bucket, an
// HTTP API and a WebSocket API.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3deployment"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/front"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func main() { gatehouse.Run(site) }

// site declares the application.
func site(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Site"), &awscdk.StackProps{
		Env: &awscdk.Environment{Region: jsii.String("us-east-1")}, // where CloudFront wants its certificate
	})
	accesslog.NewAccount(stack, "Account")

	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /api/greeting", "functions/site.Greet")

	echo := websocket.New(stack, "Echo", nil)
	echo.Route("$connect", "functions/site.Connect")
	echo.Handle(websocket.Route{Key: "$default", Handler: "functions/site.Echo", Reply: true})

	pages := awss3.NewBucket(stack, jsii.String("Pages"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:        jsii.Bool(true),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY, // deployed anew each time
	})
	awss3deployment.NewBucketDeployment(stack, jsii.String("Upload"), &awss3deployment.BucketDeploymentProps{
		DestinationBucket: pages,
		Sources:           &[]awss3deployment.ISource{awss3deployment.Source_Asset(jsii.String("page"), nil)},
	})

	site := front.New(stack, "Front", named(stack))
	site.Handle(
		front.Route{Path: "/api/*", To: api, Only: true},
		front.Route{Path: "/ws", To: echo, Only: true},
		front.Route{Path: "/*", To: pages, Page: "/index.html"},
	)
	awscdk.NewCfnOutput(stack, jsii.String("Url"), &awscdk.CfnOutputProps{Value: jsii.String(site.URL())})

	acceptFindings(stack)
}

// named are the front's settings with a name, if SITE_NAME and SITE_ZONE give one:
// "example.com" and the id of its zone in Route 53.
func named(stack awscdk.Stack) *front.Props {
	name, zone := os.Getenv("SITE_NAME"), os.Getenv("SITE_ZONE")
	if name == "" || zone == "" {
		return nil // the name is CloudFront's
	}
	return &front.Props{Name: name, Zone: awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"),
		&awsroute53.HostedZoneAttributes{HostedZoneId: jsii.String(zone), ZoneName: jsii.String(name)})}
}
