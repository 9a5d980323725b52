// What the public API leads to.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsappconfig"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"
)

type backends struct {
	orders     awsdynamodb.ITable
	jobs       awssqs.IQueue
	fulfil     awsstepfunctions.IStateMachine
	quote      awsstepfunctions.IStateMachine
	bus        awsevents.IEventBus
	clicks     awskinesis.IStream
	production awsappconfig.IEnvironment
	flags      awsappconfig.IConfiguration
	reports    awslambda.IFunction
}

func newBackends(stack awscdk.Stack) backends {
	flags := awsappconfig.NewApplication(stack, jsii.String("Flags"), nil)
	reports := awslambda.NewFunction(stack, jsii.String("Reports"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(), Handler: jsii.String("index.handler"),
		Code:       awslambda.Code_FromInline(jsii.String("exports.handler = async (e) => ({statusCode: 200, body: e.pathParameters.id})")),
		MemorySize: jsii.Number(256), Timeout: awscdk.Duration_Seconds(jsii.Number(3)),
	})
	return backends{
		orders: awsdynamodb.NewTableV2(stack, jsii.String("Orders"), &awsdynamodb.TablePropsV2{
			PartitionKey:                     &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
			PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: jsii.Bool(true)},
		}),
		jobs: awssqs.NewQueue(stack, jsii.String("Jobs"), &awssqs.QueueProps{
			EnforceSSL: jsii.Bool(true),
			DeadLetterQueue: &awssqs.DeadLetterQueue{
				MaxReceiveCount: jsii.Number(3),
				Queue:           awssqs.NewQueue(stack, jsii.String("FailedJobs"), &awssqs.QueueProps{EnforceSSL: jsii.Bool(true)}),
			},
		}),
		fulfil: machine(stack, "Fulfil", awsstepfunctions.StateMachineType_STANDARD,
			`{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":60,"End":true}}}`),
		quote: machine(stack, "Quote", awsstepfunctions.StateMachineType_EXPRESS,
			`{"StartAt":"Price","States":{"Price":{"Type":"Pass","Result":{"price":42},"End":true}}}`),
		bus:        awsevents.NewEventBus(stack, jsii.String("Bus"), nil),
		clicks:     awskinesis.NewStream(stack, jsii.String("Clicks"), &awskinesis.StreamProps{Encryption: awskinesis.StreamEncryption_MANAGED}),
		production: flags.AddEnvironment(jsii.String("Production"), nil),
		flags: flags.AddHostedConfiguration(jsii.String("Web"), &awsappconfig.HostedConfigurationOptions{
			Content: awsappconfig.ConfigurationContent_FromInlineJson(jsii.String(`{"checkout":"new"}`), nil),
		}),
		reports: reports.AddAlias(jsii.String("live"), nil),
	}
}

func machine(stack awscdk.Stack, id string, kind awsstepfunctions.StateMachineType, definition string) awsstepfunctions.StateMachine {
	return awsstepfunctions.NewStateMachine(stack, jsii.String(id), &awsstepfunctions.StateMachineProps{
		StateMachineType: kind,
		TracingEnabled:   jsii.Bool(true),
		DefinitionBody:   awsstepfunctions.DefinitionBody_FromString(jsii.String(definition)),
		Logs: &awsstepfunctions.LogOptions{
			Level:       awsstepfunctions.LogLevel_ALL,
			Destination: awslogs.NewLogGroup(stack, jsii.String(id+"Log"), &awslogs.LogGroupProps{Retention: awslogs.RetentionDays_ONE_MONTH}),
		},
	})
}
