// What functions in Node and Python find beside their code.

package local_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// put writes files: their texts by path.
func put(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// inline is a function in Node or Python with its source in the template.
func inline(runtime, source string, more object) object {
	properties := object{"Runtime": runtime, "Handler": "index.handler", "Timeout": 20, "Code": object{"ZipFile": source}}
	for name, v := range more {
		properties[name] = v
	}
	return object{"Type": "AWS::Lambda::Function", "Properties": properties}
}

func needs(t testing.TB, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(err)
	}
}

// invoke calls a function past the API.
func invoke(t testing.TB, srv *local.Server, function string) string {
	t.Helper()
	answer, err := srv.Invoke(context.Background(), function, []byte(`{}`))
	if err != nil {
		return "error: " + err.Error()
	}
	return string(answer)
}

// sdkOfNode is a project that has installed a client of the SDK, and more.
var sdkOfNode = map[string]string{
	"node_modules/@aws-sdk/client-sqs/package.json": `{"name": "@aws-sdk/client-sqs", "main": "index.js"}`,
	"node_modules/@aws-sdk/client-sqs/index.js": `
		const helper = require("helper");
		exports.send = async () => helper.say + await (await fetch(process.env.AWS_ENDPOINT_URL_SQS, { method: "POST", body: "message" })).text();`,
	"node_modules/@smithy/types/index.js": `exports.smithy = "smithy";`,
	"node_modules/helper/index.js":        `exports.say = "sent: ";`,
	"node_modules/express/index.js":       `exports.express = true;`,
}

func TestNodeFindsTheSDKThatTheRuntimeBringsAndNothingElse(t *testing.T) {
	needs(t, "node")
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "got %s", body)
	}))
	defer endpoint.Close()
	project := t.TempDir()
	put(t, project, sdkOfNode)
	code := object{"S3Key": "code.zip"}
	app := template(nil, nil, object{
		"Common":  inline("nodejs22.x", `exports.handler = async () => require("@aws-sdk/client-sqs").send()`, nil),
		"Smithy":  inline("nodejs22.x", `exports.handler = async () => require("@smithy/types").smithy`, nil),
		"Module":  inline("nodejs22.x", "", object{"Code": code, "Handler": "app.handler"}),
		"Dynamic": inline("nodejs22.x", `exports.handler = async () => (await import("@aws-sdk/client-sqs")).send()`, nil),
		"Folder":  inline("nodejs22.x", "", object{"Code": code, "Handler": "inner.handler"}),
		"Express": inline("nodejs22.x", `exports.handler = async () => require("express")`, nil),
		"ImportX": inline("nodejs22.x", `exports.handler = async () => import("express")`, nil),
		"Old":     inline("nodejs16.x", `exports.handler = async () => require("@aws-sdk/client-sqs").send()`, nil),
		"Absent":  inline("nodejs22.x", `exports.handler = async () => require("@aws-sdk/client-s3")`, nil),
	})
	// Inside the project, as "cdk synth" writes it: what is installed above must not be found.
	dir := filepath.Join(project, "cdk.out")
	put(t, dir, map[string]string{
		"asset.code/app.mjs":        `import { send } from "@aws-sdk/client-sqs"; export const handler = async () => send();`,
		"asset.code/inner/index.js": `exports.handler = async () => "inner";`,
	})
	writeInto(t, dir, app)
	log := &logbook{}
	srv, err := local.Start(t.Context(), local.Config{
		Assembly: dir, Project: project, Log: slog.New(slog.NewTextHandler(log, nil)),
		Environment: map[string]string{"AWS_ENDPOINT_URL_SQS": endpoint.URL},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	for function, want := range map[string]string{
		"Common": `"sent: got message"`, "Module": `"sent: got message"`, "Dynamic": `"sent: got message"`, "Smithy": `"smithy"`, "Folder": `"inner"`,
		"Express": "Cannot find module 'express'", "ImportX": "Cannot find package 'express'", "Old": "Cannot find module '@aws-sdk/client-sqs'",
		"Absent": "Cannot find module '@aws-sdk/client-s3'",
	} {
		if got := invoke(t, srv, "S/"+function); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", function, got, want)
		}
	}
	if want := `S/Absent: Lambda's runtime brings @aws-sdk/client-s3, which is not on this machine: run \"npm install --save-dev @aws-sdk/client-s3\"`; !strings.Contains(log.String(), want) {
		t.Errorf("the log does not say what to install:\n%s", log.String())
	}
	if strings.Contains(log.String(), "brings @aws-sdk/client-sqs") {
		t.Errorf("the log tells to install what is there:\n%s", log.String())
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "asset.code")); len(entries) != 2 {
		t.Errorf("something was written into the assembly: %v", entries)
	}
}

