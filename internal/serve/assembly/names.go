// Ref and GetAtt of parameters, pseudo parameters and resources. Ids that
// only a deployment knows are made up, the same at every load.

package assembly

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

func (s *stack) ref(id string) any {
	switch id {
	case "AWS::AccountId":
		return s.account
	case "AWS::Region":
		return s.region
	case "AWS::Partition":
		return "aws"
	case "AWS::URLSuffix":
		return "amazonaws.com"
	case "AWS::StackName":
		return s.name
	case "AWS::StackId":
		return fmt.Sprintf("arn:aws:cloudformation:%s:%s:stack/%s/%s", s.region, s.account, s.name, s.madeUp(s.name, 10))
	case "AWS::NotificationARNs":
		return []any{}
	case "AWS::NoValue":
		return noValue{}
	}
	if v, ok := s.parameters[id]; ok {
		return s.once("parameter "+id, func() any { return s.eval(v) })
	}
	if p, ok := s.template.Parameters[id]; ok {
		return s.defaultOf(id, p.Type, p.Default)
	}
	r := s.template.Resources[id]
	if r == nil {
		return unknown("Ref to %q, which is not in the template of stack %s", id, s.name)
	}
	return s.refResource(id, r)
}

func (s *stack) defaultOf(name, typ string, value any) any {
	switch {
	case value == nil:
		return unknown("parameter %s of stack %s has no default value", name, s.name)
	case strings.HasPrefix(typ, "AWS::SSM::"):
		found, ok := s.parameterNamed(asText(value))
		switch {
		case !ok:
			return unknown("parameter %s of stack %s is read from SSM's %v at deployment", name, s.name, value)
		case strings.Contains(typ, "List<"):
			return split(",", asText(found))
		}
		return found
	case typ == "CommaDelimitedList" || strings.HasPrefix(typ, "List<"):
		return split(",", asText(value))
	}
	return value
}

// refResource gives what Ref gives (CloudFormation template reference, "Return values" of each type).
func (s *stack) refResource(id string, r *resource) any {
	switch r.Type {
	case "AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::SNS::Topic", "AWS::StepFunctions::StateMachine",
		"AWS::SecretsManager::Secret", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::LoadBalancer":
		return s.arn(id, r)
	case "AWS::SQS::Queue":
		if u := firstUnresolved(s.named(id, r)); u != nil {
			return u
		}
		return fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", s.region, s.account, asText(s.named(id, r)))
	case "AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Stage":
		return s.eval(r.Properties["StageName"])
	case "AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi":
		return s.madeUp(id, 10)
	case "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Authorizer",
		"AWS::ApiGatewayV2::Deployment", "AWS::ApiGatewayV2::VpcLink", "AWS::ApiGateway::Resource",
		"AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Deployment", "AWS::Cognito::UserPoolClient",
		"AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::UsagePlan":
		return s.madeUp(id, 7)
	case "AWS::Cognito::UserPool":
		return s.region + "_" + s.madeUp(id, 9)
	case "AWS::Cognito::UserPoolDomain":
		return s.eval(r.Properties["Domain"])
	case "AWS::Lambda::LayerVersion":
		return s.arn(id, r)
	case "AWS::KMS::Key":
		return s.uuid(id)
	}
	return s.named(id, r)
}

// nameProperties are the properties that name a resource.
var nameProperties = []string{
	"FunctionName", "TableName", "QueueName", "TopicName", "BucketName", "StateMachineName",
	"RoleName", "LogGroupName", "LayerName", "DomainName", "Name",
}

// named is the physical name of a resource: the one given, or one made of the
// stack's name as CloudFormation's are, without its random part.
func (s *stack) named(id string, r *resource) any {
	return s.once("name "+id, func() any { return s.nameOf(id, r) })
}

func (s *stack) nameOf(id string, r *resource) any {
	for _, property := range nameProperties {
		v, ok := r.Properties[property]
		if !ok {
			continue
		}
		v = s.eval(v)
		if u := firstUnresolved(v); u != nil {
			return u
		}
		if name := asText(v); name != "" {
			return name
		}
	}
	name := s.name + "-" + id
	if r.Type == "AWS::S3::Bucket" { // at most 63 lower-case letters, digits and hyphens
		name = strings.ToLower(name)
		return name[max(0, len(name)-63):]
	}
	return name
}

