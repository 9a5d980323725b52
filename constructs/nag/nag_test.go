// Findings of cdk-nag that are accepted, each with its reason.

package nag_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func ExampleAccept() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{NoURLOutput: true})
	api.Handle(httpapi.Route{Key: "GET /health", Integration: integrations.URL("https://example.com/health", nil)})

	nag.Accept(stack, nag.Finding{
		Rule:   "AwsSolutions-APIG4",
		At:     []string{"Api/GET |health"},
		Reason: "the health check is public on purpose",
	})

	// In a test of the application:
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
	found := assertions.Annotations_FromStack(stack).FindError(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String("AwsSolutions-.*")))
	fmt.Println(len(*found), "findings")
	// Output: 0 findings
}

// cdk-nag's own function for this finds no route, since routes are made at
// synth. Which aspect was added first makes no difference.
func TestResourcesMayBeMadeAtSynth(t *testing.T) {
	for _, stabilization := range []bool{false, true} {
		app := awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"@aws-cdk/core:aspectStabilization": stabilization}})
		awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
		stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
		nag.Accept(stack, nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/GET |health"}, Reason: "public on purpose"})
		api := httpapi.New(stack, "Api", nil)
		for _, path := range []string{"/health", "/other"} {
			api.Handle(httpapi.Route{Key: "GET " + path, Integration: integrations.URL("https://example.com"+path, nil)})
		}
		rule := assertions.Match_StringLikeRegexp(jsii.String("AwsSolutions-APIG4"))
		for path, want := range map[string]int{"/Todo/Api/GET |health": 0, "/Todo/Api/GET |other": 1} {
			if found := *assertions.Annotations_FromStack(stack).FindError(jsii.String(path), rule); len(found) != want {
				t.Errorf("stabilization %v: %d findings at %s, want %d", stabilization, len(found), path, want)
			}
		}
	}
}

