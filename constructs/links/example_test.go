// A function that gets what it needs of a table and a queue.

package links_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
)

func Example() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	jobs := awssqs.NewQueue(stack, jsii.String("Jobs"), nil)

	config := &function.Config{Links: []links.Link{links.Queue(jobs)}}
	for name := range config.Links[0].Environment() {
		fmt.Println(name)
	}
	// Output: JOBS_QUEUE_URL
}
