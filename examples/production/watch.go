// Who is told when something is wrong.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/monitor"
)

// watch makes a dashboard of the APIs, and alarms that go to who is on call.
func watch(stack awscdk.Stack, env environment, apis ...monitor.API) {
	topic := awssns.NewTopic(stack, jsii.String("Alarms"), &awssns.TopicProps{
		MasterKey:  awskms.NewKey(stack, jsii.String("AlarmsKey"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
		EnforceSSL: jsii.Bool(true),
	})
	topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(&env.onCall, nil))

	monitor.New(stack, "Monitor", &monitor.Props{APIs: apis, Topic: topic, PerRoute: true})
}
