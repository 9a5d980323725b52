// Texts, lists and numbers that are tokens, and those that aren't.

package token_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

type lazy struct{}

func (lazy) Produce() *string { return jsii.String(time.Now().String()) }

// In must agree with the CDK.
func TestTokensAreFound(t *testing.T) {
	stack := synthtest.Stack()
	list := *awscdk.Fn_Split(jsii.String(","), awscdk.Fn_ImportValue(jsii.String("A")), nil)
	for name, text := range map[string]string{
		"import":    *awscdk.Fn_ImportValue(jsii.String("A")),
		"within":    "https://" + *awscdk.Fn_ImportValue(jsii.String("A")) + "/x",
		"reference": *stack.Region(),
		"lazy":      *awscdk.Lazy_String(&lazy{}, nil),
		"join":      *awscdk.Fn_Join(jsii.String("/"), &list),
		"select":    *awscdk.Fn_Select(jsii.Number(0), &list),
	} {
		if !token.In(text) || !*awscdk.Token_IsUnresolved(text) {
			t.Errorf("%s: %q: found %t, the CDK says %t", name, text, token.In(text), *awscdk.Token_IsUnresolved(text))
		}
	}
	for _, text := range []string{"", "plain", "${stageVariables.name}", "{proxy+}", "{Token[", "Token[X.1]"} {
		if token.In(text) || *awscdk.Token_IsUnresolved(text) {
			t.Errorf("%q: found %t, the CDK says %t", text, token.In(text), *awscdk.Token_IsUnresolved(text))
		}
	}
}
