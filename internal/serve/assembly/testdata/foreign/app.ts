// A CDK app in TypeScript that knows nothing of Gatehouse: one stack for each
// kind of thing that kept apps from running on a developer's machine. Its cloud
// assembly is kept beside it, in ../foreign.out, so that tests need neither npm
// nor Node. To make it anew, with a stand-in as Docker that "gatehouse dev" puts
// in place:
//
//	npm install aws-cdk-lib constructs typescript @types/node
//	npx tsc --module commonjs --target es2022 --skipLibCheck app.ts
//	gatehouse dev --no-watch   # and copy the assembly that it serves, without the traces in its metadata
import * as path from "path";
import * as cdk from "aws-cdk-lib";
import * as apigw from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import * as cognito from "aws-cdk-lib/aws-cognito";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as efs from "aws-cdk-lib/aws-efs";
import * as kinesis from "aws-cdk-lib/aws-kinesis";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import * as ssm from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";

const app = new cdk.App({ analyticsReporting: false, treeMetadata: false });
const env = { account: "111122223333", region: "eu-central-1" };
const here = (name: string) => path.join(__dirname, name);

function node(scope: Construct, id: string, source: string, more: Partial<lambda.FunctionProps> = {}) {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: "index.handler", code: lambda.Code.fromInline(source || "-"), ...more,
  });
}

const echo = "exports.handler = async () => process.env";

// The AWS SDK that the runtime brings, in inline code and in an asset.
const sdk = new cdk.Stack(app, "Sdk", { env });
node(sdk, "Inline", `exports.handler = async () => { require('@aws-sdk/client-s3'); return 'x' }`);
node(sdk, "Module", "", { handler: "app.handler", code: lambda.Code.fromAsset(here("module")) });

// Code that is bundled in a container.
const docker = new cdk.Stack(app, "Docker", { env });
new lambda.Function(docker, "Bundled", {
  runtime: lambda.Runtime.PYTHON_3_13, handler: "app.handler",
  code: lambda.Code.fromAsset(here("module"), {
    bundling: { image: lambda.Runtime.PYTHON_3_13.bundlingImage, command: ["cp", "-r", ".", "/asset-output"] },
  }),
});

// Assets named by parameters, in a stack and in one nested in it.
const older = new cdk.Stack(app, "Older", { synthesizer: new cdk.LegacyStackSynthesizer() });
node(older, "Asset", "", { handler: "app.handler", code: lambda.Code.fromAsset(here("module")) });
node(new cdk.NestedStack(older, "Nested"), "Asset", "", { handler: "app.handler", code: lambda.Code.fromAsset(here("module")) });

// Layers: of the app, with a file that both have (the CDK sorts them, so the last is below); one that observes; one of somebody.
const layers = new cdk.Stack(app, "Layers", { env });
const layer = (name: string) => new lambda.LayerVersion(layers, name, { code: lambda.Code.fromAsset(here(name)) });
const below = layer("below");
const above = layer("above");
const arn = (name: string, arn: string) => lambda.LayerVersion.fromLayerVersionArn(layers, name, arn);
node(layers, "Node", "exports.handler = async () => [require('shared').from, require('only').from]", { layers: [below, above] });
new lambda.Function(layers, "Python", {
  runtime: lambda.Runtime.PYTHON_3_13, handler: "index.handler", layers: [below, above],
  code: lambda.Code.fromInline("import shared\ndef handler(event, context):\n    return shared.FROM\n"),
});
node(layers, "Observed", "exports.handler = async () => 'observed'", {
  insightsVersion: lambda.LambdaInsightsVersion.VERSION_1_0_229_0,
  layers: [arn("Powertools", "arn:aws:lambda:eu-central-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:20")],
});
node(layers, "Foreign", "exports.handler = async () => 'never'", { layers: [arn("Somebodys", "arn:aws:lambda:eu-central-1:999999999999:layer:tool:3")] });

