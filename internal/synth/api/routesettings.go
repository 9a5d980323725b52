// Settings of routes that are gone: an API Gateway stage keeps them, and then
// refuses every update. A custom resource removes them, where the user asks.

package api

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"

	// The function is compiled in the application's module, whose go.mod and
	// go.sum name through this what it needs.
	_ "github.com/gatehouse-go/gatehouse/router/routesettings"
)

const (
	cleanerName    = "(route-settings)"
	cleanerPackage = "github.com/gatehouse-go/gatehouse/router/routesettings"
)

// needCleaner says how the code of the custom resource is made.
func (a *API) needCleaner() []functions.Need {
	if !a.CleanRouteSettings {
		return nil
	}
	src, err := a.app.Finder.Library("route-settings", cleanerPackage)
	if err != nil {
		a.Problem(a.Pos, "CleanRouteSettings: its function can't be built: %v", err)
		return nil
	}
	return []functions.Need{{Function: a.cleaner().Shared, Source: src, Start: "Clean"}}
}

func (a *API) cleaner() *ownFunction {
	return a.own(cleanerName, &function.Config{Timeout: time.Minute, Description: "Removes settings of routes that are gone from stages"})
}

// renderCleaner makes the custom resource. CloudFormation updates it after the
// stages, forward and in a rollback, and deletes routes only after that. It is
// there also while no route has settings: those of the last one must go.
// (CloudFormation user guide, "Custom resources".)
func (a *API) renderCleaner(settings map[string][]string) {
	if !a.CleanRouteSettings {
		return
	}
	stages, err := json.Marshal(settings) // a text: of a list without items CloudFormation would know nothing
	if err != nil {
		panic("gatehouse: " + err.Error()) // of strings
	}
	stack, fn := awscdk.Stack_Of(a.Construct), a.cleaner()
	arn := fmt.Sprintf("arn:%s:apigateway:%s::/apis/%s", *stack.Partition(), *stack.Region(), a.ID)
	// Service authorization reference, "Amazon API Gateway Management V2".
	fn.Function.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("apigateway:GET"), Resources: jsii.Strings(arn+"/routes", arn+"/stages/*"),
	}))
	fn.Function.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("apigateway:DELETE"), Resources: jsii.Strings(arn + "/stages/*/routesettings/*"),
	}))
	made := awscdk.NewCustomResource(a.Construct, jsii.String("RouteSettings"), &awscdk.CustomResourceProps{
		ServiceToken:   fn.Function.FunctionArn(),
		ResourceType:   jsii.String("Custom::GatehouseRouteSettings"),
		ServiceTimeout: awscdk.Duration_Minutes(jsii.Number(3)), // else CloudFormation waits an hour for a function that died
		Properties: &map[string]any{
			"API":      a.ID,
			"Endpoint": fmt.Sprintf("https://apigateway.%s.%s", *stack.Region(), *stack.UrlSuffix()),
			"Stages":   string(stages),
		},
	})
	for _, s := range a.Stages {
		if a.Definition { // its routes go with the update of the API, before the stages'
			s.L2.Node().AddDependency(made)
		} else {
			made.Node().AddDependency(s.L2)
		}
	}
}
