// One value for all constructs of an application.

package perapp_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func TestConstructsOfOneAppShareAValue(t *testing.T) {
	a, b := synthtest.App(), synthtest.App()
	inner := awscdk.NewStack(awscdk.NewStage(a, jsii.String("Stage"), nil), jsii.String("Inner"), nil)
	var counts perapp.Values[int]
	*counts.Of(inner) += 2
	if *counts.Of(a) != 2 {
		t.Errorf("the app has %d, want what its stack has", *counts.Of(a))
	}
	if *counts.Of(b) != 0 {
		t.Errorf("another app has %d", *counts.Of(b))
	}
}