// What is not guessed.
const guesses = new cdk.Stack(app, "Guesses", { env });
const vpc = ec2.Vpc.fromLookup(guesses, "Lookup", { vpcName: "main" });
node(guesses, "Looked", echo, { environment: { VPC: vpc.vpcId, PARAMETER: ssm.StringParameter.valueFromLookup(guesses, "/looked/up") } });
const own = new ec2.Vpc(guesses, "Vpc", { maxAzs: 2, natGateways: 0 });
const files = new efs.FileSystem(guesses, "Files", { vpc: own });
node(guesses, "OnFiles", echo, {
  vpc: own, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  filesystem: lambda.FileSystem.fromEfsAccessPoint(files.addAccessPoint("Point"), "/mnt/files"),
});
const serverless = new cdk.Stack(app, "Serverless", { env });
serverless.templateOptions.transforms = ["AWS::Serverless-2016-10-31"];
new cdk.CfnResource(serverless, "Function", { type: "AWS::Serverless::Function", properties: { Handler: "index.handler", Runtime: "nodejs22.x", InlineCode: echo } });

// Values that a template knows.
const values = new cdk.Stack(app, "Values", { env });
const bucket = new s3.Bucket(values, "Bucket");
const pool = new cognito.UserPool(values, "Pool");
const network = new ec2.Vpc(values, "Network", { ipAddresses: ec2.IpAddresses.cidr("10.1.0.0/16"), maxAzs: 1, natGateways: 0 });
const parameter = new ssm.StringParameter(values, "Parameter", { parameterName: "/values/one", stringValue: "from ssm" });
const mapping = new cdk.CfnMapping(values, "Map", { mapping: { here: { size: "small" } } });
const known = node(values, "Known", echo, {
  environment: {
    PARAMETER: ssm.StringParameter.valueForStringParameter(values, "/values/one"),
    PARAMETER_VALUE: parameter.stringValue,
    BUCKET: bucket.bucketName,
    BUCKET_DOMAIN: bucket.bucketDomainName,
    BUCKET_REGIONAL: bucket.bucketRegionalDomainName,
    CIDR: network.vpcCidrBlock,
    SECOND: cdk.Fn.select(1, cdk.Fn.cidr(network.vpcCidrBlock, 4, "8")),
    ZONE: cdk.Fn.select(0, cdk.Fn.getAzs()),
    DEFAULTED: mapping.findInMap("there", "size", "standard"),
    KEY: new kms.Key(values, "Key").keyArn,
    STREAM: new kinesis.Stream(values, "Stream").streamArn,
    DOMAIN: pool.addDomain("Domain", { cognitoDomain: { domainPrefix: "log-in" } }).domainName,
  },
});
node(values, "Secret", echo, {
  environment: { PASSWORD: secrets.Secret.fromSecretNameV2(values, "Imported", "login").secretValueFromJson("password").unsafeUnwrap() },
});
new lambda.Alias(values, "Live", { aliasName: "live", version: known.currentVersion });

// Two APIs, one of which calls the other.
const calls = new cdk.Stack(app, "Calls", { env });
const inner = new apigw.HttpApi(calls, "Inner");
const innerFunction = node(calls, "Answer", "exports.handler = async () => 'inner says hello'");
inner.addRoutes({ path: "/hello", methods: [apigw.HttpMethod.GET], integration: new HttpLambdaIntegration("Answer", innerFunction) });
const outer = new apigw.HttpApi(calls, "Outer");
const caller = node(calls, "Caller", `exports.handler = async (event, context) => {
  const answer = await fetch(process.env.INNER + "/hello");
  return { statusCode: 200, body: JSON.stringify([await answer.text(), context.functionVersion, context.invokedFunctionArn]) };
}`, { environment: { INNER: inner.apiEndpoint } });
outer.addRoutes({ path: "/call", methods: [apigw.HttpMethod.GET], integration: new HttpLambdaIntegration("Caller", caller) });
const live = new lambda.Alias(calls, "Live", { aliasName: "live", version: caller.currentVersion });
outer.addRoutes({ path: "/live", methods: [apigw.HttpMethod.GET], integration: new HttpLambdaIntegration("Live", live) });
new apigw.CfnRoute(calls, "Nowhere", { apiId: outer.apiId, routeKey: "GET /nowhere" });
