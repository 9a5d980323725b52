// Assemblies of the CDK: what is read of them, and what each problem belongs to.

package assembly_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

func load(t *testing.T) *assembly.App {
	t.Helper()
	t.Setenv("AWS_REGION", "eu-west-1")
	app, err := assembly.Load("testdata/plain.out")
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func apiOf(t *testing.T, app *assembly.App, path string) *assembly.API {
	t.Helper()
	for _, api := range app.APIs {
		if api.Path == path {
			return api
		}
	}
	t.Fatalf("no API %s", path)
	return nil
}

func routeOf(t *testing.T, api *assembly.API, key string) *assembly.Route {
	t.Helper()
	for _, r := range api.Routes {
		if r.Key == key {
			return r
		}
	}
	t.Fatalf("%s has no route %s", api.Path, key)
	return nil
}

func functionOf(t *testing.T, app *assembly.App, path string) *assembly.Function {
	t.Helper()
	for _, f := range app.Functions {
		if f.Path == path {
			return f
		}
	}
	t.Fatalf("no function %s", path)
	return nil
}

func TestPlainAppIsReadWhole(t *testing.T) {
	app := load(t)
	var got []string
	for _, api := range app.APIs {
		for _, r := range api.Routes {
			leads := "nothing"
			if in := r.Integration; in != nil {
				leads = strings.TrimSpace(in.Type + " " + in.Subtype)
				if in.Function != nil {
					leads = in.Function.Path
				}
			}
			got = append(got, fmt.Sprintf("%s %s %s -> %s", api.Path, r.Key, r.Auth, leads))
		}
	}
	slices.Sort(got)
	want := []string{
		"Beta/Outer/Api ANY /nested NONE -> Beta/Outer/Inner/Function",
		"Low/Api GET /small NONE -> Low/Function",
		"Low/Api GET /unknown NONE -> HTTP_PROXY",
		"Low/Quick GET /quick NONE -> HTTP_PROXY",
		"Plain/Api ANY /node/{proxy+} NONE -> Plain/Node",
		"Plain/Api GET /container NONE -> Plain/Container",
		"Plain/Api GET /custom CUSTOM -> Plain/Own",
		"Plain/Api GET /iam AWS_IAM -> Plain/Own",
		"Plain/Api GET /jwt JWT -> Plain/Own",
		"Plain/Api GET /private NONE -> HTTP_PROXY",
		"Plain/Api GET /py NONE -> Plain/Python",
		"Plain/Api GET /shared NONE -> Functions/Shared",
		"Plain/Api GET /todos/{id} NONE -> Plain/Own",
		"Plain/Api GET /url NONE -> HTTP_PROXY",
		"Plain/Api POST /queue NONE -> AWS_PROXY SQS-SendMessage",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(app.Problems) > 0 {
		t.Errorf("problems of the app: %v", app.Problems)
	}
}

func TestIntrinsicFunctionsInTemplates(t *testing.T) {
	app := load(t)
	f := functionOf(t, app, "Low/Function")
	want := map[string]string{
		"KIND": "small", "JOINED": "y-eu-west-1", "SUB": "small/o/${Literal}/Low", "IF": "not large", "BASE64": "aGVsbG8=",
	}
	if !maps.Equal(f.Environment, want) {
		t.Errorf("environment is %v, want %v", f.Environment, want)
	}
	if f.MemoryMB != 192 {
		t.Errorf("memory from a mapping is %d", f.MemoryMB)
	}
	own := functionOf(t, app, "Plain/Own")
	want = map[string]string{
		"TABLE": "todos", "TABLE_ARN": "arn:aws:dynamodb:eu-central-1:111122223333:table/todos",
		"NEXT": functionOf(t, app, "Functions/Shared").Name,
	}
	if !maps.Equal(own.Environment, want) || own.Timeout != 7*time.Second {
		t.Errorf("environment is %v, want %v; timeout %v", own.Environment, want, own.Timeout)
	}
}

func TestCodeIsFound(t *testing.T) {
	app := load(t)
	for path, file := range map[string]string{
		"Plain/Own": "bootstrap", "Functions/Shared": "bootstrap", "Beta/Outer/Inner/Function": "bootstrap", "Plain/Python": "index.py",
	} {
		f := functionOf(t, app, path)
		if _, err := os.Stat(filepath.Join(f.Dir, file)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if f := functionOf(t, app, "Plain/Node"); !strings.Contains(f.Inline, "exports.handler") {
		t.Errorf("inline code is %q", f.Inline)
	}
}

func TestWhatCannotBeKnownIsAProblemOfItsOwner(t *testing.T) {
	app := load(t)
	in := routeOf(t, apiOf(t, app, "Low/Api"), "GET /unknown").Integration
	if len(in.Problems) != 1 || !strings.Contains(in.Problems[0].String(), "Low/Unknown: IntegrationUri: parameter Secret") {
		t.Errorf("problems are %v", in.Problems)
	}
	container := functionOf(t, app, "Plain/Container")
	if len(container.Problems) != 1 || !strings.Contains(container.Problems[0].Reason, "Docker") {
		t.Errorf("problems are %v", container.Problems)
	}
}

func TestAuthorizersStagesAndCORS(t *testing.T) {
	api := apiOf(t, load(t), "Plain/Api")
	jwt := routeOf(t, api, "GET /jwt").Authorizer
	if jwt.Issuer != "https://login.example.com" || !slices.Equal(jwt.Audience, []string{"todo-app"}) ||
		!slices.Equal(jwt.Identity, []string{"$request.header.Authorization"}) {
		t.Errorf("JWT authorizer is %+v", jwt)
	}
	custom := routeOf(t, api, "GET /custom").Authorizer
	if custom.Function.Path != "Functions/Shared" || !custom.Simple || custom.TTL != 300*time.Second || custom.Version != "2.0" {
		t.Errorf("Lambda authorizer is %+v", custom)
	}
	if c := api.CORS; c == nil || len(c.AllowOrigins) != 2 || !c.AllowCredentials || c.MaxAge != 10*time.Minute {
		t.Errorf("CORS is %+v", c)
	}
	var prod *assembly.Stage
	for _, s := range api.Stages {
		if s.Name == "prod" {
			prod = s
		}
	}
	if prod == nil || *prod.Throttle != (assembly.Throttle{Rate: 50, Burst: 20}) || prod.Variables["color"] != "blue" || !prod.AutoDeploy {
		t.Errorf("stage prod is %+v", prod)
	}
	low := apiOf(t, load(t), "Low/Api").Stages[0]
	if low.Routes["GET /small"] != (assembly.Throttle{Rate: 5, Burst: 2}) {
		t.Errorf("throttle of a route is %+v", low.Routes)
	}
}

func TestPermissions(t *testing.T) {
	app := load(t)
	api := apiOf(t, app, "Plain/Api")
	own := functionOf(t, app, "Plain/Own")
	for source, want := range map[string]bool{
		"$default/GET/todos/{id}": true,
		"$default/GET/todos":      false,
		"prod/GET/jwt":            true,
		"prod/GET/shared":         false,
	} {
		if got := own.Permits("", api.SourceARN(source)); got != want {
			t.Errorf("Permits(%s) = %v", source, got)
		}
	}
	shared := functionOf(t, app, "Functions/Shared")
	if !shared.Permits("", api.SourceARN("authorizers/"+routeOf(t, api, "GET /custom").Authorizer.ID)) {
		t.Error("the authorizer may not call its function")
	}
	if shared.Permits("", apiOf(t, app, "Low/Api").SourceARN("$default/GET/shared")) {
		t.Error("a permission for one API holds for another")
	}
}

// write makes an assembly of one stack.
func write(t *testing.T, template map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("manifest.json", map[string]any{"version": "54.0.0", "artifacts": map[string]any{
		"S": map[string]any{"type": "aws:cloudformation:stack", "environment": "aws://1/eu-west-1",
			"properties": map[string]any{"templateFile": "S.json"}},
	}})
	put("S.json", template)
	return dir
}

// evaluated reads the given values as a function's environment.
func evaluated(t *testing.T, template map[string]any, values map[string]any) *assembly.Function {
	t.Helper()
	resources, _ := template["Resources"].(map[string]any)
	if resources == nil {
		resources = map[string]any{}
	}
	resources["F"] = map[string]any{"Type": "AWS::Lambda::Function", "Properties": map[string]any{
		"Code": map[string]any{"ZipFile": "x"}, "Environment": map[string]any{"Variables": values},
	}}
	template["Resources"] = resources
	app, err := assembly.Load(write(t, template))
	if err != nil {
		t.Fatal(err)
	}
	return functionOf(t, app, "S/F")
}

type object = map[string]any
type list = []any

func TestEvaluation(t *testing.T) {
	template := object{
		"Parameters": object{"P": object{"Type": "CommaDelimitedList", "Default": "a,b"}, "None": object{"Type": "String"}},
		"Mappings":   object{"M": object{"k": object{"l": 5}}},
		"Conditions": object{
			"Yes": object{"Fn::Equals": list{"1", 1}},
			"No":  object{"Fn::Not": list{object{"Condition": "Yes"}}},
			"Or":  object{"Fn::Or": list{object{"Fn::Equals": list{object{"Ref": "None"}, "x"}}, object{"Condition": "Yes"}}},
		},
		"Resources": object{
			"Q": object{"Type": "AWS::SQS::Queue", "Properties": object{"QueueName": "jobs"}},
			"A": object{"Type": "AWS::SNS::Topic", "Properties": object{"TopicName": object{"Ref": "B"}}},
			"B": object{"Type": "AWS::SNS::Topic", "Properties": object{"TopicName": object{"Ref": "A"}}},
			"X": object{"Type": "Custom::Thing"},
		},
	}
	tests := []struct {
		in         any
		want       string
		unresolved string
	}{
		{in: object{"Fn::Select": list{"1", object{"Ref": "P"}}}, want: "b"},
		{in: object{"Fn::Select": list{2, object{"Ref": "P"}}}, unresolved: "element 2"},
		{in: object{"Fn::Join": list{"+", object{"Fn::Split": list{",", "x,y"}}}}, want: "x+y"},
		{in: object{"Fn::FindInMap": list{"M", "k", "l"}}, want: "5"},
		{in: object{"Fn::FindInMap": list{"M", "k", "z"}}, unresolved: "mapping M has no k, z"},
		{in: object{"Fn::If": list{"No", "a", "b"}}, want: "b"},
		{in: object{"Fn::If": list{"Or", "a", "b"}}, want: "a"},
		{in: object{"Fn::If": list{"Missing", "a", "b"}}, unresolved: `no condition "Missing"`},
		{in: object{"Ref": "None"}, unresolved: "no default"},
		{in: object{"Ref": "Nothing"}, unresolved: "not in the template"},
		{in: object{"Ref": "Q"}, want: "https://sqs.eu-west-1.amazonaws.com/1/jobs"},
		{in: object{"Fn::GetAtt": "Q.Arn"}, want: "arn:aws:sqs:eu-west-1:1:jobs"},
		{in: object{"Fn::GetAtt": list{"Q", "QueueName"}}, want: "jobs"},
		{in: object{"Fn::GetAtt": list{"X", "Value"}}, unresolved: "S/X (Custom::Thing) is only known in AWS"},
		{in: object{"Ref": "A"}, unresolved: "circle"},
		{in: object{"Fn::Sub": "${Q.QueueName}-${AWS::Region}-${!x}"}, want: "jobs-eu-west-1-${x}"},
		{in: object{"Fn::Sub": "a${X.Value}"}, unresolved: "S/X"},
		{in: "{{resolve:secretsmanager:s}}", unresolved: "dynamic reference"},
		{in: object{"Fn::ImportValue": "other"}, unresolved: `exports "other"`},
		{in: object{"Fn::Cidr": list{"10.0.0.0/8"}}, unresolved: "Fn::Cidr"},
		{in: object{"Fn::ToJsonString": object{"a": object{"Ref": "Q"}}}, want: `{"a":"https://sqs.eu-west-1.amazonaws.com/1/jobs"}`},
		{in: true, want: "true"},
		{in: 1.5, want: "1.5"},
	}
	values := object{"GONE": object{"Ref": "AWS::NoValue"}}
	for i, test := range tests {
		values[fmt.Sprint("V", i)] = test.in
	}
	f := evaluated(t, template, values)
	for i, test := range tests {
		name := fmt.Sprint("V", i)
		if got := f.Environment[name]; got != test.want {
			t.Errorf("%v: got %q, want %q (%s)", test.in, got, test.want, f.Unresolved[name])
		}
		if got := f.Unresolved[name]; !strings.Contains(got, test.unresolved) || (got == "") != (test.unresolved == "") {
			t.Errorf("%v: unresolved for reason %q, want %q", test.in, got, test.unresolved)
		}
	}
	if _, ok := f.Environment["GONE"]; ok {
		t.Error("AWS::NoValue is a value")
	}
}

// Each value refers to the one before twice: 2^60 steps if nothing is kept.
func TestEvaluationIsNotExponential(t *testing.T) {
	resources, conditions := object{"T0": object{"Type": "AWS::SNS::Topic"}}, object{"C0": object{"Fn::Equals": list{"a", "a"}}}
	for i := range 60 {
		before, name := fmt.Sprint("T", i), fmt.Sprint("T", i+1)
		resources[name] = object{"Type": "AWS::S3::Bucket", "Properties": object{"BucketName": object{"Fn::Join": list{"", list{
			object{"Fn::Select": list{0, list{"x", object{"Ref": before}}}}, object{"Fn::Select": list{0, list{"y", object{"Ref": before}}}}}}}}}
		conditions[fmt.Sprint("C", i+1)] = object{"Fn::And": list{object{"Condition": fmt.Sprint("C", i)}, object{"Condition": fmt.Sprint("C", i)}}}
	}
	resources["Loop"] = object{"Type": "AWS::S3::Bucket", "Properties": object{"BucketName": object{"Fn::Join": list{"", list{object{"Ref": "Loop"}, object{"Ref": "Loop"}}}}}}
	f := evaluated(t, object{"Resources": resources, "Conditions": conditions}, object{
		"NAME": object{"Ref": "T60"}, "YES": object{"Fn::If": list{"C60", "yes", "no"}}, "LOOP": object{"Ref": "Loop"},
	})
	if f.Environment["NAME"] != "xy" || f.Environment["YES"] != "yes" || !strings.Contains(f.Unresolved["LOOP"], "circle") {
		t.Errorf("environment %v, unresolved %v", f.Environment, f.Unresolved)
	}
}

func TestResponseParametersInBothForms(t *testing.T) {
	api := object{"Type": "AWS::ApiGatewayV2::Api", "Properties": object{"ProtocolType": "HTTP", "Name": "a"}}
	in := object{"Type": "AWS::ApiGatewayV2::Integration", "Properties": object{
		"ApiId": object{"Ref": "A"}, "IntegrationType": "HTTP_PROXY", "IntegrationUri": "http://127.0.0.1:1", "IntegrationMethod": "GET",
		"ResponseParameters": object{
			"200": object{"ResponseParameters": list{object{"Destination": "append:header.x", "Source": "1"}}},
			"404": object{"overwrite:statuscode": "410"},
		},
	}}
	route := object{"Type": "AWS::ApiGatewayV2::Route", "Properties": object{
		"ApiId": object{"Ref": "A"}, "RouteKey": "$default", "Target": object{"Fn::Sub": "integrations/${I}"}}}
	app, err := assembly.Load(write(t, object{"Resources": object{"A": api, "I": in, "R": route}}))
	if err != nil {
		t.Fatal(err)
	}
	got := app.APIs[0].Routes[0].Integration.Response
	want := map[string]map[string]string{"200": {"append:header.x": "1"}, "404": {"overwrite:statuscode": "410"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLoadRefusesWhatIsNoAssembly(t *testing.T) {
	_, err := assembly.Load(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), `run "cdk synth" first`) {
		t.Errorf("got %v", err)
	}
}

// What contains itself must not be followed until the stack is full.
func TestLoadRefusesWhatContainsItself(t *testing.T) {
	nested := write(t, object{"Resources": object{"N": object{
		"Type": "AWS::CloudFormation::Stack", "Metadata": object{"aws:asset:path": "S.json"},
	}}})
	assemblies := t.TempDir()
	manifest := `{"version":"1","artifacts":{"A":{"type":"cdk:cloud-assembly","properties":{"directoryName":"."}}}}`
	if err := os.WriteFile(filepath.Join(assemblies, "manifest.json"), []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"nested stack": nested, "assembly": assemblies} {
		if _, err := assembly.Load(dir); err == nil || !strings.Contains(err.Error(), "does one contain itself?") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
