package domain_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/plan"
	"github.com/gatehouse-go/gatehouse/internal/synthtest"
	"github.com/gatehouse-go/gatehouse/internal/view"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func TestBind(t *testing.T) {
	stack := synthtest.Stack()
	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{HostedZoneId: jsii.String("Z1"), ZoneName: jsii.String("example.com")})
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})
	api := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), &awsapigatewayv2.HttpApiProps{CreateDefaultStage: jsii.Bool(false)})
	main := awsapigatewayv2.NewHttpStage(api, jsii.String("Stage"), &awsapigatewayv2.HttpStageProps{HttpApi: api})
	v := &view.API{Construct: api, Kind: plan.HTTP, ID: *api.ApiId(), Name: "Api"}
	v.Stages = []*view.Stage{{API: v, Name: "$default", Construct: main}}
	view.Register(v)
	(&domain.Mapping{Domain: d, Path: "v1"}).Bind(v.Stages[0])
	if got := v.Stages[0].Mapped; got != "https://api.example.com/v1" {
		t.Error(got)
	}
	other := awsapigatewayv2.NewHttpApi(stack, jsii.String("Other"), nil)
	d.Map("", other.DefaultStage())
	template := synthtest.Synth(t, stack)
	if n := len(template.Of("AWS::ApiGatewayV2::ApiMapping")); n != 2 {
		t.Errorf("%d mappings: %v", n, template.IDs())
	}
}
