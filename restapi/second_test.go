// What the second deployment does with domains and keys.

package restapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// A path that leads to another API is one mapping, changed in place, on domains
// of every kind.
func TestAPathMovesToAnotherAPIInPlace(t *testing.T) {
	for name, props := range map[string]domain.Props{
		"regional": {}, "REST only": {RESTOnly: true},
		"edge": {Endpoint: domain.Edge, CertificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"},
	} {
		t.Run(name, func(t *testing.T) {
			declare := func(first bool) func(awscdk.Stack) {
				return func(stack awscdk.Stack) {
					props := props
					props.Name, props.DNS = "api.example.com", domain.Elsewhere()
					if props.CertificateARN == "" {
						props.CertificateARN = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"
					}
					d := domain.New(stack, "Domain", &props)
					for id, mapped := range map[string]bool{"A": first, "B": !first} {
						stage := restapi.Stage{}
						if mapped {
							stage.Domain = &domain.Mapping{Domain: d, Path: "v1"}
						}
						restapi.New(stack, id, &restapi.Props{Stages: []restapi.Stage{stage}, NoURLOutput: true, SecurityPolicy: domain.TLS12}).Route("GET /a", list)
					}
				}
			}
			c := changes.Of(t, declare(true), declare(false))
			c.WantSafe(t)
			var steps []string
			for _, s := range c.Steps {
				if strings.Contains(s.Type, "Mapping") {
					steps = append(steps, string(s.Action))
				}
			}
			if len(steps) != 1 || steps[0] != string(redeploy.Update) {
				t.Errorf("%v", c.Steps)
			}
		})
	}
}

// A key that moves to another plan is in both for a moment, which API Gateway
// refuses: the guide says that it takes two deployments.
func TestAKeyThatMovesIsReplaced(t *testing.T) {
	declare := func(first, second []restapi.Key) func(awscdk.Stack) {
		return func(stack awscdk.Stack) {
			restapi.New(stack, "Api", &restapi.Props{Plans: []restapi.UsagePlan{{Name: "free", Keys: first}, {Name: "paid", Keys: second}}}).Route("GET /a", list)
		}
	}
	keys := []restapi.Key{{Name: "acme"}}
	count := func(c *changes.Changes, action redeploy.Action) (n int) {
		for _, s := range c.Steps {
			if s.Action == action && s.Type == "AWS::ApiGateway::UsagePlanKey" {
				n++
			}
		}
		return n
	}
	if c := changes.Of(t, declare(keys, nil), declare(nil, keys)); count(c, redeploy.Replace) != 1 {
		t.Errorf("at once: %v", c.Steps)
	}
	away, there := changes.Of(t, declare(keys, nil), declare(nil, nil)), changes.Of(t, declare(nil, nil), declare(nil, keys))
	if count(away, redeploy.Delete) != 1 || count(there, redeploy.Create) != 1 || count(there, redeploy.Replace) != 0 {
		t.Errorf("in two deployments: %v, then %v", away.Steps, there.Steps)
	}
}

// Values of keys are compared over all APIs of an application that are certainly
// in one account and region.
func TestKeysOfOneValueInSeveralAPIs(t *testing.T) {
	at := func(region string) *awscdk.StackProps {
		return &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: &region}}
	}
	for name, tt := range map[string]struct {
		scopes  func(awscdk.App) [2]awscdk.Stack
		refused bool
	}{
		"one stack": {func(app awscdk.App) [2]awscdk.Stack {
			stack := awscdk.NewStack(app, jsii.String("S"), nil)
			return [2]awscdk.Stack{stack, stack}
		}, true},
		"two stacks": {func(app awscdk.App) [2]awscdk.Stack {
			return [2]awscdk.Stack{awscdk.NewStack(app, jsii.String("S"), nil), awscdk.NewStack(app, jsii.String("T"), nil)}
		}, true},
		"two Stages that may be anywhere": {func(app awscdk.App) [2]awscdk.Stack {
			live, test := awscdk.NewStage(app, jsii.String("Live"), nil), awscdk.NewStage(app, jsii.String("Test"), nil)
			return [2]awscdk.Stack{awscdk.NewStack(live, jsii.String("S"), nil), awscdk.NewStack(test, jsii.String("S"), nil)}
		}, false},
		"two regions": {func(app awscdk.App) [2]awscdk.Stack {
			return [2]awscdk.Stack{awscdk.NewStack(app, jsii.String("S"), at("eu-west-1")), awscdk.NewStack(app, jsii.String("T"), at("eu-west-2"))}
		}, false},
		"one region": {func(app awscdk.App) [2]awscdk.Stack {
			live := awscdk.NewStage(app, jsii.String("Live"), nil)
			return [2]awscdk.Stack{awscdk.NewStack(app, jsii.String("S"), at("eu-west-1")), awscdk.NewStack(live, jsii.String("T"), at("eu-west-1"))}
		}, true},
	} {
		app := synthtest.App()
		for i, stack := range tt.scopes(app) {
			restapi.New(stack, "Api"+string(rune('A'+i)), &restapi.Props{Plans: []restapi.UsagePlan{{
				Name: "free", Keys: []restapi.Key{{Name: "made"}, {Name: "acme", Value: "0123456789abcdefghij"}},
			}}}).Route("GET /a", list)
		}
		report := strings.Join(synthtest.Report(app), "\n")
		if refused := strings.Contains(report, `key "acme": has the Value of key "acme" of`); refused != tt.refused || report != "" != tt.refused {
			t.Errorf("%s: %s", name, report)
		}
	}
}