// uuid makes an id up that has the form of a UUID.
func (s *stack) uuid(id string) string {
	sum := sha256.Sum256([]byte(s.path + "/" + id))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// madeUp derives an id of the given length from a resource's id.
func (s *stack) madeUp(id string, length int) string {
	sum := sha256.Sum256([]byte(s.path + "/" + id))
	digits := new(big.Int).SetBytes(sum[:]).Text(36)
	return digits[len(digits)-length:]
}

// arnForms are the ARNs of what functions are commonly told, after
// "arn:aws:"; R is the region, A the account, N the name.
var arnForms = map[string]string{
	"AWS::Lambda::Function":                     "lambda:R:A:function:N",
	"AWS::DynamoDB::Table":                      "dynamodb:R:A:table/N",
	"AWS::DynamoDB::GlobalTable":                "dynamodb:R:A:table/N",
	"AWS::SQS::Queue":                           "sqs:R:A:N",
	"AWS::SNS::Topic":                           "sns:R:A:N",
	"AWS::S3::Bucket":                           "s3:::N",
	"AWS::StepFunctions::StateMachine":          "states:R:A:stateMachine:N",
	"AWS::Events::EventBus":                     "events:R:A:event-bus/N",
	"AWS::Kinesis::Stream":                      "kinesis:R:A:stream/N",
	"AWS::KMS::Key":                             "kms:R:A:key/N",
	"AWS::KinesisFirehose::DeliveryStream":      "firehose:R:A:deliverystream/N",
	"AWS::Lambda::LayerVersion":                 "lambda:R:A:layer:N:1",
	"AWS::IAM::Role":                            "iam::A:role/N",
	"AWS::Logs::LogGroup":                       "logs:R:A:log-group:N:*",
	"AWS::SecretsManager::Secret":               "secretsmanager:R:A:secret:N",
	"AWS::Cognito::UserPool":                    "cognito-idp:R:A:userpool/N",
	"AWS::ElasticLoadBalancingV2::LoadBalancer": "elasticloadbalancing:R:A:loadbalancer/app/N",
	"AWS::ElasticLoadBalancingV2::Listener":     "elasticloadbalancing:R:A:listener/app/N",
	"AWS::ServiceDiscovery::Service":            "servicediscovery:R:A:service/N",
}

func (s *stack) arn(id string, r *resource) any {
	switch r.Type {
	case "AWS::Lambda::Alias", "AWS::Lambda::Version":
		function := s.eval(r.Properties["FunctionName"])
		if u := firstUnresolved(function); u != nil {
			return u
		}
		arn := asText(function)
		if !strings.HasPrefix(arn, "arn:") {
			arn = fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", s.region, s.account, arn)
		}
		if r.Type == "AWS::Lambda::Version" {
			return arn + ":1"
		}
		return arn + ":" + asText(s.eval(r.Properties["Name"]))
	}
	form, ok := arnForms[r.Type]
	if !ok {
		return unknown("the ARN of %s (%s) is only known in AWS", s.pathOf(id), r.Type)
	}
	name := s.named(id, r)
	if r.Type == "AWS::Cognito::UserPool" || r.Type == "AWS::KMS::Key" {
		name = s.refResource(id, r)
	}
	if u := firstUnresolved(name); u != nil {
		return u
	}
	parts := strings.Split(form, ":")
	for i, part := range parts {
		switch part {
		case "R":
			parts[i] = s.region
		case "A":
			parts[i] = s.account
		default:
			if p, ok := strings.CutSuffix(part, "N"); ok {
				parts[i] = p + asText(name)
			}
		}
	}
	return "arn:aws:" + strings.Join(parts, ":")
}

// getAttOf evaluates what Fn::GetAtt is given: "Id.Attribute" or a list.
func (s *stack) getAttOf(arg any) any {
	id, attribute := "", ""
	switch arg := arg.(type) {
	case string:
		id, attribute, _ = strings.Cut(arg, ".")
	case []any:
		if len(arg) == 2 {
			id, _ = arg[0].(string)
			attribute = asText(s.eval(arg[1]))
		}
	}
	r := s.template.Resources[id]
	if r == nil {
		return unknown("Fn::GetAtt of %s, which is not in the template of stack %s", short(arg), s.name)
	}
	if output, ok := strings.CutPrefix(attribute, "Outputs."); ok {
		return s.outputOf(id, output)
	}
	return s.attribute(id, r, attribute)
}

func (s *stack) outputOf(id, output string) any {
	inner := s.nested[id]
	if inner == nil {
		return unknown("nested stack %s is not in the assembly", s.pathOf(id))
	}
	o, ok := inner.template.Outputs[output]
	if !ok {
		return unknown("nested stack %s has no output %s", s.pathOf(id), output)
	}
	return inner.once("output "+output, func() any { return inner.evalFrom(s, o.Value) })
}

func (s *stack) attribute(id string, r *resource, attribute string) any {
	switch attribute {
	case "Arn", "TopicArn", "StateMachineArn", "ListenerArn", "LoadBalancerArn", "AliasArn", "FunctionArn":
		return s.arn(id, r)
	case "Version":
		if r.Type == "AWS::Lambda::Version" {
			return "1"
		}
	case "StreamArn":
		if strings.HasPrefix(r.Type, "AWS::DynamoDB::") {
			arn := s.arn(id, r)
			if u := firstUnresolved(arn); u != nil {
				return u
			}
			return asText(arn) + "/stream/2024-01-01T00:00:00.000"
		}
	case "DomainName", "RegionalDomainName", "DualStackDomainName":
		if r.Type == "AWS::S3::Bucket" {
			form := map[string]string{"DomainName": ".s3.amazonaws.com", "RegionalDomainName": ".s3." + s.region + ".amazonaws.com",
				"DualStackDomainName": ".s3.dualstack." + s.region + ".amazonaws.com"}[attribute]
			name := s.named(id, r)
			if u := firstUnresolved(name); u != nil {
				return u
			}
			return asText(name) + form
		}
	case "Value", "Type":
		if v, ok := r.Properties[attribute]; ok && r.Type == "AWS::SSM::Parameter" {
			return s.eval(v)
		}
	case "CidrBlock", "AvailabilityZone":
		if v, ok := r.Properties[attribute]; ok && strings.HasPrefix(r.Type, "AWS::EC2::") {
			return s.eval(v)
		}
	case "KeyId":
		if r.Type == "AWS::KMS::Key" {
			return s.uuid(id)
		}
	case "QueueName", "TopicName", "Name":
		return s.named(id, r)
	case "QueueUrl", "ApiId", "AuthorizerId", "DeploymentId", "RestApiId", "UserPoolId", "ClientId", "IntegrationId", "RouteId":
		return s.refResource(id, r)
	case "ApiEndpoint":
		return fmt.Sprintf("https://%s.execute-api.%s.amazonaws.com", s.madeUp(id, 10), s.region)
	case "RootResourceId":
		return s.madeUp(id+"/", 7)
	case "ProviderURL", "ProviderName":
		if r.Type == "AWS::Cognito::UserPool" {
			name := fmt.Sprintf("cognito-idp.%s.amazonaws.com/%s", s.region, asText(s.refResource(id, r)))
			if attribute == "ProviderURL" {
				return "https://" + name
			}
			return name
		}
	}
	return unknown("attribute %s of %s (%s) is only known in AWS", attribute, s.pathOf(id), r.Type)
}

// imported finds what a stack of the app exports under a name.
func (s *stack) imported(name any) any {
	if u := firstUnresolved(name); u != nil {
		return u
	}
	for _, other := range s.all.stacks {
		for _, key := range slices.Sorted(maps.Keys(other.template.Outputs)) {
			output := other.template.Outputs[key]
			if output.Export.Name == nil || asText(other.eval(output.Export.Name)) != asText(name) {
				continue
			}
			return other.once("output "+key, func() any { return other.evalFrom(s, output.Value) })
		}
	}
	return unknown("no stack of this app exports %q", asText(name))
}
