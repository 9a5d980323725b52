// Golden templates: what a stack becomes, on the oldest CDK and where the newest
// makes something else of it.

package synthtest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/cdkversion"
)

var update = flag.Bool("update", false, "write golden templates instead of comparing with them")

// Golden compares the template of a stack with testdata/golden/NAME.json. If the
// newest CDK gives another one by itself, that is NAME@VERSION.json; the logical
// ids of both are the same. With the flag -update it writes the file.
func Golden(t *testing.T, stack awscdk.Stack, name string) {
	t.Helper()
	got := goldenText(t, stack)
	base := filepath.Join("testdata", "golden", name+".json")
	own := filepath.Join("testdata", "golden", name+"@"+cdkversion.Newest+".json")
	file, isNewest := base, CDKVersion(t) == cdkversion.Newest
	if _, err := os.Stat(own); err == nil {
		sameIDs(t, base, own)
		if isNewest {
			file = own
		}
	}
	if *update {
		writeGolden(t, base, own, isNewest, got)
		return
	}
	compare(t, file, got)
}

// GoldenText compares a text with a file in testdata. With the flag -update it
// writes the file.
func GoldenText(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	compare(t, file, []byte(got))
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("differs from %s; look at the difference, then go test -update\n%s", file, firstDifference(string(want), string(got)))
	}
}

// writeGolden writes the template of a stack. One of the newest CDK that is the
// oldest one's too needs no file of its own.
func writeGolden(t *testing.T, base, own string, isNewest bool, got []byte) {
	t.Helper()
	file := base
	if before, err := os.ReadFile(base); isNewest && err == nil {
		if bytes.Equal(before, got) {
			os.Remove(own)
			return
		}
		file = own
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, got, 0o644); err != nil {
		t.Fatal(err)
	}
}

func goldenText(t *testing.T, stack awscdk.Stack) []byte {
	t.Helper()
	var template map[string]any
	if err := json.Unmarshal(render(t, stack), &template); err != nil {
		t.Fatal(err)
	}
	delete(template, "Parameters") // of the bootstrap stack's version, the same in each
	delete(template, "Rules")
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(template); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sameIDs checks that a change of the CDK's version replaces no resource.
func sameIDs(t *testing.T, a, b string) {
	t.Helper()
	var ids [2][]string
	for i, file := range []string{a, b} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var template Template
		if err := json.Unmarshal(text, &template); err != nil {
			t.Fatal(err)
		}
		ids[i] = slices.Sorted(maps.Keys(template.Resources))
	}
	if !slices.Equal(ids[0], ids[1]) {
		t.Errorf("logical ids of %s: %v, of %s: %v", a, ids[0], b, ids[1])
	}
}

// CDKVersion returns the version of the CDK that the test runs on, such as
// v2.260.0.
func CDKVersion(t testing.TB) string {
	t.Helper()
	version, err := cdkVersion()
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// The binary of a test does not say what it is built from, the assembly does.
var cdkVersion = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(dir)})
	awscdk.NewStack(app, jsii.String("Stack"), nil)
	app.Synth(nil)
	text, err := os.ReadFile(filepath.Join(dir, "tree.json"))
	if err != nil {
		return "", err
	}
	var file struct {
		Tree struct {
			ConstructInfo struct{ FQN, Version string }
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return "", err
	}
	if file.Tree.ConstructInfo.FQN != "aws-cdk-lib.App" {
		return "", fmt.Errorf("tree.json does not say which version of the CDK wrote it: %s", text)
	}
	return "v" + file.Tree.ConstructInfo.Version, nil
})

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d:\n- %s\n+ %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}
