// The links to constructs of the CDK.

package links

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

// Table links a DynamoDB table to read and write: its name is in ID_TABLE.
func Table(table awsdynamodb.ITable) Link { return resource{"Table", table, tableUses} }

// TableReader links a DynamoDB table to read only: its name is in ID_TABLE.
func TableReader(table awsdynamodb.ITable) Link {
	return resource{"TableReader", table, tableReaderUses}
}

// Bucket links an S3 bucket to read and write: its name is in ID_BUCKET.
func Bucket(bucket awss3.IBucket) Link { return resource{"Bucket", bucket, bucketUses} }

// BucketReader links an S3 bucket to read only: its name is in ID_BUCKET.
func BucketReader(bucket awss3.IBucket) Link {
	return resource{"BucketReader", bucket, bucketReaderUses}
}

// Queue links an SQS queue to send messages: its URL is in ID_QUEUE_URL.
func Queue(queue awssqs.IQueue) Link { return resource{"Queue", queue, queueUses} }

// Topic links an SNS topic to publish: its ARN is in ID_TOPIC_ARN.
func Topic(topic awssns.ITopic) Link { return resource{"Topic", topic, topicUses} }

// Bus links an EventBridge bus to put events: its name is in ID_BUS.
func Bus(bus awsevents.IEventBus) Link { return resource{"Bus", bus, busUses} }

// Secret links a secret to read: its ARN is in ID_SECRET_ARN. The value itself
// stands in no template.
func Secret(secret awssecretsmanager.ISecret) Link {
	return resource{"Secret", secret, secretUses}
}

// Parameter links a parameter of Systems Manager to read: its name is in
// ID_PARAMETER.
func Parameter(parameter awsssm.IParameter) Link {
	return resource{"Parameter", parameter, parameterUses}
}

// StateMachine links a state machine to start: its ARN is in ID_STATE_MACHINE_ARN.
func StateMachine(machine awsstepfunctions.IStateMachine) Link {
	return resource{"StateMachine", machine, machineUses}
}

// Function links another Lambda function to invoke: its name is in ID_FUNCTION.
func Function(fn awslambda.IFunction) Link { return resource{"Function", fn, functionUses} }

// API links an HTTP API by the URL of its main stage, which is in ID_URL: that
// of its custom domain if it has one. It grants nothing: who may call a route is
// up to its authorizer. An API's own functions may have it, since the URL
// depends on neither routes nor stage.
func API(api awsapigatewayv2.IHttpApi) Link { return resource{"API", api, apiUses} }

// use makes the uses of constructs of one type.
func use[T constructs.IConstruct](suffix string, value func(T) *string, grant func(T, awsiam.IGrantable)) *uses {
	return &uses{
		suffix: suffix,
		value:  func(c constructs.IConstruct) *string { return value(c.(T)) },
		grant:  func(c constructs.IConstruct, grantee awsiam.IGrantable) { grant(c.(T), grantee) },
	}
}

var (
	tableName  = func(t awsdynamodb.ITable) *string { return t.TableName() }
	bucketName = func(b awss3.IBucket) *string { return b.BucketName() }

	tableUses        = use("TABLE", tableName, func(t awsdynamodb.ITable, g awsiam.IGrantable) { t.GrantReadWriteData(g) })
	tableReaderUses  = use("TABLE", tableName, func(t awsdynamodb.ITable, g awsiam.IGrantable) { t.GrantReadData(g) })
	bucketUses       = use("BUCKET", bucketName, func(b awss3.IBucket, g awsiam.IGrantable) { b.GrantReadWrite(g, nil) })
	bucketReaderUses = use("BUCKET", bucketName, func(b awss3.IBucket, g awsiam.IGrantable) { b.GrantRead(g, nil) })
	queueUses        = use("QUEUE_URL", func(q awssqs.IQueue) *string { return q.QueueUrl() },
		func(q awssqs.IQueue, g awsiam.IGrantable) { q.GrantSendMessages(g) })
	topicUses = use("TOPIC_ARN", func(t awssns.ITopic) *string { return t.TopicArn() },
		func(t awssns.ITopic, g awsiam.IGrantable) { t.GrantPublish(g) })
	busUses = use("BUS", func(b awsevents.IEventBus) *string { return b.EventBusName() },
		func(b awsevents.IEventBus, g awsiam.IGrantable) { b.GrantPutEventsTo(g, nil) })
	secretUses = use("SECRET_ARN", func(s awssecretsmanager.ISecret) *string { return s.SecretArn() },
		func(s awssecretsmanager.ISecret, g awsiam.IGrantable) { s.GrantRead(g, nil) })
	parameterUses = use("PARAMETER", func(p awsssm.IParameter) *string { return p.ParameterName() },
		func(p awsssm.IParameter, g awsiam.IGrantable) { p.GrantRead(g) })
	machineUses = use("STATE_MACHINE_ARN", func(m awsstepfunctions.IStateMachine) *string { return m.StateMachineArn() },
		func(m awsstepfunctions.IStateMachine, g awsiam.IGrantable) { m.GrantStartExecution(g) })
	functionUses = use("FUNCTION", func(f awslambda.IFunction) *string { return f.FunctionName() },
		func(f awslambda.IFunction, g awsiam.IGrantable) { f.GrantInvoke(g) })
	apiUses = use("URL", apiURL, func(awsapigatewayv2.IHttpApi, awsiam.IGrantable) {})
)

func apiURL(api awsapigatewayv2.IHttpApi) *string {
	if v := view.Of(api); v != nil {
		return jsii.String(v.URL("links.API"))
	}
	return api.ApiEndpoint()
}

// apiProblem says why the CDK knows no URL of an API: it panics when its
// endpoint is off, or was not named when it was imported.
func apiProblem(api awsapigatewayv2.IHttpApi) (problem string) {
	if view.Of(api) != nil {
		return "" // reports it itself
	}
	defer func() {
		if r := recover(); r != nil {
			problem = fmt.Sprintf("links.API: %s has no URL that the CDK knows: give the function the URL by which you reach it, as an "+
				"environment variable", *api.Node().Path())
		}
	}()
	api.ApiEndpoint()
	return ""
}
