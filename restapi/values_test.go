// Values that CloudFormation takes in a wrong form as well, and that only a
// deployed API would show to be wrong.

package restapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func asText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAddressesOfAPrivateAPIAreThoseInItsNetworks(t *testing.T) {
	for key, props := range map[string]*restapi.Props{
		"aws:SourceIp":    {AllowFrom: []restapi.Source{restapi.IPs("203.0.113.0/24")}},
		"aws:VpcSourceIp": {Endpoint: restapi.Private, AllowFrom: []restapi.Source{restapi.IPs("203.0.113.0/24")}},
	} {
		stack := synthtest.Stack()
		restapi.New(stack, "Api", props).Route("GET /a", list)
		policy := asText(t, synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::RestApi").Properties["Policy"])
		for _, want := range []string{`{"IpAddress":{"` + key + `":["203.0.113.0/24"]}}`, `{"NotIpAddress":{"` + key + `":["203.0.113.0/24"]}}`} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s lacks %s", policy, want)
			}
		}
	}
}

// A plan knows methods, and ANY is not one of them.
func TestLimitsOfAPlanOnARouteForAnyMethod(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{CORS: cors.AllowAny(), Plans: []restapi.UsagePlan{{
		Name: "free", Throttle: &restapi.Throttle{Rate: 10, Burst: 20},
		Routes: []restapi.RouteLimit{{Key: "ANY /a/{id}", Throttle: restapi.Throttle{Rate: 1, Burst: 2}}, {Key: "GET /b", Throttle: restapi.Throttle{Rate: 3, Burst: 4}}},
	}}})
	for _, key := range []string{"ANY /a/{id}", "GET /a/{id}", "GET /b"} {
		api.Route(key, list)
	}
	stages := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::UsagePlan").Properties["ApiStages"].([]any)
	var keys []string
	for key := range stages[0].(map[string]any)["Throttle"].(map[string]any) {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	// GET has a route of its own, and OPTIONS answers preflights.
	if want := []string{"/a/{id}/DELETE", "/a/{id}/HEAD", "/a/{id}/PATCH", "/a/{id}/POST", "/a/{id}/PUT", "/b/GET"}; !slices.Equal(keys, want) {
		t.Errorf("limits of %v, want %v", keys, want)
	}
}

func TestPoolsAreInTheRegionOfTheirIDs(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")}})
	far := awscognito.UserPool_FromUserPoolId(stack, jsii.String("Far"), jsii.String("us-gov-west-1_AbC9"))
	near := awscognito.UserPool_FromUserPoolId(stack, jsii.String("Near"), jsii.String("eu-west-1_AbC9"))
	byARN := awscognito.UserPool_FromUserPoolArn(stack, jsii.String("ByARN"), jsii.String("arn:aws:cognito-idp:eu-north-1:444455556666:userpool/eu-north-1_XyZ"))
	api := restapi.New(stack, "Api", nil)
	api.Handle(restapi.Route{Key: "GET /a", Handler: list, Auth: authorizers.CognitoPools("all", far, near, byARN)})
	got := asText(t, synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Authorizer").Properties["ProviderARNs"])
	for _, want := range []string{":cognito-idp:us-gov-west-1:111122223333:userpool/us-gov-west-1_AbC9", ":cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbC9",
		":cognito-idp:eu-north-1:444455556666:userpool/eu-north-1_XyZ"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

// What a role may do with a customer's key follows from what its routes do, and
// API Gateway may take it for this account only.
func TestRolesOfIntegrationsAreNarrow(t *testing.T) {
	object := func(method string) func(awscdk.Stack, awskms.IKey) integrations.Integration {
		return func(s awscdk.Stack, key awskms.IKey) integrations.Integration {
			bucket := awss3.NewBucket(s, jsii.String("Bucket"), &awss3.BucketProps{EncryptionKey: key})
			return integrations.S3(bucket, method, "files/a", nil)
		}
	}
	item := func(action string) func(awscdk.Stack, awskms.IKey) integrations.Integration {
		return func(s awscdk.Stack, key awskms.IKey) integrations.Integration {
			table := awsdynamodb.NewTable(s, jsii.String("Table"), &awsdynamodb.TableProps{
				PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING}, EncryptionKey: key,
			})
			return integrations.DynamoDB(table, action, &integrations.Mapping{Request: map[string]string{"application/json": `{"TableName":"x"}`}})
		}
	}
	for name, tt := range map[string]struct {
		made    func(awscdk.Stack, awskms.IKey) integrations.Integration
		actions string // of KMS, and of the service
	}{
		"read an object":  {object("GET"), `"s3:GetObject" "kms:Decrypt"`},
		"write an object": {object("PUT"), `"s3:PutObject" "kms:GenerateDataKey"`},
		"remove one":      {object("DELETE"), `"s3:DeleteObject"`},
		"read an item":    {item("GetItem"), `"dynamodb:GetItem" "kms:Decrypt"`},
		"query":           {item("Query"), `"dynamodb:Query" "kms:Decrypt"`},
		"write an item":   {item("PutItem"), `"dynamodb:PutItem" ["kms:Decrypt","kms:Encrypt","kms:ReEncrypt*","kms:GenerateDataKey*"]`},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			api := restapi.New(stack, "Api", nil)
			api.Handle(restapi.Route{Key: "POST /a", Integration: tt.made(stack, awskms.NewKey(stack, jsii.String("Key"), nil))})
			template := synthtest.Synth(t, stack)
			var actions []string
			document := template.Only(t, "AWS::IAM::Policy").Properties["PolicyDocument"].(map[string]any)
			for _, s := range document["Statement"].([]any) {
				actions = append(actions, asText(t, s.(map[string]any)["Action"]))
			}
			if got := strings.Join(actions, " "); got != tt.actions {
				t.Errorf("%s, want %s", got, tt.actions)
			}
			trust := asText(t, template.Only(t, "AWS::IAM::Role").Properties["AssumeRolePolicyDocument"])
			if want := `"Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}`; strings.Count(trust, want) != 1 {
				t.Errorf("%s lacks %s", trust, want)
			}
		})
	}
}
