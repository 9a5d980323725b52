// Second deployments of APIs that are one definition.

package httpapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
)

func mapped(definition bool, keys ...string) func(awscdk.Stack) {
	return func(s awscdk.Stack) {
		certificate := awscertificatemanager.Certificate_FromCertificateArn(s, jsii.String("Certificate"),
			jsii.String("arn:aws:acm:eu-west-1:123456789012:certificate/a"))
		name := domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Certificate: certificate, DNS: domain.Elsewhere()})
		api := httpapi.New(s, "Api", &httpapi.Props{Definition: definition, Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: name}}}})
		for _, key := range keys {
			api.Route(key, "testdata/todos.List")
		}
		awsdynamodb.NewTable(s, jsii.String("Table"), &awsdynamodb.TableProps{
			PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
		}).GrantReadWriteData(api.Function("testdata/todos"))
	}
}

// What docs/definition.md says of moving a deployed API: a new API, to which the
// mapping of the domain goes over before the old one is deleted; functions, tables
// and domain stay.
func TestSwitchingMakesANewAPI(t *testing.T) {
	for _, to := range []bool{true, false} {
		c := changes.Of(t, mapped(!to, "GET /todos", "PUT /todos/{id}"), mapped(to, "GET /todos", "PUT /todos/{id}"))
		if len(c.With(redeploy.Create)) == 0 {
			t.Fatal("no new API")
		}
		for _, step := range append(c.With(redeploy.Delete), c.With(redeploy.Replace)...) {
			for _, stays := range []string{"AWS::Lambda::Function", "AWS::DynamoDB::", "AWS::ApiGatewayV2::DomainName", "AWS::IAM::Role", "AWS::Logs::"} {
				if strings.Contains(step, stays) {
					t.Errorf("to a definition %t: %s", to, step)
				}
			}
		}
		created, updated, deleted := -1, -1, -1
		for i, s := range c.Steps {
			switch text := s.String(); {
			case strings.HasSuffix(text, "AWS::ApiGatewayV2::Api") && strings.HasPrefix(text, "create"):
				created = i
			case strings.Contains(text, "AWS::ApiGatewayV2::ApiMapping"):
				updated = i
			case strings.HasSuffix(text, "AWS::ApiGatewayV2::Api") && strings.HasPrefix(text, "delete"):
				deleted = i
			}
		}
		if !(0 <= created && created < updated && updated < deleted) {
			t.Errorf("to a definition %t: the API is created in step %d, the mapping goes over in %d, and the old API is deleted in %d: %v",
				to, created, updated, deleted, c.Steps)
		}
	}
}

// Whatever happens to the routes, the API alone is updated.
func TestRoutesOfADefinitionUpdateTheAPIAlone(t *testing.T) {
	changes.Of(t, mapped(true, "GET /a", "GET /todos/{id}"), mapped(true, "GET /todos/{todo}", "ANY /b")).
		Want(t, "update ApiF70053CDDefinition AWS::ApiGatewayV2::Api")
}
