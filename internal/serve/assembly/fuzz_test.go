// Templates that nobody would write.

package assembly_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// Whatever a template holds, reading it ends, and without a panic.
func FuzzTemplate(f *testing.F) {
	for _, name := range []string{"Plain", "Low", "Functions"} {
		text, err := os.ReadFile(filepath.Join("testdata", "plain.out", name+".template.json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"Resources":{"A":{"Type":"AWS::ApiGatewayV2::Api","Properties":{"Name":{"Fn::Sub":["${x}",{"x":{"Ref":"A"}}]}}}}}`))
	f.Add([]byte(`{"Conditions":{"A":{"Fn::Not":[{"Condition":"A"}]}},"Resources":{"R":{"Type":"AWS::ApiGatewayV2::Route","Condition":"A"}}}`))
	manifest := []byte(`{"artifacts":{"S":{"type":"aws:cloudformation:stack","properties":{"templateFile":"S.json"}}}}`)
	f.Fuzz(func(t *testing.T, template []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "manifest.json"), manifest, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "S.json"), template, 0o600); err != nil {
			t.Fatal(err)
		}
		app, err := assembly.Load(dir)
		if err == nil && app == nil {
			t.Error("neither an app nor an error")
		}
	})
}
