// Documents and clients of an application, as the commands print them.

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The documents and clients in the folder of the example are those that the
// commands make of it. UPDATE=1 writes them.
func TestTheLibraryHasItsDocumentsAndClients(t *testing.T) {
	const app = "../../examples/library"
	assembly := filepath.Join(t.TempDir(), "cdk.out")
	context, err := json.Marshal(documentContext())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = app
	cmd.Env = append(os.Environ(), "CDK_OUTDIR="+assembly, "CDK_VALIDATION=false", "CDK_CONTEXT_JSON="+string(context))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, args := range map[string][]string{
		"openapi.json": {"openapi", "--api", "Library/Api"}, "live.asyncapi.json": {"openapi", "--api", "Library/Live"},
		"client/client.go": {"client", "--lang", "go"}, "web/client.ts": {"client", "--lang", "typescript"},
	} {
		var out, problems bytes.Buffer
		if code := run(append(args, "--assembly", assembly), &out, &problems); code != 0 || problems.Len() > 0 {
			t.Errorf("%q: %d, %s", args, code, problems.String())
			continue
		}
		file := filepath.Join(app, name)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, out.Bytes()) {
			t.Errorf("%s is not what the application gives (UPDATE=1 writes it): %v", name, err)
		}
	}
}
