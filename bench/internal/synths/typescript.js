// The usual way in TypeScript, as its compiler leaves it: an HTTP API of the CDK's L2s.
// It reads numbers of routes, one a line, and writes how many milliseconds each took.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { App, Stack } = require("aws-cdk-lib");
const { HttpApi, HttpMethod } = require("aws-cdk-lib/aws-apigatewayv2");
const { HttpLambdaIntegration } = require("aws-cdk-lib/aws-apigatewayv2-integrations");
const lambda = require("aws-cdk-lib/aws-lambda");

function synth(routes, outdir) {
  const app = new App({ analyticsReporting: false, outdir, context: { "aws:cdk:bundling-stacks": [], "@aws-cdk/core:stackResourceLimit": 0 } });
  const stack = new Stack(app, "Bench");
  const fn = new lambda.Function(stack, "Function", {
    runtime: lambda.Runtime.PROVIDED_AL2023,
    handler: "bootstrap",
    code: lambda.Code.fromAsset(process.argv[2]),
  });
  const api = new HttpApi(stack, "Api");
  for (let i = 0; i < routes; i++) {
    api.addRoutes({ path: `/things${i}/{id}`, methods: [HttpMethod.GET], integration: new HttpLambdaIntegration(`Integration${i}`, fn) });
  }
  app.synth();
}

require("node:readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-bench-"));
    const start = process.hrtime.bigint();
    synth(Number(line), dir);
    const took = Number(process.hrtime.bigint() - start) / 1e6;
    fs.rmSync(dir, { recursive: true });
    console.log(took.toFixed(3));
  });
