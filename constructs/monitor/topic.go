// Alarms that the topic takes: CloudWatch must be let in where not everybody of
// the account is.

package monitor

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
)

const cloudWatch = "cloudwatch.amazonaws.com"

// openTopic lets CloudWatch use the topic's key, and publish to a topic that has
// a policy: a policy takes the place of the one by which a topic takes messages
// of its account, also one that only asks for TLS (EnforceSSL). Alarms would
// change their state and tell nobody. (CloudWatch user guide, "Notifying users on
// alarm changes"; SNS developer guide, "Encrypting messages published to Amazon
// SNS".) Only alarms of this account and region get in; otherwise CloudWatch
// would publish for anybody's. (SNS developer guide, "Example cases for Amazon
// SNS access control".) A topic without a policy gets none, since other services may publish to
// it.
func (m *Monitor) openTopic() {
	topic := m.props.Topic
	if topic == nil {
		return
	}
	alarms := awscdk.Stack_Of(m).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("cloudwatch"), Resource: jsii.String("alarm"), ResourceName: jsii.String("*"),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
	service := awsiam.NewServicePrincipal(jsii.String(cloudWatch), &awsiam.ServicePrincipalOpts{
		Conditions: &map[string]any{"ArnLike": map[string]any{"aws:SourceArn": alarms}},
	})
	if encrypted, ok := topic.(interface{ MasterKey() awskms.IKey }); ok && encrypted.MasterKey() != nil {
		encrypted.MasterKey().Grant(service, jsii.String("kms:Decrypt"), jsii.String("kms:GenerateDataKey*"))
	}
	policy, ok := topic.Node().TryFindChild(jsii.String("Policy")).(awssns.TopicPolicy)
	if !ok {
		return
	}
	said, err := json.Marshal(awscdk.Stack_Of(policy).Resolve(policy.Document()))
	if err != nil || !strings.Contains(string(said), `"`+cloudWatch+`"`) {
		topic.GrantPublish(service)
	}
}
