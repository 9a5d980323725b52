// The documents of all examples, judged.

package oracles

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

const root = "../../.."

// document is a document of one API of an example.
type document struct{ app, api, version, file string }

// run runs a command in a folder; it must succeed.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s in %s: %v\n%s%s", name, strings.Join(args, " "), dir, err, out, problems.String())
	}
	return string(out)
}

// documents synthesises the examples and prints the documents of their HTTP and
// REST APIs in both versions.
func documents(t *testing.T) []document {
	t.Helper()
	temp := t.TempDir()
	command := filepath.Join(temp, "gatehouse")
	run(t, root, nil, "go", "build", "-o", command, "./cmd/gatehouse")
	apps, err := filepath.Glob(filepath.Join(root, "examples/*/cdk.json"))
	if err != nil || len(apps) < 6 {
		t.Fatalf("%q, %v", apps, err)
	}
	var all []document
	for _, app := range apps {
		dir := filepath.Dir(app)
		name := filepath.Base(dir)
		assembly := filepath.Join(temp, name)
		run(t, dir, []string{
			"CDK_OUTDIR=" + assembly, "CDK_VALIDATION=false", `CDK_CONTEXT_JSON={"aws:cdk:bundling-stacks":[],"gatehouse:documents":true}`,
		}, "go", "run", ".")
		var apis []struct{ Path, Kind string }
		if err := json.Unmarshal([]byte(run(t, dir, nil, command, "routes", "--json", "--assembly", assembly)), &apis); err != nil {
			t.Fatal(err)
		}
		for i, api := range apis {
			if api.Kind == "WEBSOCKET" {
				continue
			}
			for _, version := range []string{"3.1", "3.0"} {
				file := filepath.Join(temp, fmt.Sprintf("%s%d-%s.json", name, i, version))
				run(t, dir, nil, command, "openapi", "--assembly", assembly, "--api", api.Path, "--version", version, "-o", file)
				all = append(all, document{name, api.Path, version, file})
			}
		}
	}
	return all
}

// Whoever reads the documents of the examples finds nothing wrong with them.
func TestDocumentsOfTheExamples(t *testing.T) {
	all := documents(t)
	for _, d := range all {
		t.Run(strings.ReplaceAll(d.app+" "+d.api+" "+d.version, "/", "."), func(t *testing.T) {
			loader := openapi3.NewLoader()
			doc, err := loader.LoadFromFile(d.file)
			if err == nil {
				err = doc.Validate(loader.Context, openapi3.EnableExamplesValidation())
			}
			if err != nil {
				t.Errorf("kin-openapi: %v", err)
			}
			if d.version == "3.0" { // which is what both know best
				generated(t, d.file)
			}
		})
	}
	if len(all) < 12 {
		t.Errorf("only %d documents", len(all))
	}
}

// generated has both generators make code of a document, and compiles it.
func generated(t *testing.T, file string) {
	dir, err := os.MkdirTemp(".", "generated") // in this module, which has what the code imports
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for _, sub := range []string{"oapi", "ogen"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run(t, ".", nil, "go", "tool", "oapi-codegen", "-package", "oapi", "-generate", "types,client",
		"-o", filepath.Join(dir, "oapi", "oapi.go"), file)
	run(t, ".", nil, "go", "tool", "ogen", "--target", filepath.Join(dir, "ogen"), "--package", "ogen", "--clean", file)
	run(t, ".", nil, "go", "build", "./"+dir+"/...")
}

// A validator that finds nothing in anything would prove nothing.
func TestAWrongDocumentIsFound(t *testing.T) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData([]byte(`{"openapi": "3.1.0", "info": {"title": "x", "version": "1"},
		"paths": {"/a/{id}": {"get": {"operationId": "a", "responses": {}}}}}`))
	if err == nil {
		err = doc.Validate(loader.Context)
	}
	if err == nil {
		t.Error("a parameter of the path is not declared, and nobody says so")
	}
}
