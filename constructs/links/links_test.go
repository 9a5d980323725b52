// Each link grants what its use takes and no more, and sets one variable.

package links_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
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
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func TestEachLink(t *testing.T) {
	id := jsii.String("Thing")
	table := func(s awscdk.Stack) awsdynamodb.ITable {
		return awsdynamodb.NewTableV2(s, id, &awsdynamodb.TablePropsV2{
			PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
		})
	}
	for name, tt := range map[string]struct {
		link     func(awscdk.Stack) links.Link
		variable string
		can      string // an action it grants; "" for none
		cannot   string
	}{
		"table":        {func(s awscdk.Stack) links.Link { return links.Table(table(s)) }, "THING_TABLE", "dynamodb:PutItem", "dynamodb:DeleteTable"},
		"table reader": {func(s awscdk.Stack) links.Link { return links.TableReader(table(s)) }, "THING_TABLE", "dynamodb:GetItem", "dynamodb:PutItem"},
		"bucket":       {func(s awscdk.Stack) links.Link { return links.Bucket(awss3.NewBucket(s, id, nil)) }, "THING_BUCKET", "s3:PutObject", "s3:DeleteBucket"},
		"bucket reader": {func(s awscdk.Stack) links.Link { return links.BucketReader(awss3.NewBucket(s, id, nil)) },
			"THING_BUCKET", "s3:GetObject", "s3:PutObject"},
		"queue": {func(s awscdk.Stack) links.Link { return links.Queue(awssqs.NewQueue(s, id, nil)) }, "THING_QUEUE_URL", "sqs:SendMessage", "sqs:ReceiveMessage"},
		"topic": {func(s awscdk.Stack) links.Link { return links.Topic(awssns.NewTopic(s, id, nil)) }, "THING_TOPIC_ARN", "sns:Publish", "sns:Subscribe"},
		"bus":   {func(s awscdk.Stack) links.Link { return links.Bus(awsevents.NewEventBus(s, id, nil)) }, "THING_BUS", "events:PutEvents", "events:PutRule"},
		"secret": {func(s awscdk.Stack) links.Link { return links.Secret(awssecretsmanager.NewSecret(s, id, nil)) },
			"THING_SECRET_ARN", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"},
		"parameter": {func(s awscdk.Stack) links.Link {
			return links.Parameter(awsssm.NewStringParameter(s, id, &awsssm.StringParameterProps{StringValue: jsii.String("x")}))
		}, "THING_PARAMETER", "ssm:GetParameter", "ssm:PutParameter"},
		"state machine": {func(s awscdk.Stack) links.Link {
			return links.StateMachine(awsstepfunctions.NewStateMachine(s, id, &awsstepfunctions.StateMachineProps{
				DefinitionBody: awsstepfunctions.DefinitionBody_FromString(jsii.String(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`)),
			}))
		}, "THING_STATE_MACHINE_ARN", "states:StartExecution", "states:StopExecution"},
		"function": {func(s awscdk.Stack) links.Link { return links.Function(fn(s, "Thing")) }, "THING_FUNCTION", "lambda:InvokeFunction", "lambda:UpdateFunctionCode"},
		"API":      {func(s awscdk.Stack) links.Link { return links.API(awsapigatewayv2.NewHttpApi(s, id, nil)) }, "THING_URL", "", "execute-api:Invoke"},
		"renamed": {func(s awscdk.Stack) links.Link { return links.As("JOBS", links.Queue(awssqs.NewQueue(s, id, nil))) },
			"JOBS", "sqs:SendMessage", "sqs:ReceiveMessage"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			link := tt.link(stack)
			user := awsiam.NewUser(stack, jsii.String("User"), nil)
			link.Grant(user)
			if got := slices.Collect(maps.Keys(link.Environment())); !slices.Equal(got, []string{tt.variable}) {
				t.Errorf("variables %v, want %s", got, tt.variable)
			}
			var policy string
			template := synthtest.Synth(t, stack)
			for _, id := range template.Of("AWS::IAM::Policy") {
				if strings.HasPrefix(id, "User") {
					policy += fmt.Sprint(template.Resources[id].Properties)
				}
			}
			if !strings.Contains(policy, tt.can) || strings.Contains(policy, tt.cannot) {
				t.Errorf("want %s and not %s: %s", tt.can, tt.cannot, policy)
			}
		})
	}
}

func fn(s awscdk.Stack, id string) awslambda.Function {
	return awslambda.NewFunction(s, jsii.String(id), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
	})
}

// The CDK's own class panics when its endpoint is off, or was not named.
func TestAPIWithoutAURLIsAMistake(t *testing.T) {
	stack := synthtest.Stack()
	for id, api := range map[string]awsapigatewayv2.IHttpApi{
		"Off":       awsapigatewayv2.NewHttpApi(stack, jsii.String("Off"), &awsapigatewayv2.HttpApiProps{DisableExecuteApiEndpoint: jsii.Bool(true)}),
		"Elsewhere": awsapigatewayv2.HttpApi_FromHttpApiAttributes(stack, jsii.String("Elsewhere"), &awsapigatewayv2.HttpApiAttributes{HttpApiId: jsii.String("abc")}),
	} {
		link := links.API(api).(interface{ Problems() []string })
		if got := link.Problems(); len(got) != 1 || !strings.Contains(got[0], "links.API: Test/"+id+" has no URL that the CDK knows") {
			t.Errorf("%s: %v", id, got)
		}
	}
}

func TestNamesOfVariables(t *testing.T) {
	stack := synthtest.Stack()
	for id, want := range map[string]string{
		"Todos": "TODOS", "UserProfiles": "USER_PROFILES", "user-profiles": "USER_PROFILES", "API": "API", "HTTPLogs": "HTTPLOGS",
		"a..b": "A_B", "v2Jobs": "V2_JOBS", "1st": "LINK_1ST", "ü": "LINK",
	} {
		env := links.Bus(awsevents.NewEventBus(stack, jsii.String(id), nil)).Environment()
		if _, ok := env[want+"_BUS"]; !ok {
			t.Errorf("%s: %v, want %s_BUS", id, env, want)
		}
	}
}

func TestEqualLinksAreOne(t *testing.T) {
	stack := synthtest.Stack()
	a, b := awssqs.NewQueue(stack, jsii.String("A"), nil), awssqs.NewQueue(stack, jsii.String("B"), nil)
	if links.Queue(a) != links.Queue(a) || links.As("X", links.Queue(a)) != links.As("X", links.Queue(a)) {
		t.Error("equal links differ")
	}
	if links.Queue(a) == links.Queue(b) {
		t.Error("links to two queues are equal")
	}
}
