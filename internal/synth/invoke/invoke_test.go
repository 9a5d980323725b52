// Permissions of functions that are imported.

package invoke_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

// A function that is imported by its ARN gets a permission, also where the CDK
// doesn't know whether it is of the stack's account.
func TestImportedFunctionsGetAPermission(t *testing.T) {
	for name, tt := range map[string]struct {
		account string // of the stack; "" is unknown
		want    int
	}{"unknown account": {"", 1}, "same account": {"111122223333", 1}, "another account": {"444455556666", 0}} {
		app := synthtest.App()
		props := &awscdk.StackProps{}
		if tt.account != "" {
			props.Env = &awscdk.Environment{Account: jsii.String(tt.account), Region: jsii.String("eu-west-1")}
		}
		stack := awscdk.NewStack(app, jsii.String("Test"), props)
		fn := awslambda.Function_FromFunctionArn(stack, jsii.String("F"), jsii.String("arn:aws:lambda:eu-west-1:111122223333:function:f"))
		invoke.Permit(stack, "Permission", fn, jsii.String("a1b2c3"), invoke.WholeAPI)
		template := assertions.Template_FromStack(stack, nil)
		if got := len(*template.FindResources(jsii.String("AWS::Lambda::Permission"), nil)); got != tt.want {
			t.Errorf("%s: %d permissions, want %d", name, got, tt.want)
		}
		warnings := assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_AnyValue())
		var said []string
		for _, w := range *warnings {
			//lint:ignore SA1019 the type that the CDK names instead has no Go module
			said = append(said, fmt.Sprint(w.Entry.Data))
		}
		if tt.want == 1 && len(said) > 0 {
			t.Errorf("%s: warned of %v", name, said)
		}
		if tt.want == 0 && (len(said) == 0 || !strings.Contains(said[0], "UnclearLambdaEnvironment")) {
			t.Errorf("%s: the CDK no longer warns of it: %v", name, said)
		}
	}
}
