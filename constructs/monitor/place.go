// Where what is watched may be: the monitor refers to it, and CloudWatch watches
// one account and region.

package monitor

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// checkPlace reports what can't be watched from the monitor's stack: alarms and
// graphs are of metrics of their own region and account.
func (m *Monitor) checkPlace(c constructs.IConstruct, what string) {
	if m.otherStage(c, what) {
		return
	}
	region, account := place.Of(c)
	here := awscdk.Stack_Of(m)
	elsewhere := m.differs(what, "region", region, *here.Region())
	elsewhere = m.differs(what, "account", account, *here.Account()) || elsewhere
	if there := awscdk.Stack_Of(c); !elsewhere && !named(c) && *there.Environment() != *here.Environment() {
		m.problem("%s is of a stack in %s, and the monitor of one in %s: CloudFormation can't tell that they are the same, so give both "+
			"stacks the same Env",
			what, *there.Environment(), *here.Environment())
	}
}

// checkTopic reports a topic that alarms can't tell anything. It may be of
// another account, whose policy then says so (CloudWatch user guide, "Notifying
// users on alarm changes").
func (m *Monitor) checkTopic(topic awssns.ITopic) {
	if !named(topic) {
		m.checkPlace(topic, "the Topic")
	} else if !m.otherStage(topic, "the Topic") {
		region, _ := place.Of(topic)
		m.differs("the Topic", "region", region, *awscdk.Stack_Of(m).Region())
	}
}

// otherStage reports what belongs to another Stage of the CDK, which is deployed
// apart: constructs can't refer to each other.
func (m *Monitor) otherStage(c constructs.IConstruct, what string) bool {
	here, there, other := place.Stages(m, c)
	if other {
		m.problem("%s is in %s, and the monitor in %s: nothing can refer to what is in another Stage of the CDK, so make a monitor there", what,
			there, here)
	}
	return other
}

// differs reports that something is in another region or account, as far as both
// are known.
func (m *Monitor) differs(what, unit, there, here string) bool {
	if !place.Differ(there, here) {
		return false
	}
	m.problem("%s is in the %s %s, and the monitor in %s: alarms watch their own %s, so make a monitor in a stack there", what, unit, there,
		here, unit)
	return true
}

// named reports whether the CDK can name a construct in a stack of another place:
// one that is imported, or whose name is given. A name that is left to
// CloudFormation is a token.
func named(c constructs.IConstruct) bool {
	switch cfn := c.Node().DefaultChild().(type) {
	case nil:
		return true
	case awssns.CfnTopic:
		return cfn.TopicName() != nil && !token.In(*cfn.TopicName())
	case awslambda.CfnFunction:
		return cfn.FunctionName() != nil && !token.In(*cfn.FunctionName())
	}
	return false
}
