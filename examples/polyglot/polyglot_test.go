// The application as "gatehouse dev" serves it, each function in its language.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

// installed is a project in which the AWS SDK is installed, as Lambda's runtimes
// bring it.
func installed(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for from, to := range map[string]string{
		"testdata/client-dynamodb.js": "node_modules/@aws-sdk/client-dynamodb/index.js",
		"testdata/boto3.py":           ".venv/lib/python3.13/site-packages/boto3.py",
	} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFunctionsShareATable(t *testing.T) {
	for _, program := range []string{"node", "python3"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	api := gatehousetest.Serve(t, polyglot, local.Config{Workers: 1, Project: installed(t), Environment: map[string]string{
		"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_ENDPOINT_URL_DYNAMODB": newDynamoDB(t),
	}}).API("Polyglot/Api")

	// Go keeps items.
	type item struct {
		ID, Name string
		Cents    int
	}
	var pot, cup item
	api.Do("POST", "/items", map[string]any{"name": "Tea pot <large>", "cents": 2950}).Status(201).JSON(&pot)
	api.Do("POST", "/items", map[string]any{"name": "Cup", "cents": 800}).Status(201).JSON(&cup)
	api.Do("POST", "/items", map[string]any{"cents": 1}).Status(400)
	api.Do("GET", "/items/none", nil).Status(404)

	// TypeScript finds them.
	var found []item
	api.Do("GET", "/search", nil).Status(200).JSON(&found)
	if len(found) != 2 || found[0] != cup || found[1] != pot {
		t.Errorf("found %+v, want %+v and %+v", found, cup, pot)
	}
	var count struct{ Found int }
	api.Do("GET", "/search/TEA", nil).Status(200).JSON(&count)
	if count.Found != 1 {
		t.Errorf("found %d", count.Found)
	}
	label := api.Do("GET", "/labels/"+pot.ID, nil).Status(200)
	if !strings.Contains(label.Text, ">Tea pot &lt;large><") || !strings.Contains(label.Text, ">29.50<") || label.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("%v %s", label.Header, label.Text)
	}
	api.Do("GET", "/labels/none", nil).Status(404)

	// Python adds them up.
	var report struct{ Items, Cents int }
	api.Do("GET", "/report", nil).Status(200).JSON(&report)
	if report.Items != 2 || report.Cents != 3750 {
		t.Errorf("%+v", report)
	}
}

func TestOneFunctionForEachSource(t *testing.T) {
	template := gatehousetest.Synth(t, polyglot).Template("Polyglot")
	template.ResourceCountIs(jsii.String("AWS::Lambda::Function"), jsii.Number(4))
	for runtime, n := range map[string]float64{"provided.al2023": 1, "nodejs24.x": 2, "python3.14": 1} {
		template.ResourcePropertiesCountIs(jsii.String("AWS::Lambda::Function"), map[string]any{"Runtime": runtime}, jsii.Number(n))
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, polyglot) }
