// What the application's template holds, and what cdk-nag finds in it.

package main

import (
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

func TestOneFunctionForEachFolderOfHandlers(t *testing.T) {
	template := gatehousetest.Synth(t, todo).Template("Todo")
	template.ResourceCountIs(jsii.String("AWS::Lambda::Function"), jsii.Number(2))
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Route"), jsii.Number(5))
	template.HasResourceProperties(jsii.String("AWS::Lambda::Function"), map[string]any{
		"MemorySize": 256, "Timeout": 10, "Architectures": []string{"arm64"},
	})
}

func TestOnlyHealthIsPublic(t *testing.T) {
	template := gatehousetest.Synth(t, todo).Template("Todo")
	for _, route := range template.Resources("AWS::ApiGatewayV2::Route") {
		want := "JWT"
		if route.Properties["RouteKey"] == "GET /health" {
			want = "NONE"
		}
		if route.Properties["AuthorizationType"] != want {
			t.Errorf("%s has AuthorizationType %s, want %s", route.Properties["RouteKey"], route.Properties["AuthorizationType"], want)
		}
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, todo) }
