// Mutual TLS, and the ways around it.

package domain_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMutualTLSTurnsOwnAddressesOff(t *testing.T) {
	for name, keep := range map[string]bool{"off": false, "kept": true} {
		t.Run(name, func(t *testing.T) {
			stack := stackIn(synthtest.App(), "Test", "eu-west-1")
			pem := writePEM(t, newAuthority(t, nil).pem)
			d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{PEM: pem, KeepEndpoint: keep}})
			s := httpStage(stack, "Api")
			view.Map(&domain.Mapping{Domain: d, Path: "ours"}, s)
			if s.API.DisableEndpoint == keep {
				t.Errorf("our API: DisableEndpoint is %v", s.API.DisableEndpoint)
			}
			rest := restAPI(stack, "Rest")
			before := deploymentOf(t, stack)
			d.Map("rest", rest.DeploymentStage())
			template := synthtest.Synth(t, stack)
			off, _ := template.Only(t, "AWS::ApiGateway::RestApi").Properties["DisableExecuteApiEndpoint"].(bool)
			if off == keep {
				t.Errorf("the CDK's API: DisableExecuteApiEndpoint is %v", off)
			}
			if after := template.Of("AWS::ApiGateway::Deployment")[0]; (after == before) != keep {
				t.Errorf("deployment %s became %s", before, after)
			}
		})
	}
}

// deploymentOf returns the logical id that the deployment of the one REST API
// has in an equal stack without a domain.
func deploymentOf(t *testing.T, like awscdk.Stack) string {
	t.Helper()
	stack := stackIn(synthtest.App(), *like.Node().Id(), "eu-west-1")
	restAPI(stack, "Rest")
	return synthtest.Synth(t, stack).Of("AWS::ApiGateway::Deployment")[0]
}

func TestWhatTheUserSetOnTheCDKsAPIsStays(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{PEM: writePEM(t, newAuthority(t, nil).pem)}})
	open := awsapigatewayv2.NewHttpApi(stack, jsii.String("Open"), &awsapigatewayv2.HttpApiProps{DisableExecuteApiEndpoint: jsii.Bool(false)})
	d.Map("open", open.DefaultStage())
	imported := awsapigatewayv2.HttpStage_FromHttpStageAttributes(stack, jsii.String("Far"), &awsapigatewayv2.HttpStageAttributes{
		StageName: jsii.String("v1"),
		Api:       awsapigatewayv2.HttpApi_FromHttpApiAttributes(stack, jsii.String("FarApi"), &awsapigatewayv2.HttpApiAttributes{HttpApiId: jsii.String("a1b2")}),
	})
	d.Map("far", imported)
	if off := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Api").Properties["DisableExecuteApiEndpoint"]; off != false {
		t.Errorf("DisableExecuteApiEndpoint is %v", off)
	}
	synthtest.WantWarning(t, stack, `API Test/Open: its own address lets clients around the certificate`)
	synthtest.WantWarning(t, stack, `an API made elsewhere: its own address`)
}

func TestAnAPIThatIsDeployedByHand(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: trust(t)})
	api := awsapigateway.NewRestApi(stack, jsii.String("Api"), &awsapigateway.RestApiProps{Deploy: jsii.Bool(false)})
	api.Root().AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)
	deployment := awsapigateway.NewDeployment(stack, jsii.String("Deployment"), &awsapigateway.DeploymentProps{Api: api})
	d.Map("", awsapigateway.NewStage(stack, jsii.String("Stage"), &awsapigateway.StageProps{Deployment: deployment, StageName: jsii.String("v1")}))
	if off := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::RestApi").Properties["DisableExecuteApiEndpoint"]; off != true {
		t.Errorf("DisableExecuteApiEndpoint is %v", off)
	}
	synthtest.WantWarning(t, stack, `API Test/Api: its own address is off once it is deployed again`)
}

func TestSideDoors(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{PEM: writePEM(t, newAuthority(t, nil).pem)}})
	open := domain.New(stack, "Open", elsewhere("open.example.com"))
	s := httpStage(stack, "Api")
	other := awsapigatewayv2.NewHttpStage(s.API.Construct, jsii.String("Beta"), &awsapigatewayv2.HttpStageProps{HttpApi: s.API.Construct.(awsapigatewayv2.HttpApi), StageName: jsii.String("beta")})
	s.API.Stages = append(s.API.Stages, &view.Stage{API: s.API, Name: "beta", Shown: "beta", Construct: other, Pos: here(1)})
	d.Map("", s.Construct)
	open.Map("", s.Construct)
	synthtest.Synth(t, stack)
	synthtest.WantWarning(t, stack, `domain "open.example.com": path "" leads to stage .* without a client's certificate, which domain "api.example.com" asks for`)
	synthtest.WantWarning(t, stack, `stage "beta" has no domain, and MutualTLS turns the API's own address off`)
}

func TestAChangedPEMIsDeployed(t *testing.T) {
	uri := func(file string) any {
		stack := stackIn(synthtest.App(), "Test", "eu-west-1")
		domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{PEM: file}})
		return synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::DomainName").Properties["MutualTlsAuthentication"].(map[string]any)["TruststoreUri"]
	}
	file := writePEM(t, newAuthority(t, nil).pem)
	first := uri(file)
	if text, _ := first.(string); !strings.HasPrefix(text, "s3://cdk-") || !strings.HasSuffix(text, ".pem") {
		t.Errorf("uploaded as %v", first)
	}
	if again := uri(file); again != first {
		t.Errorf("the same file is %v, then %v", first, again)
	}
	if changed := uri(writePEM(t, newAuthority(t, nil).pem)); changed == first {
		t.Errorf("another file is %v too", changed)
	}
}
