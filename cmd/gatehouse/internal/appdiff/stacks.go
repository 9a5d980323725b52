// What CloudFormation does with a stack that is deployed.

package appdiff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/redeploy"
)

// holding are types of resources that hold data. Log groups are not among them:
// those of a function go with it.
var holding = []string{
	"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Kinesis::Stream",
	"AWS::Cognito::UserPool", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::EFS::FileSystem", "AWS::SecretsManager::Secret",
	"AWS::KMS::Key", "AWS::ECR::Repository", "AWS::SSM::Parameter", "AWS::OpenSearchService::Domain",
	"AWS::ElastiCache::ReplicationGroup", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::Timestream::Table",
	"AWS::Events::EventBus", "AWS::Backup::BackupVault",
}

// addresses are types of resources that others know by an id that AWS gives.
var addresses = map[string]string{
	"AWS::ApiGateway::RestApi": "a new id and URL", "AWS::ApiGatewayV2::Api": "a new id and URL",
	"AWS::Lambda::Url":        "a new URL",
	"AWS::ApiGateway::ApiKey": "a new key", "AWS::Cognito::UserPoolClient": "a new client id",
	"AWS::CloudFront::Distribution": "a new domain name", "AWS::ElasticLoadBalancingV2::LoadBalancer": "a new address",
	"AWS::ApiGatewayV2::DomainName": "a new target, to which DNS must lead",
	"AWS::ApiGateway::DomainName":   "a new target, to which DNS must lead",
	"AWS::SNS::Topic":               "a new ARN, without its subscriptions of elsewhere",
}

// compareStacks compares two versions of a stack; one of them may be nil. It
// returns the types of resources that it knows nothing of.
func compareStacks(was, now *stack) (s Section, unknown []string) {
	switch {
	case was == nil:
		s.Title = "Stack " + now.Name
		s.add("+", "stack", "new, with "+count(len(now.template.Resources), "resource"))
		return s, nil
	case now == nil:
		s.Title = "Stack " + was.Name
		s.add("-", "stack", fmt.Sprintf("no longer declared: it stays until \"cdk destroy %s\"", was.Name))
		return s, nil
	}
	s.Title = "Stack " + now.Name
	changes := redeploy.Between(was.template, now.template)
	path := func(id string) string { // in ids of routes "|" stands for "/"
		return strings.ReplaceAll(cmp.Or(now.Paths[id], was.Paths[id], id), "|", "/")
	}
	counts, harmless := map[redeploy.Action]int{}, []string(nil)
	for _, step := range changes.Steps {
		_, again := now.template.Resources[step.ID]
		if step.Action == redeploy.Delete && again {
			continue // the second half of a replacement
		}
		counts[step.Action]++
		switch step.Action {
		case redeploy.Replace:
			if text, concerns := replacement(step, was.template.Resources[step.ID]); len(concerns) > 0 {
				s.add("~", path(step.ID), text, concerns...)
			} else {
				harmless = append(harmless, step.Type)
			}
		case redeploy.Delete:
			old := was.template.Resources[step.ID]
			if _, address := addresses[step.Type]; address {
				s.add("-", path(step.ID), "deletes "+step.Type, Breaks)
			} else if slices.Contains(holding, step.Type) && deleted(old.DeletionPolicy) {
				s.add("-", path(step.ID), "deletes "+step.Type+" with what it holds", Deletes)
			} else if slices.Contains(holding, step.Type) {
				s.add("-", path(step.ID), fmt.Sprintf("%s leaves the stack and stays (DeletionPolicy: %s)", step.Type, old.DeletionPolicy))
			}
		}
	}
	for _, conflict := range changes.Conflicts() {
		s.add("~", path(conflict.ID), refusal(conflict, path), Refused)
	}
	for _, id := range changes.Lingering() {
		s.add("-", path(id), "is served until the next deployment of the API", Twice)
	}
	for _, text := range changes.Stale() {
		s.add("~", "stage", withPaths(text, path), Twice)
	}
	var parts []string
	for _, action := range []redeploy.Action{redeploy.Create, redeploy.Update, redeploy.Replace, redeploy.Delete} {
		if n := counts[action]; n > 0 {
			parts = append(parts, fmt.Sprintf("%ss %d", action, n))
		}
	}
	if len(harmless) > 0 {
		slices.Sort(harmless)
		parts[len(parts)-1] += "; what it makes anew besides has neither data nor an address: " + strings.Join(slices.Compact(harmless), ", ")
	}
	if len(parts) > 0 {
		s.add("~", "resources", "CloudFormation "+strings.Join(parts, ", "))
	}
	return s, changes.Unknown
}

// refusal says why a resource can't be made.
func refusal(c redeploy.Conflict, path func(string) string) string {
	if c.Was != "" {
		return fmt.Sprintf("becomes %s and was %s, which CloudFormation refuses: take another id", c.Type, c.Was)
	}
	other := path(c.Holder)
	if other == path(c.ID) {
		other = "the old one"
	}
	return fmt.Sprintf("is made while %s still has its name, which is refused: deploy without it first, then with it", other)
}

// replacement says what becomes of a resource that is replaced. It has no
// concerns for one that nobody misses.
func replacement(step redeploy.Step, old redeploy.Resource) (string, []Concern) {
	text := fmt.Sprintf("replaces %s (%s changes)", step.Type, strings.Join(step.Properties, ", "))
	if gets := addresses[step.Type]; gets != "" {
		return text + ": " + gets, []Concern{Breaks, Replaces}
	}
	switch {
	case !slices.Contains(holding, step.Type):
		return text, nil
	case deleted(old.UpdateReplacePolicy):
		return text + ": the new one is empty, the old one is deleted with what it holds", []Concern{Replaces, Deletes}
	default:
		text += fmt.Sprintf(": the new one is empty, the old one stays (UpdateReplacePolicy: %s)", old.UpdateReplacePolicy)
		return text, []Concern{Replaces}
	}
}

// deleted reports whether a policy lets CloudFormation delete a resource.
func deleted(policy string) bool { return policy == "" || policy == "Delete" }

// withPaths puts construct paths in the place of the logical id that a text
// begins with.
func withPaths(text string, path func(string) string) string {
	id, rest, ok := strings.Cut(text, " ")
	if name := strings.TrimSuffix(id, ":"); ok && path(name) != name {
		return path(name) + strings.TrimPrefix(id, name) + " " + rest
	}
	return text
}
