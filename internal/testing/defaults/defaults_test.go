// Package defaults holds what docs/security.md says of every kind of API, in
// tests on the templates that APIs give without settings.
package defaults

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

// Handlers in a folder of this package.
const (
	get     = "testdata/handlers.Get"
	message = "testdata/handlers.Message"
	check   = "testdata/handlers.Check"
)

// kinds declare an API of each kind with a route to a function and nothing set.
var kinds = map[string]func(awscdk.Stack){
	"HTTP": func(stack awscdk.Stack) { httpapi.New(stack, "Api", nil).Route("GET /items", get) },
	"REST": func(stack awscdk.Stack) {
		accesslog.NewAccount(stack, "Account")
		restapi.New(stack, "Api", nil).Route("GET /items", get)
	},
	"WebSocket": func(stack awscdk.Stack) {
		accesslog.NewAccount(stack, "Account")
		api := websocket.New(stack, "Api", nil)
		api.Route("$connect", message)
		api.Route("say", message)
	},
}

// each runs a test on the template of each kind of API.
func each(t *testing.T, test func(t *testing.T, template synthtest.Template)) {
	for kind, declare := range kinds {
		t.Run(kind, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			test(t, synthtest.Synth(t, stack))
		})
	}
}

// resources calls check with the properties of every resource whose type ends
// with a name, and with the same as JSON. There must be one at least.
func resources(t *testing.T, template synthtest.Template, name string, check func(id string, r synthtest.Resource, text string)) {
	t.Helper()
	found := 0
	for id, r := range template.Resources {
		if !strings.HasSuffix(r.Type, "::"+name) {
			continue
		}
		found++
		text, err := json.Marshal(r.Properties)
		if err != nil {
			t.Fatal(err)
		}
		check(id, r, string(text))
	}
	if found == 0 {
		t.Errorf("no %s in %v", name, template.IDs())
	}
}

func TestAccessLogIsOnAndGoesAfterAMonth(t *testing.T) {
	each(t, func(t *testing.T, template synthtest.Template) {
		resources(t, template, "Stage", func(id string, r synthtest.Resource, text string) {
			if !strings.Contains(text, `"ApiAccessLog`) {
				t.Errorf("%s has no access log: %s", id, text)
			}
		})
		resources(t, template, "LogGroup", func(id string, r synthtest.Resource, text string) {
			if r.Properties["RetentionInDays"] != 30.0 || r.DeletionPolicy != "Delete" {
				t.Errorf("%s: %s %s", id, text, r.DeletionPolicy)
			}
		})
	})
}

var variable = regexp.MustCompile(`\$context\.[A-Za-z.]+`)

// Who has a log must not get in by what stands in it.
func TestAccessLogHoldsNoSecrets(t *testing.T) {
	secret := []string{"$context.identity.apiKey", "$context.authorizer.claims", "$context.identity.accessKey", "$context.identity.user"}
	each(t, func(t *testing.T, template synthtest.Template) {
		resources(t, template, "Stage", func(id string, _ synthtest.Resource, text string) {
			variables := variable.FindAllString(text, -1)
			if len(variables) < 8 {
				t.Errorf("%s logs %v only", id, variables)
			}
			for _, v := range variables {
				if slices.Contains(secret, v) {
					t.Errorf("%s logs %s", id, v)
				}
			}
		})
	})
}

// Bodies and headers stand in execution logs only, and these are off: the template
// says so where a kind of API has them.
func TestBodiesAreNotLogged(t *testing.T) {
	each(t, func(t *testing.T, template synthtest.Template) {
		resources(t, template, "Stage", func(id string, _ synthtest.Resource, text string) {
			for _, not := range []string{`"DataTraceEnabled":true`, `"LoggingLevel":"ERROR"`, `"LoggingLevel":"INFO"`} {
				if strings.Contains(text, not) {
					t.Errorf("%s: %s", id, text)
				}
			}
			if !strings.HasSuffix(t.Name(), "/HTTP") && !strings.Contains(text, `"LoggingLevel":"OFF"`) {
				t.Errorf("%s does not say that the execution log is off: %s", id, text)
			}
		})
	})
}

func TestFunctionsAreCalledByTheirAPIOnly(t *testing.T) {
	each(t, func(t *testing.T, template synthtest.Template) {
		resources(t, template, "Permission", func(id string, r synthtest.Resource, text string) {
			arn, err := json.Marshal(r.Properties["SourceArn"])
			if err != nil {
				t.Fatal(err)
			}
			if r.Properties["Principal"] != "apigateway.amazonaws.com" || r.Properties["Action"] != "lambda:InvokeFunction" ||
				!strings.Contains(string(arn), `{"Ref":"AWS::AccountId"},":",{"Ref":"ApiF70053CD"}`) {
				t.Errorf("%s: %s", id, text)
			}
		})
	})
}

