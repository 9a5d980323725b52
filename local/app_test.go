// Small assemblies, made by hand: each test says only what it's about.

package local_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

type object = map[string]any
type list = []any

// function is a Lambda function resource whose program is the test binary.
func function(role string, more object) object {
	properties := object{
		"Runtime": "provided.al2023", "Handler": "bootstrap", "Timeout": 20, "Code": object{"S3Key": "code.zip"},
		"Environment": object{"Variables": object{"TEST_FUNCTION": role}},
	}
	maps.Copy(properties, more)
	return object{"Type": "AWS::Lambda::Function", "Properties": properties}
}

func resource(typ string, properties object) object {
	return object{"Type": "AWS::ApiGatewayV2::" + typ, "Properties": properties}
}

func api(properties object) object {
	all := object{"Name": "api", "ProtocolType": "HTTP"}
	maps.Copy(all, properties)
	return resource("Api", all)
}

func ref(id string) object { return object{"Ref": id} }

func permission(function string) object {
	return object{"Type": "AWS::Lambda::Permission", "Properties": object{
		"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com", "FunctionName": ref(function),
		"SourceArn": object{"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"},
	}}
}

// template has an API "Api" with function "F" behind integration "I", and the
// routes given as "key" or "key" with properties.
func template(apiProperties object, routes map[string]object, more object) object {
	resources := object{
		"Api":   api(apiProperties),
		"F":     function("yes", nil),
		"P":     permission("F"),
		"I":     integration(nil),
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true}),
	}
	for key, properties := range routes {
		all := object{"ApiId": ref("Api"), "RouteKey": key, "Target": "integrations/${I}"}
		maps.Copy(all, properties)
		all["Target"] = object{"Fn::Sub": all["Target"]}
		resources["Route"+strings.Map(letters, key)] = resource("Route", all)
	}
	maps.Copy(resources, more)
	return object{"Resources": resources}
}

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return 'x'
}

func integration(more object) object {
	all := object{
		"ApiId": ref("Api"), "IntegrationType": "AWS_PROXY", "PayloadFormatVersion": "2.0",
		"IntegrationUri": object{"Fn::GetAtt": list{"F", "Arn"}},
	}
	maps.Copy(all, more)
	return resource("Integration", all)
}

func urlIntegration(uri string, more object) object {
	all := object{
		"ApiId": ref("Api"), "IntegrationType": "HTTP_PROXY", "PayloadFormatVersion": "1.0", "IntegrationMethod": "ANY", "IntegrationUri": uri,
	}
	maps.Copy(all, more)
	return resource("Integration", all)
}

// write writes an assembly of one stack, "S".
func write(t testing.TB, template object) string {
	t.Helper()
	dir := t.TempDir()
	writeInto(t, dir, template)
	code := filepath.Join(dir, "asset.code")
	if err := os.Mkdir(code, 0o755); err != nil {
		t.Fatal(err)
	}
	putProgram(t, code)
	return dir
}

func writeInto(t testing.TB, dir string, template object) {
	t.Helper()
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("manifest.json", object{"version": "54.0.0", "artifacts": object{
		"S": object{"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1",
			"properties": object{"templateFile": "S.json"}},
		"S.assets": object{"type": "cdk:asset-manifest", "properties": object{"file": "S.assets.json"}},
	}})
	put("S.assets.json", object{"files": object{"code": object{
		"source": object{"path": "asset.code"}, "destinations": object{"d": object{"objectKey": "code.zip"}},
	}}})
	put("S.json", template)
}

// putProgram puts the test binary into a folder as a function's program.
func putProgram(t testing.TB, dir string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "bootstrap")
	os.Remove(target)
	if err := os.Symlink(program, target); err != nil {
		t.Fatal(err)
	}
}

// serve serves a template's API and returns its address.
func serve(t testing.TB, template object, change func(*local.Config)) (url string, srv *local.Server, log *logbook) {
	t.Helper()
	log = &logbook{}
	cfg := local.Config{Assembly: write(t, template), Log: slog.New(slog.NewTextHandler(log, nil)), Credentials: map[string]string{}}
	if change != nil {
		change(&cfg)
	}
	srv, err := local.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("log of the server:\n" + log.String())
		}
	})
	return srv.URL("S/Api"), srv, log
}

// logbook is a log that may be read while it's written.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// response is an answer with its body read.
type response struct {
	*http.Response
	body string
}

// send sends a request; headers are given as name, value, name, value.
func send(t testing.TB, method, url, body string, headers ...string) response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{r, string(text)}
}

func get(t testing.TB, url string, headers ...string) response {
	t.Helper()
	return send(t, "GET", url, "", headers...)
}

// want checks status and body; an empty body is not checked.
func (r response) want(t testing.TB, status int, body string) {
	t.Helper()
	if r.StatusCode != status || body != "" && r.body != body {
		t.Errorf("%s %s: got %d %.200s, want %d %s", r.Request.Method, r.Request.URL, r.StatusCode, r.body, status, body)
	}
}

// event reads the event that the function was given and sent back.
func (r response) event(t testing.TB) object {
	t.Helper()
	var event object
	if err := json.Unmarshal([]byte(r.body), &event); err != nil || r.StatusCode != 200 {
		t.Fatalf("no event: %d %s", r.StatusCode, r.body)
	}
	return event
}

// at finds a value by its path in an event.
func at(v any, path ...string) any {
	for _, name := range path {
		m, _ := v.(object)
		v = m[name]
	}
	return v
}