func TestPythonFindsBoto3AndNothingElse(t *testing.T) {
	needs(t, "python3")
	project := t.TempDir()
	put(t, project, map[string]string{
		".venv/lib/python3.11/site-packages/boto3/__init__.py":    "import botocore\ndef client(name):\n    return name + ' of ' + botocore.NAME\n",
		".venv/lib/python3.11/site-packages/botocore/__init__.py": "NAME = 'the project'\n",
		".venv/lib/python3.11/site-packages/flask/__init__.py":    "",
	})
	app := template(nil, nil, object{
		"Boto":  inline("python3.11", "import boto3\ndef handler(event, context):\n    return boto3.client('s3')\n", nil),
		"Flask": inline("python3.11", "def handler(event, context):\n    import flask\n", nil),
		"Trace": inline("python3.11", "import os\ndef handler(event, context):\n    return os.environ['_X_AMZN_TRACE_ID'] + ' ' + os.environ['AWS_EXECUTION_ENV']\n", nil),
	})
	_, srv, _ := serve(t, app, func(c *local.Config) { c.Project = project })
	for function, want := range map[string]string{
		"Boto": `"s3 of the project"`, "Flask": "No module named 'flask'", "Trace": "AWS_Lambda_python3.11",
	} {
		if got := invoke(t, srv, "S/"+function); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", function, got, want)
		}
	}
	if got := invoke(t, srv, "S/Trace"); !strings.Contains(got, `"Root=1-`) {
		t.Errorf("trace: %s", got)
	}
}

func TestNodeHasWhatLambdasRuntimeSets(t *testing.T) {
	needs(t, "node")
	app := template(nil, nil, object{
		"Env": inline("nodejs22.x", `exports.handler = async (event, context) => [process.env.AWS_EXECUTION_ENV, process.env._X_AMZN_TRACE_ID.slice(0, 7), context.functionVersion, context.logStreamName.includes("[$LATEST]")]`, nil),
		"Logs": inline("nodejs22.x", `exports.handler = async (event, context) => [process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL, context.logGroupName]`,
			object{"LoggingConfig": object{"LogFormat": "JSON", "ApplicationLogLevel": "DEBUG", "LogGroup": "mine"}}),
		"Stream": inline("nodejs22.x", `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
			stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
			stream.write("one "); stream.end("two"); })`, nil),
		"Fails": inline("nodejs22.x", `exports.handler = awslambda.streamifyResponse(async () => { throw new TypeError("no stream") })`, nil),
	})
	_, srv, _ := serve(t, app, nil)
	for function, want := range map[string]string{
		"Env": `["AWS_Lambda_nodejs22.x","Root=1-","$LATEST",true]`, "Logs": `["JSON","DEBUG","mine"]`, "Stream": "{\"statusCode\":201}\x00\x00\x00\x00\x00\x00\x00\x00one two", "Fails": "no stream",
	} {
		for range 2 {
			if got := invoke(t, srv, "S/"+function); !strings.Contains(got, want) {
				t.Errorf("%s: %q, want %q", function, got, want)
			}
		}
	}
}

// Node on this machine need not be the runtime's: that is said once, and not for
// the one that it is.
func TestOtherVersionsOfNodeAreSaidOnce(t *testing.T) {
	needs(t, "node")
	log := &logbook{}
	output, err := exec.Command("node", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	version := strings.TrimPrefix(strings.TrimSpace(string(output)), "v")
	major, _, _ := strings.Cut(version, ".")
	const source = `exports.handler = async () => 1`
	dir := t.TempDir()
	writeInto(t, dir, template(nil, nil, object{"A": inline("nodejs99.x", source, nil), "B": inline("nodejs99.x", source, nil),
		"C": inline("nodejs"+major+".x", source, nil)}))
	srv, err := local.Start(t.Context(), local.Config{Assembly: dir, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	srv.Close()
	want := "functions for nodejs99.x run on Node " + version + " here"
	if n := strings.Count(log.String(), want); n != 1 || strings.Count(log.String(), "functions for nodejs") != 1 {
		t.Errorf("said %d times: %s\n%s", n, want, log.String())
	}
}
