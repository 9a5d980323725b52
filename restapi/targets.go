// What the definition refers to, and a deployment's snapshot holds by value: the
// ARN of a function or queue, the id of a VPC link. CloudFormation replaces such
// a resource when its name, say, changes, and the stage would go on calling the
// old one, which is deleted (aws-cdk #5306). So what makes it be replaced is a
// part of the deployment's logical id.

package restapi

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// replacing are the properties of targets, and of what these stand on, that make
// CloudFormation replace them. (CloudFormation template reference, "Update
// requires: Replacement".)
var replacing = map[string][]string{
	"AWS::ApiGateway::VpcLink":   {"TargetArns"},
	"AWS::ApiGatewayV2::VpcLink": {"SecurityGroupIds", "SubnetIds"},
	"AWS::DynamoDB::GlobalTable": {"KeySchema", "LocalSecondaryIndexes", "TableName"},
	"AWS::DynamoDB::Table":       {"ImportSourceSpecification", "KeySchema", "TableName"},
	"AWS::EC2::SecurityGroup":    {"GroupDescription", "GroupName", "VpcId"},
	"AWS::EC2::Subnet": {"AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "Ipv4IpamPoolId",
		"Ipv4NetmaskLength", "Ipv6IpamPoolId", "Ipv6Native", "Ipv6NetmaskLength", "OutpostArn", "VpcId"},
	"AWS::EC2::VPC":                             {"CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "VpcEncryptionControl"},
	"AWS::ElasticLoadBalancingV2::Listener":     {"LoadBalancerArn"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"Name", "Scheme", "Type"},
	"AWS::Events::EventBus":                     {"EventSourceName", "Name"},
	"AWS::IAM::Role":                            {"Path", "RoleName"},
	"AWS::Kinesis::Stream":                      {"Name"},
	"AWS::Lambda::Alias":                        {"FunctionName", "Name"},
	"AWS::Lambda::Function":                     {"FunctionName", "PackageType", "TenancyConfig"},
	"AWS::Lambda::Version": {"CodeSha256", "Description", "FunctionName", "ProvisionedConcurrencyConfig",
		"RuntimePolicy"},
	"AWS::S3::Bucket":                  {"BucketName", "BucketNamePrefix", "BucketNamespace", "ObjectLockEnabled"},
	"AWS::SNS::Topic":                  {"FifoTopic", "TopicName"},
	"AWS::SQS::Queue":                  {"FifoQueue", "QueueName"},
	"AWS::StepFunctions::StateMachine": {"StateMachineName", "StateMachineType"},
}

var tokenInText = regexp.MustCompile(`\$\{Token\[[^\]]+\]\}`)

// targets collects those properties.
type targets struct {
	seen  map[string]bool // tokens, and paths of resources
	found []any
}

// in looks for resources that a value as JSON refers to, and what these stand on.
// A reference that is known only when the template is made (a Lazy of the user's)
// is not seen, nor is what another stack imports.
func (t *targets) in(text string) {
	for _, token := range tokenInText.FindAllString(text, -1) {
		if t.seen[token] {
			continue
		}
		t.seen[token] = true
		reference, ok := awscdk.Tokenization_ReverseCompleteString(jsii.String(token)).(awscdk.Reference)
		if !ok {
			continue // a pseudo parameter, such as the region
		}
		if resource, ok := reference.Target().(awscdk.CfnResource); ok {
			t.resource(resource)
		}
	}
}

// targets returns what is behind the parts of a definition.
func (d *definition) targets(parts string) []any {
	t := &targets{seen: map[string]bool{}}
	for _, id := range d.ids {
		t.seen[id] = true
	}
	t.in(parts)
	return t.found
}

func (t *targets) resource(r awscdk.CfnResource) {
	names := replacing[*r.CfnResourceType()]
	path := *r.Node().Path()
	if len(names) == 0 || t.seen[path] {
		return
	}
	t.seen[path] = true
	properties := *r.CfnProperties()
	for _, name := range names {
		value := properties[strings.ToLower(name[:1])+name[1:]] // as the CDK's classes name it
		if value == nil {
			value = properties[name] // as NewCfnResource takes it
		}
		if value == nil {
			continue
		}
		t.found = append(t.found, []any{r.LogicalId(), name, value})
		if text, err := json.Marshal(value); err == nil {
			t.in(string(text))
			if strings.Contains(string(text), "#{Token[") {
				t.network(r, value)
			}
		}
	}
}

// network takes in the subnets and security groups of a list that the CDK makes
// only with the template, as that of a VPC link.
func (t *targets) network(r awscdk.CfnResource, list any) {
	stack := awscdk.Stack_Of(r)
	resolved, err := json.Marshal(stack.Resolve(list))
	if err != nil {
		return
	}
	for _, c := range *stack.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		switch c := c.(type) {
		case awsec2.CfnSubnet:
			t.ifNamed(stack, c, string(resolved))
		case awsec2.CfnSecurityGroup:
			t.ifNamed(stack, c, string(resolved))
		}
	}
}

func (t *targets) ifNamed(stack awscdk.Stack, r awscdk.CfnResource, text string) {
	if id, ok := stack.Resolve(r.LogicalId()).(string); ok && strings.Contains(text, `"`+id+`"`) {
		t.resource(r)
	}
}
