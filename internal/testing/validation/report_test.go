// What the CDK's validation says, read from the report beside the assembly.

package validation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// finding is one thing that the validation finds wrong with one construct.
type finding struct{ construct, rule, text string }

func (f finding) String() string { return fmt.Sprintf("%s: %s: %s", f.construct, f.rule, f.text) }

// readFindings returns the findings of an assembly. One without any has no
// report.
func readFindings(t *testing.T, assembly string) []finding {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(assembly, "validation-report.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		PluginReports []struct {
			Violations []struct {
				RuleName            string
				Description         string
				ViolatingConstructs []struct{ ConstructPath string }
			}
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	var all []finding
	for _, plugin := range report.PluginReports {
		for _, v := range plugin.Violations {
			if len(v.ViolatingConstructs) == 0 {
				all = append(all, finding{"", v.RuleName, v.Description})
			}
			for _, c := range v.ViolatingConstructs {
				all = append(all, finding{c.ConstructPath, v.RuleName, v.Description})
			}
		}
	}
	return all
}

// acceptance lets a finding stay.
type acceptance struct{ construct, rule, reason string }

// check fails the test for each finding that is not accepted, and for each
// acceptance that accepts nothing.
func check(t *testing.T, found []finding, accepted []acceptance) {
	t.Helper()
	used := map[acceptance]bool{}
next:
	for _, f := range found {
		for _, a := range accepted {
			if a.construct == f.construct && a.rule == f.rule {
				used[a] = true
				continue next
			}
		}
		t.Error(f)
	}
	for _, a := range accepted {
		if !used[a] {
			t.Errorf("nothing is found any more that is accepted: %s: %s: %s", a.construct, a.rule, a.reason)
		}
	}
}
