// The topic of alarms: who may publish to it.

package monitor_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// How often the policies of the topic and its key name CloudWatch, which both
// must do once, also if two monitors tell one topic.
func TestTopicLetsCloudWatchIn(t *testing.T) {
	key := func(s awscdk.Stack) awskms.IKey { return awskms.NewKey(s, jsii.String("Key"), nil) }
	for name, tt := range map[string]struct {
		topic         func(s awscdk.Stack) awssns.ITopic
		policies, key int
	}{
		"no policy": {func(s awscdk.Stack) awssns.ITopic { return awssns.NewTopic(s, jsii.String("Topic"), nil) }, 0, 0},
		"TLS": {func(s awscdk.Stack) awssns.ITopic {
			return awssns.NewTopic(s, jsii.String("Topic"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
		}, 1, 0},
		"a key": {func(s awscdk.Stack) awssns.ITopic {
			return awssns.NewTopic(s, jsii.String("Topic"), &awssns.TopicProps{MasterKey: key(s)})
		}, 0, 1},
		"both": {func(s awscdk.Stack) awssns.ITopic {
			return awssns.NewTopic(s, jsii.String("Topic"), &awssns.TopicProps{MasterKey: key(s), EnforceSSL: jsii.Bool(true)})
		}, 1, 1},
		"elsewhere": {func(s awscdk.Stack) awssns.ITopic {
			return awssns.Topic_FromTopicArn(s, jsii.String("Topic"), jsii.String("arn:aws:sns:eu-west-1:123456789012:alarms"))
		}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			api := httpapi.New(stack, "Api", nil)
			api.Handle(httpapi.Route{Key: "GET /a", Integration: integrations.URL("https://example.com/a", nil)})
			topic := tt.topic(stack)
			for _, id := range []string{"Monitor", "Second"} {
				monitor.New(stack, id, &monitor.Props{APIs: []monitor.API{api}, Topic: topic, NoQueries: true})
			}
			template := synthtest.Synth(t, stack)
			count := func(kind string) int {
				n, all := 0, 0
				for _, id := range template.Of(kind) {
					text, err := json.Marshal(template.Resources[id].Properties)
					if err != nil {
						t.Fatal(err)
					}
					n += strings.Count(string(text), `"Principal":{"Service":"cloudwatch.amazonaws.com"}`)
					if own := strings.Count(string(text), `{"ArnLike":{"aws:SourceArn":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":cloudwatch:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":alarm:*"]]}}}`); own != n {
						t.Errorf("%d of %d statements are for alarms of this account: %s", own, n, text)
					}
					n, all = 0, all+n
				}
				return all
			}
			if got := count("AWS::SNS::TopicPolicy"); got != tt.policies {
				t.Errorf("%d statements for CloudWatch in policies of topics, want %d", got, tt.policies)
			}
			if got := count("AWS::KMS::Key"); got != tt.key {
				t.Errorf("%d statements for CloudWatch in policies of keys, want %d", got, tt.key)
			}
		})
	}
}