// No policy names everybody, no role may be taken by anything but a service,
// and no right is to everything.
func TestPoliciesAreNarrow(t *testing.T) {
	everything := regexp.MustCompile(`"(Action|Resource|AWS|Principal)":(\[[^\]]*)?"([a-z-]+:)?\*"`)
	narrow := func(t *testing.T, template synthtest.Template) {
		resources(t, template, "Role", func(id string, r synthtest.Resource, text string) {
			trust, err := json.Marshal(r.Properties["AssumeRolePolicyDocument"])
			if err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(`"Principal":\{"Service":"(lambda|apigateway)\.amazonaws\.com"\}`).Match(trust) {
				t.Errorf("%s: %s", id, trust)
			}
		})
		for id, r := range template.Resources {
			text, err := json.Marshal(r.Properties)
			if err != nil {
				t.Fatal(err)
			}
			if found := everything.FindString(string(text)); found != "" {
				t.Errorf("%s: %s in %s", id, found, text)
			}
		}
	}
	each(t, narrow)
	t.Run("integrations and authorizers", func(t *testing.T) {
		stack := synthtest.Stack()
		queue := awssqs.NewQueue(stack, jsii.String("Queue"), nil)
		api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.Lambda("partners", check, nil)})
		api.Handle(
			httpapi.Route{Key: "POST /jobs", Integration: integrations.SQS(queue, integrations.SendMessage, nil)},
			httpapi.Route{Key: "GET /jobs", Integration: integrations.SQS(queue, integrations.ReceiveMessage, nil)},
			httpapi.Route{Key: "POST /events", Integration: integrations.EventBridge(awsevents.NewEventBus(stack, jsii.String("Bus"), nil), nil)},
			httpapi.Route{Key: "POST /clicks", Integration: integrations.Kinesis(awskinesis.NewStream(stack, jsii.String("Clicks"), nil), nil)},
			httpapi.Route{Key: "POST /orders", Integration: integrations.StepFunctions(
				awsstepfunctions.StateMachine_FromStateMachineName(stack, jsii.String("Fulfil"), jsii.String("fulfil")), integrations.StartExecution, nil)},
		)
		narrow(t, synthtest.Synth(t, stack))
	})
}

// Whom a route lets in is written out: CloudFormation keeps what was there for
// a property that is left out.
func TestPublicRoutesSayNONE(t *testing.T) {
	each(t, func(t *testing.T, template synthtest.Template) {
		public := func(id string, r synthtest.Resource, text string) {
			if r.Properties["AuthorizationType"] != "NONE" {
				t.Errorf("%s: %s", id, text)
			}
		}
		if len(template.Of("AWS::ApiGateway::RestApi")) == 1 {
			resources(t, template, "Method", public)
		} else {
			resources(t, template, "Route", public)
		}
	})
}

// API Gateway gives REST APIs that are not private a policy with TLS 1.0, and
// HTTP and WebSocket APIs none but TLS 1.2.
func TestNothingOlderThanTLS12(t *testing.T) {
	newer := regexp.MustCompile(`^SecurityPolicy_TLS1[23]_`)
	for endpoint, own := range map[restapi.Endpoint]string{"": "", restapi.Regional: "", restapi.Edge: "", restapi.Private: "TLS_1_2"} {
		stack := synthtest.Stack()
		props := &restapi.Props{Endpoint: endpoint}
		if endpoint == restapi.Private {
			props.AllowFrom = []restapi.Source{restapi.VPCs("vpc-1")}
		}
		restapi.New(stack, "Api", props).Route("GET /items", get)
		resources(t, synthtest.Synth(t, stack), "RestApi", func(id string, r synthtest.Resource, text string) {
			policy, _ := r.Properties["SecurityPolicy"].(string)
			if policy == "" && own != "" {
				return // as API Gateway has it
			}
			if !newer.MatchString(policy) || r.Properties["EndpointAccessMode"] != "BASIC" {
				t.Errorf("%s %s: %s", endpoint, id, text)
			}
		})
	}
	each(t, func(t *testing.T, template synthtest.Template) {
		for id, r := range template.Resources {
			if text, err := json.Marshal(r.Properties); err != nil || strings.Contains(string(text), "TLS_1_0") {
				t.Errorf("%s: %s %v", id, text, err)
			}
		}
	})
}

func TestCORSIsOffUnlessAskedFor(t *testing.T) {
	each(t, func(t *testing.T, template synthtest.Template) {
		for id, r := range template.Resources {
			text, err := json.Marshal(r.Properties)
			if err != nil {
				t.Fatal(err)
			}
			for _, not := range []string{"CorsConfiguration", "OPTIONS", "Access-Control-", "GATEHOUSE_CORS"} {
				if strings.Contains(string(text), not) {
					t.Errorf("%s has %s: %s", id, not, text)
				}
			}
		}
	})
}

// docs/security.md says why.
func TestNoLimitButThoseOfTheAccount(t *testing.T) {
	each(t, func(t *testing.T, template synthtest.Template) {
		resources(t, template, "Stage", func(id string, _ synthtest.Resource, text string) {
			if strings.Contains(text, "Throttling") {
				t.Errorf("%s: %s", id, text)
			}
		})
		resources(t, template, "Function", func(id string, _ synthtest.Resource, text string) {
			if strings.Contains(text, "ReservedConcurrentExecutions") {
				t.Errorf("%s: %s", id, text)
			}
		})
	})
}
