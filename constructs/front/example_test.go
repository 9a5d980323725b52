// An application behind one name.

package front_test

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/front"
)

func Example() {
	_, stack := stackIn("us-east-1")
	zone, api, chat := zone(stack), httpAPI(stack), chat(stack)

	site := front.New(stack, "Front", &front.Props{Name: "example.com", Zone: zone})
	site.Route("/api/*", api)
	site.Route("/ws", chat)
	site.Route("/img/*", "https://images.example.net")
	site.Route("/*", awss3.NewBucket(stack, jsii.String("Pages"), nil))

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::CloudFront::Distribution"), jsii.Number(1))
	// Output:
}

func ExampleFront_Handle() {
	_, stack := stackIn("us-east-1")
	api, files := httpAPI(stack), awss3.NewBucket(stack, jsii.String("Files"), nil)
	fn := functionURL(stack, awslambda.FunctionUrlAuthType_AWS_IAM)

	site := front.New(stack, "Front", nil)
	site.Handle(
		front.Route{Path: "/api/*", To: api, Only: true}, // the API's own address answers 403
		front.Route{Path: "/catalog/*", To: api, Cache: &front.Cache{
			TTL: time.Minute, Queries: []string{"page"},
		}},
		front.Route{Path: "/files/*", To: files, CutPrefix: true}, // /files/a.pdf is the object a.pdf
		front.Route{Path: "/report", To: fn},                      // signed by CloudFront
		front.Route{Path: "/*", To: files, Page: "/index.html"},   // for pages made in the browser
	)

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::CloudFront::Distribution"), jsii.Number(1))
	// Output:
}

func ExampleProps() {
	_, stack := stackIn("us-east-1")
	api := httpAPI(stack)

	site := front.New(stack, "Front", &front.Props{Secret: 2}) // one more than before
	site.Handle(front.Route{Path: "/*", To: api, Only: true})

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::SecretsManager::Secret"), jsii.Number(2))
	// Output:
}
