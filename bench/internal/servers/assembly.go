// The assembly of the application that is measured: three APIs and one function.

package servers

import (
	"os"
	"path/filepath"
)

var files = map[string]string{
	"manifest.json": `{"version": "54.0.0", "artifacts": {
		"Bench": {"type": "aws:cloudformation:stack", "environment": "aws://1/eu-west-1", "properties": {"templateFile": "Bench.json"}},
		"Bench.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Bench.assets.json"}}}}`,
	"Bench.assets.json": `{"files": {"code": {"source": {"path": "asset.code"}, "destinations": {"d": {"objectKey": "code.zip"}}}}}`,
	"Bench.json": `{"Resources": {
		"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "bench", "ProtocolType": "HTTP"}},
		"Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": true}},
		"F": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "provided.al2023", "Handler": "bootstrap",
			"Timeout": 3, "Code": {"S3Key": "code.zip"}}},
		"P": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction",
			"FunctionName": {"Ref": "F"}, "Principal": "apigateway.amazonaws.com"}},
		"I": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY",
			"PayloadFormatVersion": "2.0", "IntegrationUri": {"Fn::GetAtt": ["F", "Arn"]}}},
		"R": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "GET /hello/{name}",
			"Target": {"Fn::Sub": "integrations/${I}"}}},

		"Rest": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "rest"}},
		"RestStage": {"Type": "AWS::ApiGateway::Stage", "Properties": {"RestApiId": {"Ref": "Rest"}, "StageName": "v1",
			"DeploymentId": {"Ref": "D"}}},
		"D": {"Type": "AWS::ApiGateway::Deployment", "Properties": {"RestApiId": {"Ref": "Rest"}}},
		"Hello": {"Type": "AWS::ApiGateway::Resource", "Properties": {"RestApiId": {"Ref": "Rest"},
			"ParentId": {"Fn::GetAtt": ["Rest", "RootResourceId"]}, "PathPart": "hello"}},
		"Name": {"Type": "AWS::ApiGateway::Resource", "Properties": {"RestApiId": {"Ref": "Rest"},
			"ParentId": {"Ref": "Hello"}, "PathPart": "{name}"}},
		"M": {"Type": "AWS::ApiGateway::Method", "Properties": {"RestApiId": {"Ref": "Rest"}, "ResourceId": {"Ref": "Name"},
			"HttpMethod": "GET", "AuthorizationType": "NONE", "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST",
				"Uri": {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"}}}},

		"Socket": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "socket", "ProtocolType": "WEBSOCKET",
			"RouteSelectionExpression": "$request.body.action"}},
		"SocketStage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Socket"}, "StageName": "v1", "AutoDeploy": true}},
		"SI": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Socket"}, "IntegrationType": "AWS_PROXY",
			"IntegrationUri": {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"}}},
		"SR": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Socket"}, "RouteKey": "$default",
			"RouteResponseSelectionExpression": "$default", "Target": {"Fn::Sub": "integrations/${SI}"}}}
	}}`,
}

func writeAssembly(dir string) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