func TestAcceptedBesideWhatCdkNagWasToldItself(t *testing.T) {
	stack := synthtest.Stack()
	queue := awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	cdknag.NagSuppressions_AddResourceSuppressions(queue, &[]*cdknag.NagPackSuppression{
		{Id: jsii.String("AwsSolutions-SQS3"), Reason: jsii.String("told cdk-nag")},
	}, nil)
	// Below the stack and below the queue; two calls for one resource.
	nag.Accept(stack, nag.Finding{Rule: "AwsSolutions-SQS4", At: []string{"Queue"}, Reason: "told the stack"})
	nag.Accept(queue, nag.Finding{Rule: "Serverless-SQSRedrivePolicy", At: []string{"Dead/Queue"}, Reason: "told the queue"})
	awssqs.NewQueue(constructs.NewConstruct(queue, jsii.String("Dead")), jsii.String("Queue"), nil)

	template := *assertions.Template_FromStack(stack, nil).ToJSON()
	got := map[string]string{}
	for id, resource := range template["Resources"].(map[string]any) {
		got[id[:len(id)-8]] = fmt.Sprint(resource.(map[string]any)["Metadata"])
	}
	want := map[string]string{
		"Queue":          "map[cdk_nag:map[rules_to_suppress:[map[id:AwsSolutions-SQS3 reason:told cdk-nag] map[id:AwsSolutions-SQS4 reason:told the stack]]]]",
		"QueueDeadQueue": "map[cdk_nag:map[rules_to_suppress:[map[id:Serverless-SQSRedrivePolicy reason:told the queue]]]]",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

func TestMistakesAreReportedWithTheirPlace(t *testing.T) {
	stack := synthtest.Stack()
	awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	constructs.NewConstruct(stack, jsii.String("Group"))
	at := []string{"Queue"}
	nag.Accept(stack,
		nag.Finding{Rule: "AwsSolutions-SQS3", At: []string{"Queue", "Queues", "Group"}, Reason: "good for something"},
		nag.Finding{Rule: "AwsSolutions-SQS4", At: []string{"Queues"}, Reason: "good for something"},
		nag.Finding{Rule: "AwsSolutions-IAM5[Resource::*]", At: at, Reason: "good for something"},
		nag.Finding{Rule: "", At: at, Reason: "good for something"},
		nag.Finding{Rule: "A-1", At: at, Reason: " too short "},
		nag.Finding{Rule: "A-2", Reason: "good for something"},
		nag.Finding{Rule: "A-3", At: []string{"", "/Test/Queue", "Queue/Resource", "Queue/", "Queue", "Queue"}, Reason: "good for something"},
		nag.Finding{Rule: "A-4", At: at, Details: []string{"Resource::*", "", "Resource::*"}, Reason: "good for something"},
	)
	const path = `; it is a path below the scope, such as "Api/GET |health", without / in front and /Resource at the end`
	const name = `Rule is a name such as "AwsSolutions-IAM5"; what stands in brackets behind it goes into Details`
	want := []string{
		`rule "AwsSolutions-IAM5[Resource::*]": ` + name,
		`rule "": ` + name,
		`rule "A-1": Reason has 9 characters; cdk-nag wants ten or more`,
		`rule "A-2": At is empty: it names the resources where the finding stays`,
		`rule "A-3": At[0] is ""` + path,
		`rule "A-3": At[1] is "/Test/Queue"` + path,
		`rule "A-3": At[2] is "Queue/Resource"` + path,
		`rule "A-3": At[3] is "Queue/"` + path,
		`rule "A-3": At[5] is "Queue" again`,
		`rule "A-4": Details[1] is "", which is empty or there already`,
		`rule "A-4": Details[2] is "Resource::*", which is empty or there already`,
		`there is no resource at "Group" below "Test": write the path as cdk-nag shows it`,
		`there is no resource at "Queues" below "Test": write the path as cdk-nag shows it`,
	}
	got := synthtest.Report(awscdk.App_Of(stack))
	for i, text := range got {
		place, rest, _ := strings.Cut(text, ": nag.Accept: ")
		if !strings.HasPrefix(place, "Test] nag_test.go:") {
			t.Errorf("place of the call is missing: %s", text)
		}
		got[i] = rest
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// An API with a mistake makes no routes: that they are missing is no news.
func TestWhatIsMissingBecauseOfAMistakeIsNotReported(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	api.Handle(
		httpapi.Route{Key: "GET /health", Integration: integrations.URL("https://example.com/health", nil)},
		httpapi.Route{Key: "GET health", Integration: integrations.URL("https://example.com/health", nil)},
	)
	nag.Accept(stack, nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/GET |health", "Apis/GET |health"}, Reason: "public on purpose"})
	got := synthtest.Report(awscdk.App_Of(stack))
	if len(got) != 2 || !strings.Contains(got[0], `there is no resource at "Apis/GET |health"`) || !strings.Contains(got[1], `route key "GET health"`) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// cdk-nag reports under a name of its own what a rule can't tell, such as of an
// address that is known at deployment only.
func TestWhatRulesCannotTellIsAccepted(t *testing.T) {
	for _, accept := range []bool{false, true} {
		stack := synthtest.Stack()
		awsec2.NewCfnSecurityGroup(stack, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
			GroupDescription: jsii.String("test"),
			SecurityGroupIngress: []any{map[string]any{
				"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "description": "test",
				"cidrIp": awscdk.Fn_ImportValue(jsii.String("office")),
			}},
		})
		if accept {
			nag.Accept(stack, nag.Finding{Rule: "CdkNagValidationFailure", At: []string{"Group"}, Reason: "the office's addresses"})
		}
		awscdk.Aspects_Of(stack).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
		found := *assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String("CdkNagValidationFailure")))
		if (len(found) == 0) != accept {
			t.Errorf("accepted %v: %d findings", accept, len(found))
		}
	}
}
