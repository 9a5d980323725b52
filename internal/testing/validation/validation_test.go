// Golden templates and examples pass the CDK's own validation of templates.

package validation

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"golang.org/x/mod/semver"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/cdkversion"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

const (
	root   = "../../.."
	strict = "@aws-cdk/core:validateAgainstDefaultRules" // findings are errors
)

func TestMain(m *testing.M) {
	os.Setenv("CDK_VALIDATION", "true") // whatever it is outside; "false" alone turns it off
	synthtest.Main(m)
}

// required skips the test on a CDK that has no validation.
func required(t *testing.T) {
	t.Helper()
	if version := synthtest.CDKVersion(t); semver.Compare(version, "v2.262.1") < 0 {
		if os.Getenv("GATEHOUSE_VALIDATION") == "required" {
			t.Fatalf("the CDK is %s, which has no validation", version)
		}
		t.Skipf("the CDK is %s: the validation came with v2.262.1", version)
	}
}

// Stand-ins of tests whose form the validation knows better.
var acceptedInGoldens = []acceptance{
	{"httpapi/integration-alb/Alb16C2F182", "E3680", "a VPC of one zone keeps the template short"},
	{"httpapi/integration-kinesis/Clicks81B5095A", "E1028", "the CDK's condition is in the template, but not in what is checked here: its resources"},
	{"restapi/more-services/Stream790BDEE4", "E1028", "the CDK's condition is in the template, but not in what is checked here: its resources"},
	{"restapi/vpc/AlbSecurityGroup580F65A6", "E1151", "an id made up for an imported VPC"},
	{"restapi/vpc/ApiVpcLinkVpcAccess7A03D5BF", "E1151", "an id made up for an imported VPC"},
	{"restapi/vpc/Alb16C2F182", "E1154", "an id made up for an imported subnet"},
}

func TestGoldenTemplates(t *testing.T) {
	required(t)
	var files []string
	for _, pattern := range []string{"*/testdata/golden/*.json", "constructs/*/testdata/golden/*.json"} {
		some, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, some...)
	}
	if len(files) < 70 {
		t.Fatalf("found %d golden templates, want 70 or more", len(files))
	}
	templates := map[string]synthtest.Template{}
	for _, file := range files {
		name := strings.TrimSuffix(strings.Replace(strings.TrimPrefix(filepath.ToSlash(file), root+"/"), "/testdata/golden", "", 1), ".json")
		if strings.Contains(name, "@") && !strings.HasSuffix(name, "@"+cdkversion.Newest) {
			t.Errorf("%s is of no version that is tested", file)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var template synthtest.Template
		if err := json.Unmarshal(text, &template); err != nil {
			t.Fatal(err)
		}
		templates[name] = template
	}
	templates["restapi/large-definition"] = largeDefinition(t)
	check(t, validate(t, templates), acceptedInGoldens)
}

// largeDefinition is a template with a definition that is a text, too large for a
// golden file.
func largeDefinition(t *testing.T) synthtest.Template {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{Definition: true, AllowFrom: []restapi.Source{restapi.IPs("203.0.113.0/24")}})
	for i := range 800 {
		api.Handle(restapi.Route{Key: fmt.Sprintf("GET /things%d/{id}", i), Integration: integrations.URL("https://a.example.com/{id}", nil)})
	}
	template := synthtest.Synth(t, stack)
	if body := fmt.Sprint(template.Only(t, "AWS::ApiGateway::RestApi").Properties["Body"]); !strings.HasPrefix(body, "map[Fn::Sub:") {
		t.Errorf("the definition is not a text: %.100s", body)
	}
	return template
}

// A validation that checks nothing would find nothing either.
func TestWrongTemplatesAreFound(t *testing.T) {
	required(t)
	found := validate(t, map[string]synthtest.Template{"wrong": {Resources: map[string]synthtest.Resource{
		"Api":   {Type: "AWS::ApiGatewayV2::Api", Properties: map[string]any{"Nmae": "typo", "ProtocolType": "HTTP"}},
		"Route": {Type: "AWS::ApiGatewayV2::Route", Properties: map[string]any{"RouteKey": "GET /"}},
	}}})
	for _, construct := range []string{"wrong/Api", "wrong/Route"} {
		if !slices.ContainsFunc(found, func(f finding) bool { return f.construct == construct }) {
			t.Errorf("nothing is found wrong with %s: %v", construct, found)
		}
	}
}

// validate synthesises templates as stacks of one application.
func validate(t *testing.T, templates map[string]synthtest.Template) []finding {
	t.Helper()
	out := t.TempDir()
	app := awscdk.NewApp(&awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(out), Context: &map[string]any{strict: true},
	})
	for i, name := range slices.Sorted(maps.Keys(templates)) {
		stack := awscdk.NewStack(app, jsii.String(strings.NewReplacer("/", "|").Replace(name)), &awscdk.StackProps{
			StackName: jsii.Sprintf("Stack%d", i), Synthesizer: awscdk.NewLegacyStackSynthesizer(),
		})
		for id, r := range templates[name].Resources {
			c := awscdk.NewCfnResource(stack, jsii.String(id), &awscdk.CfnResourceProps{Type: jsii.String(r.Type), Properties: &r.Properties})
			c.OverrideLogicalId(jsii.String(id))
			if len(r.DependsOn) > 0 {
				c.AddOverride(jsii.String("DependsOn"), r.DependsOn)
			}
		}
	}
	failed := synthFails(app)
	found := readFindings(t, out)
	if failed != "" && len(found) == 0 {
		t.Fatal(failed)
	}
	for i := range found {
		found[i].construct = strings.NewReplacer("|", "/", "@"+cdkversion.Newest, "").Replace(found[i].construct)
	}
	return found
}

func synthFails(app awscdk.App) (why string) {
	defer func() {
		if r := recover(); r != nil {
			why = fmt.Sprint(r)
		}
	}()
	app.Synth(nil)
	return ""
}

// What examples do on purpose.
var acceptedInExamples = map[string][]acceptance{}

func TestExamples(t *testing.T) {
	required(t)
	files, err := filepath.Glob(filepath.Join(root, "examples/*/cdk.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Fatalf("found %d examples, want 5 or more", len(files))
	}
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			out := t.TempDir()
			cmd := exec.Command("go", append(append([]string{"run"}, strings.Fields(os.Getenv("GATEHOUSE_CDK"))...), ".")...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "CDK_OUTDIR="+out, `CDK_CONTEXT_JSON={"`+strict+`":true,"aws:cdk:bundling-stacks":[]}`)
			output, err := cmd.CombinedOutput()
			found := readFindings(t, out)
			if err != nil && len(found) == 0 {
				t.Fatalf("%v\n%s", err, output)
			}
			check(t, found, acceptedInExamples[filepath.Base(dir)])
		})
	}
}
