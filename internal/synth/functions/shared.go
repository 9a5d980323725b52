// The CDK's function behind a source: made with code that stands in, given its
// real code at synth.

package functions

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

const x8664 = "x86_64"

// Shared is a function that the routes of a folder or file share.
//
// It can be made before all routes are declared, since users grant it rights
// right away. What is known later is then set on it at synth.
type Shared struct {
	Function awslambda.Function
	Problems []string // what was wrong with its settings when it was made

	language  source.Language
	logs      awslogs.LogGroup
	settings  Settings
	linked    []Link
	linkNames []string // variables of linked
	built     bool     // its code was built, for Lambda
	builtFor  string   // GOARCH of that; "" if it runs on any processor
}

// New makes a function without its code, with the settings known so far, which
// must have no problems.
func New(scope constructs.Construct, id string, language source.Language, c Settings) *Shared {
	s := &Shared{language: language, settings: c}
	s.logs = loggroup.New(scope, id+":Logs", c.LogRetentionDays)
	props := &awslambda.FunctionProps{
		Runtime:       runtimeOf(c.runtime(language), language),
		Handler:       jsii.String(code.HandlerOf(language)),
		Code:          standIn(scope),
		MemorySize:    jsii.Number(c.MemoryMB),
		Timeout:       awscdk.Duration_Seconds(jsii.Number(c.Timeout.Seconds())),
		Architecture:  awslambda.Architecture_ARM_64(),
		LoggingFormat: awslambda.LoggingFormat_JSON,
		LogGroup:      s.logs,
		Environment:   environment(c.Environment),
	}
	if c.Architecture == x8664 {
		props.Architecture = awslambda.Architecture_X86_64()
	}
	if c.Tracing {
		props.Tracing = awslambda.Tracing_ACTIVE
	}
	if c.Description != "" {
		props.Description = jsii.String(c.Description)
	}
	for _, override := range c.Overrides {
		s.Problems = append(s.Problems, panics.Override("function.Config.Override", override, props)...)
	}
	s.Problems = append(s.Problems, outOfRange(props)...)
	giveRole(scope, id+":Role", props)
	s.Function = awslambda.NewFunction(scope, jsii.String(id), props)
	s.link(c.Links)
	return s
}

// runtimeOf is the CDK's value for a runtime. The CDK's constants lack those that
// are newer than it.
func runtimeOf(name string, language source.Language) awslambda.Runtime {
	switch language {
	case source.Node:
		return awslambda.NewRuntime(jsii.String(name), awslambda.RuntimeFamily_NODEJS, nil)
	case source.Python:
		return awslambda.NewRuntime(jsii.String(name), awslambda.RuntimeFamily_PYTHON, nil)
	}
	return awslambda.Runtime_PROVIDED_AL2023()
}

// Configure brings the function to settings that became known after it was
// made, all but their Overrides.
func (s *Shared) Configure(c Settings) {
	was := s.settings
	s.settings = c
	fn := s.Function.Node().DefaultChild().(awslambda.CfnFunction)
	if c.MemoryMB != was.MemoryMB {
		fn.SetMemorySize(jsii.Number(c.MemoryMB))
	}
	if c.Timeout != was.Timeout {
		fn.SetTimeout(jsii.Number(c.Timeout.Seconds()))
	}
	if name := c.runtime(s.language); name != was.runtime(s.language) {
		fn.SetRuntime(jsii.String(name))
	}
	if c.Architecture != was.Architecture {
		fn.SetArchitectures(jsii.Strings(c.Architecture))
	}
	if c.Description != was.Description {
		fn.SetDescription(jsii.String(c.Description))
	}
	if c.Tracing && !was.Tracing {
		fn.SetTracingConfig(&awslambda.CfnFunction_TracingConfigProperty{Mode: jsii.String("Active")})
		s.Function.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
			Resources: jsii.Strings("*"), // X-Ray has no resources to narrow this to
		}))
	}
	if c.LogRetentionDays != was.LogRetentionDays {
		loggroup.Keep(s.logs, c.LogRetentionDays)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		s.SetEnvironment(name, c.Environment[name])
	}
	s.link(c.Links)
}

// SetEnvironment sets an environment variable.
func (s *Shared) SetEnvironment(name, value string) {
	s.Function.AddEnvironment(jsii.String(name), jsii.String(value), nil)
}

// setCode gives the function the content of a folder as its code.
func (s *Shared) setCode(dir string) {
	asset := awss3assets.NewAsset(s.Function, jsii.String("Code"), &awss3assets.AssetProps{Path: jsii.String(dir)})
	fn := s.Function.Node().DefaultChild().(awslambda.CfnFunction)
	fn.SetCode(&awslambda.CfnFunction_CodeProperty{S3Bucket: asset.S3BucketName(), S3Key: asset.S3ObjectKey()})
	asset.AddResourceMetadata(fn, jsii.String("Code"))
}

// standIn is code for a function until its own is built. It never reaches a
// template: synth replaces it, or fails.
func standIn(scope constructs.Construct) awslambda.Code {
	const id = "gatehouse-code"
	stack := awscdk.Stack_Of(scope)
	bucket, ok := stack.Node().TryFindChild(jsii.String(id)).(awss3.IBucket)
	if !ok {
		bucket = awss3.Bucket_FromBucketName(stack, jsii.String(id), jsii.String(id))
	}
	return awslambda.Code_FromBucketV2(bucket, jsii.String("bootstrap.zip"), &awslambda.BucketOptions{
		ObjectVersion: jsii.String("0"), // the CDK warns without one
	})
}

func environment(env map[string]string) *map[string]*string {
	out := map[string]*string{}
	for name, value := range env {
		out[name] = jsii.String(value)
	}
	return &out
}

// Timeout is how long one invocation may take, as the template will say: an
// Override may have changed it.
func (s *Shared) Timeout() time.Duration {
	seconds := s.Function.Node().DefaultChild().(awslambda.CfnFunction).Timeout()
	if seconds == nil {
		return 3 * time.Second // Lambda API reference, CreateFunction
	}
	return time.Duration(*seconds) * time.Second
}
