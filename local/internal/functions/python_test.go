// Functions in Python: which interpreter runs them, and why none does.

package functions_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
)

// pythonFunction writes a function's code, {program} in it being the interpreter
// of the tests.
func pythonFunction(t *testing.T, path, runtime string, files map[string]string) *assembly.Function {
	t.Helper()
	by, err := python.InPath("")
	if err != nil {
		t.Skip("no Python on this machine")
	}
	dir := t.TempDir()
	for name, text := range files {
		text = strings.ReplaceAll(text, "{program}", filepath.ToSlash(by.Program))
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return &assembly.Function{Path: path, Runtime: runtime, Dir: dir, Handler: "f.index", Timeout: 20e9}
}

func TestFunctionsInPython(t *testing.T) {
	const code = "import sys\ndef index(event, context):\n    return sys.executable\n"
	defs := []*assembly.Function{
		pythonFunction(t, "App/Built", "python3.99", map[string]string{"f.py": code, python.HostFile: `{"program": "{program}"}`}),
		pythonFunction(t, "App/Foreign", "python3.99", map[string]string{"f.py": code}),
		pythonFunction(t, "App/Lacking", "python3.99", map[string]string{"f.py": code, python.HostFile: `{"reason": "function f: no wheel of x"}`}),
		pythonFunction(t, "App/Compiled", "python3.99", map[string]string{"f.py": code, "native.cpython-399-x86_64-linux-gnu.so": "x"}),
	}
	var log strings.Builder
	set, err := functions.New(functions.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	set.Load(defs)
	if got := strings.Count(log.String(), "functions for python3.99 run on Python"); got != 1 {
		t.Errorf("that the version differs is said %d times:\n%s", got, log.String())
	}
	for i, def := range defs {
		answer, err := set.Invoke(t.Context(), functions.Call{Function: def, Event: []byte("{}")})
		unable, refused := errors.AsType[*functions.Unable](err)
		switch want := []string{"", "", "App/Lacking: function f: no wheel of x", "App/Compiled: its package native.cpython-399-x86_64-linux-gnu.so is made for Lambda"}[i]; {
		case want == "" && err != nil:
			t.Errorf("%s: %v", def.Path, err)
		case want == "" && !strings.Contains(string(answer.Payload), "python"):
			t.Errorf("%s: %s", def.Path, answer.Payload)
		case want != "" && (!refused || !strings.HasPrefix(unable.Reason, want)):
			t.Errorf("%s: %v, want %s", def.Path, err, want)
		}
	}
}

func TestWithoutPython(t *testing.T) {
	def := pythonFunction(t, "App/F", "python3.13", map[string]string{"f.py": ""})
	t.Setenv("PATH", t.TempDir())
	set, err := functions.New(functions.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	set.Load([]*assembly.Function{def})
	if got, want := set.Reason(def), "App/F: its runtime needs python3, which is not in PATH"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
