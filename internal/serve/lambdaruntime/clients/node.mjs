// A client of the Runtime API for functions in Node: loads the handler that
// _HANDLER names and hands it one event after the other.
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";

const api = new URL(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/`);
const [host, port] = [api.hostname, api.port];
const base = `${api.pathname.replace(/\/+$/, "")}/2018-06-01/runtime/`;

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const req = request({ host, port, method, path: base + path, headers }, (res) => {
      const chunks = [];
      res.on("data", (c) => chunks.push(c));
      res.on("end", () => resolve({ headers: res.headers, body: Buffer.concat(chunks) }));
      res.on("error", reject);
    });
    req.on("error", reject);
    req.end(body);
  });
}

function describe(err) {
  const e = err instanceof Error ? err : { name: typeof err, message: String(err) };
  return JSON.stringify({ errorType: e.name, errorMessage: e.message, trace: (e.stack ?? "").split("\n") });
}

// What Lambda's own runtime gives to handlers that stream their answers.
const streams = Symbol("handler that streams");
const prelude = "application/vnd.awslambda.http-integration-response";
globalThis.awslambda = {
  streamifyResponse: (fn) => Object.assign(fn, { [streams]: true }),
  HttpResponseStream: {
    from(stream, metadata) {
      stream.setContentType(prelude);
      stream.write(JSON.stringify(metadata));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};

async function load() {
  const handler = process.env._HANDLER;
  const dot = handler.indexOf(".", handler.lastIndexOf("/") + 1);
  const file = join(process.env.LAMBDA_TASK_ROOT, handler.slice(0, dot));
  let found = [".mjs", ".js", ".cjs"].map((ext) => file + ext).find((f) => existsSync(f));
  try {
    found ??= createRequire(join(process.env.LAMBDA_TASK_ROOT, "_")).resolve(file); // a folder with index.js
  } catch {
    throw new Error(`cannot find module ${file}`);
  }
  const module = found.endsWith(".cjs") ? createRequire(import.meta.url)(found) : await import(pathToFileURL(found));
  const fn = handler.slice(dot + 1).split(".").reduce((o, name) => o?.[name] ?? o?.default?.[name], module);
  if (typeof fn !== "function") throw new Error(`${handler} is not a function`);
  return fn;
}

function run(fn, event, context) {
  return new Promise((resolve, reject) => {
    context.done = (err, value) => (err ? reject(err) : resolve(value));
    context.fail = reject;
    context.succeed = resolve;
    const result = fn(event, context, context.done);
    if (result && typeof result.then === "function") result.then(resolve, reject);
    else if (fn.length < 3) resolve(result);
  });
}

// stream passes the answer of a handler that streams on while it writes it.
function stream(fn, event, context, id) {
  const answer = new PassThrough();
  let type = "application/octet-stream";
  answer.setContentType = (t) => (type = t);
  return new Promise((resolve, reject) => {
    let req;
    const begin = () => {
      req ??= request({
        host, port, method: "POST", path: `${base}invocation/${id}/response`,
        headers: {
          "Content-Type": type, "Transfer-Encoding": "chunked", "Lambda-Runtime-Function-Response-Mode": "streaming",
          Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
        },
      }, (res) => res.resume().on("end", resolve)).on("error", reject);
      return req;
    };
    answer.on("data", (chunk) => begin().write(chunk));
    answer.on("end", () => begin().end());
    const fail = (err) => {
      if (!req) return reject(err);
      console.error(err);
      const doc = describe(err);
      req.addTrailers({
        "Lambda-Runtime-Function-Error-Type": JSON.parse(doc).errorType,
        "Lambda-Runtime-Function-Error-Body": Buffer.from(doc).toString("base64"),
      });
      req.end();
    };
    answer.on("error", fail);
    Promise.resolve(fn(event, answer, context)).then(() => answer.writableEnded || answer.end(), fail);
  });
}

let fn;
try {
  fn = await load();
} catch (err) {
  console.error(err);
  await call("POST", "init/error", describe(err));
  process.exit(1);
}
for (;;) {
  const next = await call("GET", "invocation/next");
  const id = next.headers["lambda-runtime-aws-request-id"];
  const deadline = Number(next.headers["lambda-runtime-deadline-ms"]);
  process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"] ?? "";
  const given = next.headers["lambda-runtime-client-context"];
  const context = {
    awsRequestId: id,
    clientContext: given && JSON.parse(given),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: next.headers["lambda-runtime-invoked-function-arn"],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    if (fn[streams]) {
      await stream(fn, JSON.parse(next.body), context, id);
      continue;
    }
    const value = await run(fn, JSON.parse(next.body), context);
    await call("POST", `invocation/${id}/response`, JSON.stringify(value) ?? "null");
  } catch (err) {
    console.error(err);
    await call("POST", `invocation/${id}/error`, describe(err));
  }
}
