// Package loggroup makes the CloudWatch log groups of functions and stages:
// kept for a number of days, and removed with their stack.
package loggroup

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	DefaultDays = 30
	Forever     = -1 // keeps logs until somebody deletes them
)

// retentions are the days that CloudWatch takes (CloudWatch Logs API
// reference, PutRetentionPolicy).
var retentions = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

// Problem says what is wrong with a number of days, "" if nothing is; 0 stands
// for the default.
func Problem(field string, days int) string {
	if days == 0 || days == Forever || slices.Contains(retentions, days) {
		return ""
	}
	return fmt.Sprintf("%s is %d; CloudWatch keeps logs for %s days, or forever with %d",
		field, days, strings.ReplaceAll(strings.Trim(fmt.Sprint(retentions), "[]"), " ", ", "), Forever)
}

// New makes a log group that keeps its logs for a number of days.
func New(scope constructs.Construct, id string, days int) awslogs.LogGroup {
	group := awslogs.NewLogGroup(scope, jsii.String(id), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_INFINITE,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	Keep(group, days)
	return group
}

// Keep sets how many days a log group keeps its logs.
func Keep(group awslogs.LogGroup, days int) {
	cfn := group.Node().DefaultChild().(awslogs.CfnLogGroup)
	switch days {
	case Forever:
		cfn.SetRetentionInDays(nil)
	case 0:
		cfn.SetRetentionInDays(jsii.Number(DefaultDays))
	default:
		cfn.SetRetentionInDays(jsii.Number(days))
	}
}
