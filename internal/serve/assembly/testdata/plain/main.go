// A CDK application that knows nothing of Gatehouse, made of plain L2 and L1
// constructs. Its cloud assembly is kept beside it, in ../plain.out, so that
// tests need neither jsii nor Node. To make it anew:
//
//	go run ./internal/serve/assembly/testdata/plain internal/serve/assembly/testdata/plain.out
package main

import (
	"log"
	"os"
	"path/filepath"
	"runtime"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2authorizers"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	if len(os.Args) != 2 {
		log.Fatal("usage: plain OUTDIR")
	}
	_, file, _, _ := runtime.Caller(0)
	here := filepath.Dir(file)
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir:             jsii.String(os.Args[1]),
		AnalyticsReporting: jsii.Bool(false),
		TreeMetadata:       jsii.Bool(false),
	})
	env := &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")}
	functions := awscdk.NewStack(app, jsii.String("Functions"), &awscdk.StackProps{Env: env})
	shared := binary(functions, "Shared", here, nil)

	plain := awscdk.NewStack(app, jsii.String("Plain"), &awscdk.StackProps{Env: env})
	addPlain(plain, here, shared)
	addLow(awscdk.NewStack(app, jsii.String("Low"), nil))
	addNested(awscdk.NewStage(app, jsii.String("Beta"), nil), here)
	app.Synth(nil)
	if err := strip(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func binary(scope constructs.Construct, id, here string, env *map[string]*string) awslambda.Function {
	return awslambda.NewFunction(scope, jsii.String(id), &awslambda.FunctionProps{
		Runtime:     awslambda.Runtime_PROVIDED_AL2023(),
		Handler:     jsii.String("bootstrap"),
		Code:        awslambda.Code_FromAsset(jsii.String(filepath.Join(here, "binary")), nil),
		Environment: env,
		MemorySize:  jsii.Number(256),
		Timeout:     awscdk.Duration_Seconds(jsii.Number(7)),
	})
}

// addPlain is what most apps look like: an HTTP API of L2 constructs.
func addPlain(stack awscdk.Stack, here string, shared awslambda.IFunction) {
	table := awsdynamodb.NewTable(stack, jsii.String("Table"), &awsdynamodb.TableProps{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
		TableName:    jsii.String("todos"),
	})
	own := binary(stack, "Own", here, &map[string]*string{
		"TABLE":     table.TableName(),
		"TABLE_ARN": table.TableArn(),
		"NEXT":      shared.FunctionName(),
	})
	node := awslambda.NewFunction(stack, jsii.String("Node"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String(
			"exports.handler = async (event, context) => ({node: event.rawPath, request: context.awsRequestId});\n")),
	})
	python := awslambda.NewFunction(stack, jsii.String("Python"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_PYTHON_3_13(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromAsset(jsii.String(filepath.Join(here, "py")), nil),
	})
	api := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), &awsapigatewayv2.HttpApiProps{
		CorsPreflight: &awsapigatewayv2.CorsPreflightOptions{
			AllowOrigins:     jsii.Strings("https://app.example.com", "http://localhost:3000"),
			AllowMethods:     &[]awsapigatewayv2.CorsHttpMethod{awsapigatewayv2.CorsHttpMethod_GET, awsapigatewayv2.CorsHttpMethod_POST},
			AllowHeaders:     jsii.Strings("x-custom", "content-type"),
			ExposeHeaders:    jsii.Strings("x-answer"),
			AllowCredentials: jsii.Bool(true),
			MaxAge:           awscdk.Duration_Minutes(jsii.Number(10)),
		},
	})
	add := func(method awsapigatewayv2.HttpMethod, path string, to awsapigatewayv2.HttpRouteIntegration, auth awsapigatewayv2.IHttpRouteAuthorizer) {
		api.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
			Path: jsii.String(path), Methods: &[]awsapigatewayv2.HttpMethod{method}, Integration: to, Authorizer: auth,
		})
	}
	lambda := func(id string, fn awslambda.IFunction) awsapigatewayv2.HttpRouteIntegration {
		return awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String(id), fn, nil)
	}
	get := awsapigatewayv2.HttpMethod_GET
	add(get, "/todos/{id}", lambda("own", own), nil)
	add(get, "/shared", lambda("shared", shared), nil)
	add(awsapigatewayv2.HttpMethod_ANY, "/node/{proxy+}", lambda("node", node), nil)
	add(get, "/py", lambda("py", python), nil)
	add(get, "/jwt", lambda("jwt", own), awsapigatewayv2authorizers.NewHttpJwtAuthorizer(
		jsii.String("Login"), jsii.String("https://login.example.com"),
		&awsapigatewayv2authorizers.HttpJwtAuthorizerProps{JwtAudience: jsii.Strings("todo-app")}))
	add(get, "/custom", lambda("custom", own), awsapigatewayv2authorizers.NewHttpLambdaAuthorizer(
		jsii.String("Custom"), shared, &awsapigatewayv2authorizers.HttpLambdaAuthorizerProps{
			ResponseTypes: &[]awsapigatewayv2authorizers.HttpLambdaResponseType{awsapigatewayv2authorizers.HttpLambdaResponseType_SIMPLE},
		}))
	add(get, "/iam", lambda("iam", own), awsapigatewayv2authorizers.NewHttpIamAuthorizer())
	add(get, "/url", awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("url"), jsii.String("https://backend.example.com/base"), nil), nil)
	queue := awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	add(awsapigatewayv2.HttpMethod_POST, "/queue", awsapigatewayv2integrations.NewHttpSqsIntegration(jsii.String("queue"),
		&awsapigatewayv2integrations.HttpSqsIntegrationProps{Queue: queue}), nil)
	container := awslambda.NewDockerImageFunction(stack, jsii.String("Container"), &awslambda.DockerImageFunctionProps{
		Code: awslambda.DockerImageCode_FromEcr(importedRepository(stack), nil),
	})
	add(get, "/container", lambda("container", container), nil)
	vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-central-1a"), PrivateSubnetIds: jsii.Strings("subnet-1"),
	})
	link := awsapigatewayv2.NewVpcLink(stack, jsii.String("Link"), &awsapigatewayv2.VpcLinkProps{Vpc: vpc})
	awsapigatewayv2.NewHttpRoute(stack, jsii.String("Private"), &awsapigatewayv2.HttpRouteProps{
		HttpApi:  api,
		RouteKey: awsapigatewayv2.HttpRouteKey_With(jsii.String("/private"), get),
		Integration: awsapigatewayv2integrations.NewHttpAlbIntegration(jsii.String("alb"), listener(stack),
			&awsapigatewayv2integrations.HttpAlbIntegrationProps{VpcLink: link}),
	})
	awsapigatewayv2.NewHttpStage(stack, jsii.String("Prod"), &awsapigatewayv2.HttpStageProps{
		HttpApi: api, StageName: jsii.String("prod"), AutoDeploy: jsii.Bool(true),
		Throttle:       &awsapigatewayv2.ThrottleSettings{RateLimit: jsii.Number(50), BurstLimit: jsii.Number(20)},
		StageVariables: &map[string]*string{"color": jsii.String("blue")},
	})
}
