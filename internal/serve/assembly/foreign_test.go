// A CDK app in TypeScript, with a stack for each kind of thing that kept apps
// from running here; its source is testdata/foreign.

package assembly_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

func foreign(t *testing.T) *assembly.App {
	t.Helper()
	app, err := assembly.Load("testdata/foreign.out")
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func TestAssetsNamedByParametersAreFound(t *testing.T) {
	app := foreign(t)
	for _, path := range []string{"Older/Asset", "Older/Nested/Asset"} {
		f := functionOf(t, app, path)
		if _, err := os.Stat(filepath.Join(f.Dir, "app.mjs")); err != nil || len(f.Problems) > 0 {
			t.Errorf("%s: %v, %v", path, err, f.Problems)
		}
	}
}

func TestLayersOfTheAppAreFoundAndOthersNamed(t *testing.T) {
	app := foreign(t)
	f := functionOf(t, app, "Layers/Node")
	if len(f.Layers) != 2 || f.Layers[0].Path != "Layers/above" || f.Layers[1].Path != "Layers/below" {
		t.Errorf("layers are %v, problems %v", f.Layers, f.Problems)
	}
	observed := functionOf(t, app, "Layers/Observed")
	if len(observed.Problems) > 0 || len(observed.Warnings) != 2 || !strings.Contains(strings.Join(observed.Warnings, " "), "LambdaInsightsExtension:") {
		t.Errorf("problems %v, warnings %v", observed.Problems, observed.Warnings)
	}
	want(t, functionOf(t, app, "Layers/Foreign").Problems, "layer arn:aws:lambda:eu-central-1:999999999999:layer:tool:3 is not in this app")
}

func want(t *testing.T, problems []assembly.Problem, texts ...string) {
	t.Helper()
	var all []string
	for _, p := range problems {
		all = append(all, p.String())
	}
	for _, text := range texts {
		if !strings.Contains(strings.Join(all, "\n"), text) {
			t.Errorf("no %q among the problems:\n%s", text, strings.Join(all, "\n"))
		}
	}
}

func TestWhatIsNotKnownIsSaidAndNotGuessed(t *testing.T) {
	app := foreign(t)
	want(t, app.Problems,
		"these lookups were never made, so dummy values stand for what they would find",
		"ssm:account=111122223333:parameterName=/looked/up:region=eu-central-1",
		"Serverless: transform AWS::Serverless-2016-10-31 is not applied here: Serverless/Function (AWS::Serverless::Function) is not served")
	looked := functionOf(t, app, "Guesses/Looked")
	if len(looked.Warnings) != 2 || !strings.Contains(looked.Warnings[0], `PARAMETER is a dummy, "dummy-value-for-/looked/up"`) ||
		!strings.Contains(looked.Warnings[1], `VPC is a dummy, "vpc-12345"`) {
		t.Errorf("warnings are %v", looked.Warnings)
	}
	want(t, functionOf(t, app, "Guesses/OnFiles").Problems, "mounts a file system at /mnt/files")
	want(t, functionOf(t, app, "Docker/Bundled").Problems, "its code is bundled in a container, and docker does not run on this machine")
	if got := functionOf(t, app, "Values/Secret").Unresolved["PASSWORD"]; !strings.Contains(got, "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:111122223333:secret:login:SecretString:password::}}") {
		t.Errorf("the reason is cut: %s", got)
	}
	want(t, routeOf(t, apiOf(t, app, "Calls/Outer"), "GET /nowhere").Problems, "it has no target")
}

func TestValuesThatTheTemplateKnows(t *testing.T) {
	f := functionOf(t, foreign(t), "Values/Known")
	for name, reason := range f.Unresolved {
		t.Errorf("%s: %s", name, reason)
	}
	bucket := f.Environment["BUCKET"]
	if bucket != strings.ToLower(bucket) || !strings.HasPrefix(bucket, "values-bucket") {
		t.Errorf("bucket is %q", bucket)
	}
	for name, text := range map[string]string{
		"PARAMETER": "from ssm", "PARAMETER_VALUE": "from ssm", "BUCKET_DOMAIN": bucket + ".s3.amazonaws.com",
		"BUCKET_REGIONAL": bucket + ".s3.eu-central-1.amazonaws.com", "CIDR": "10.1.0.0/16", "SECOND": "10.1.1.0/24",
		"ZONE": "eu-central-1a", "DEFAULTED": "standard", "DOMAIN": "log-in",
	} {
		if got := f.Environment[name]; got != text {
			t.Errorf("%s is %q, want %q", name, got, text)
		}
	}
	for name, prefix := range map[string]string{
		"KEY": "arn:aws:kms:eu-central-1:111122223333:key/", "STREAM": "arn:aws:kinesis:eu-central-1:111122223333:stream/Values-",
	} {
		if got := f.Environment[name]; !strings.HasPrefix(got, prefix) {
			t.Errorf("%s is %q, want %s...", name, got, prefix)
		}
	}
	if v := f.Version("live"); v != "1" {
		t.Errorf("alias live leads to version %s", v)
	}
}

func TestFunctionsOfValues(t *testing.T) {
	template := object{
		"Mappings": object{"M": object{"k": object{"l": "found"}}},
		"Resources": object{
			"P": object{"Type": "AWS::SSM::Parameter", "Properties": object{"Name": "/p", "Value": "one,two"}},
			"B": object{"Type": "AWS::S3::Bucket"},
			"X": object{"Type": "Custom::Thing"},
		},
		"Parameters": object{"L": object{"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/p"}},
	}
	tests := []struct {
		in               any
		want, unresolved string
	}{
		{in: "{{resolve:ssm:/p}} and {{resolve:ssm:/p:3}}", want: "one,two and one,two"},
		{in: "{{resolve:ssm:/q}}", unresolved: "{{resolve:ssm:/q}}"},
		{in: object{"Fn::Sub": "{{resolve:secretsmanager:${B}:SecretString:x}}"}, unresolved: "{{resolve:secretsmanager:s-b:SecretString:x}}"},
		{in: object{"Fn::Select": list{1, object{"Ref": "L"}}}, want: "two"},
		{in: object{"Fn::Select": list{3, object{"Fn::Cidr": list{"10.0.0.0/16", 4, 8}}}}, want: "10.0.3.0/24"},
		{in: object{"Fn::Select": list{1, object{"Fn::Cidr": list{"2001:db8::/56", 2, 64}}}}, want: "2001:db8:0:1::/64"},
		{in: object{"Fn::Cidr": list{"10.0.0.0/24", 300, 2}}, unresolved: "not a number from 1 to 256"},
		{in: object{"Fn::Cidr": list{"10.0.0.0/24", 8, 6}}, unresolved: "does not hold 8 blocks"},
		{in: object{"Fn::Cidr": list{"10.0.0.0/24", 1, 9}}, unresolved: "do not fit"},
		{in: object{"Fn::FindInMap": list{"M", "k", "l", object{"DefaultValue": object{"Fn::GetAtt": list{"X", "Y"}}}}}, want: "found"},
		{in: object{"Fn::FindInMap": list{"M", "z", "l", object{"DefaultValue": "other"}}}, want: "other"},
		{in: object{"Fn::Join": list{",", object{"Fn::GetAZs": "us-west-2"}}}, want: "us-west-2a,us-west-2b,us-west-2c"},
	}
	values := object{}
	for i, test := range tests {
		values[string(rune('A'+i))] = test.in
	}
	f := evaluated(t, template, values)
	for i, test := range tests {
		name := string(rune('A' + i))
		if got := f.Environment[name]; got != test.want {
			t.Errorf("%v: got %q, want %q (%s)", test.in, got, test.want, f.Unresolved[name])
		}
		if got := f.Unresolved[name]; !strings.Contains(got, test.unresolved) || (got == "") != (test.unresolved == "") {
			t.Errorf("%v: reason %q, want %q", test.in, got, test.unresolved)
		}
	}
}

// What is wrong in an assembly stops only what it is part of.
func TestBadPartsDoNotStopTheRest(t *testing.T) {
	code := func(key string) object {
		return object{"Type": "AWS::Lambda::Function", "Properties": object{"Runtime": "python3.13", "Handler": "x.y", "Code": object{"S3Key": key}}}
	}
	layer := object{"Type": "AWS::Lambda::LayerVersion", "Properties": object{"Content": object{"S3Key": "text"}}}
	layered := code("good")
	layered["Properties"].(object)["Layers"] = list{object{"Ref": "Layer"}}
	dir := write(t, object{"Resources": object{
		"Missing": code("missing"), "Linked": code("linked"), "Text": code("text"), "Nowhere": code("nowhere"), "Good": code("good"),
		"Layer": layer, "Layered": layered,
		"Fn::ForEach::Topics": list{"Name", list{"a"}, object{}},
		"Big":                 object{"Type": "Custom::Big", "Properties": object{"Text": strings.Repeat("x", 1<<20)}},
	}})
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "asset.good"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "asset.linked")); err != nil {
		t.Skip(err)
	}
	put("asset.text", "no archive")
	put("manifest.json", `{"version": "54.0.0", "artifacts": {
		"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "S.json"}},
		"Gone": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "gone.json"}},
		"G.assets": {"type": "cdk:asset-manifest", "properties": {"file": "gone.assets.json"}},
		"S.assets": {"type": "cdk:asset-manifest", "properties": {"file": "S.assets.json"}}}}`)
	put("S.assets.json", `{"files": {
		"1": {"source": {"path": "asset.missing"}, "destinations": {"d": {"objectKey": "missing"}}},
		"2": {"source": {"path": "asset.linked"}, "destinations": {"d": {"objectKey": "linked"}}},
		"3": {"source": {"path": "asset.text"}, "destinations": {"d": {"objectKey": "text"}}},
		"4": {"source": {"path": "asset.good"}, "destinations": {"d": {"objectKey": "good"}}}}}`)
	app, err := assembly.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	want(t, app.Problems, "Gone: this stack is not served", "gone.assets.json", "S: its template is larger than 1 MB", "(Fn::ForEach) is not served")
	for name, reason := range map[string]string{
		"Missing": "missing from the assembly", "Linked": "is a link that leads out of the assembly", "Text": "neither a folder nor a .zip",
		"Nowhere": "not among the assets", "Layered": "its layer S/Layer is not available: its content is asset.text, which is neither a folder nor a .zip",
	} {
		want(t, functionOf(t, app, "S/"+name).Problems, reason)
	}
	if f := functionOf(t, app, "S/Good"); len(f.Problems) > 0 || f.Dir == "" {
		t.Errorf("%+v", f)
	}
}
