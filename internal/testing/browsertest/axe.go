// Accessibility: what axe-core finds in a page.

package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// axeFile is where "npm install" puts axe-core, below the folder of go.mod.
const axeFile = "node_modules/axe-core/axe.min.js"

// Axe returns what axe-core finds in the page: what is wrong, and where. Rules are
// those to check; without any, all are. Where axe-core is not installed the test is
// skipped; with GATEHOUSE_BROWSER=required it fails.
func (p *Page) Axe(rules ...string) []string {
	p.t.Helper()
	dir, err := os.Getwd()
	p.must(err)
	for ; !isFile(filepath.Join(dir, "go.mod")); dir = filepath.Dir(dir) {
		if dir == filepath.Dir(dir) {
			p.t.Fatal("the test is not below a go.mod")
		}
	}
	script, err := os.ReadFile(filepath.Join(dir, axeFile))
	if err != nil && os.Getenv("GATEHOUSE_BROWSER") != "required" {
		p.t.Skip("axe-core is not installed (npm install)")
	}
	p.must(err)
	// Evaluated beside the page's own scripts, which the page's policy does not concern.
	p.Eval("window.axe ? null : (() => {"+string(script)+"; return null; })()", nil)
	var found []struct {
		ID, Help string
		Nodes    []struct {
			HTML           string
			FailureSummary string
		}
	}
	options := object{"resultTypes": []string{"violations"}}
	if len(rules) > 0 {
		options["runOnly"] = rules
	}
	text, err := json.Marshal(options)
	p.must(err)
	p.Eval("axe.run(document, "+string(text)+").then((r) => r.violations)", &found)
	var problems []string
	for _, violation := range found {
		for _, node := range violation.Nodes {
			problems = append(problems, fmt.Sprintf("%s: %s\n%.300s\n%s", violation.ID, violation.Help, node.HTML, node.FailureSummary))
		}
	}
	return problems
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
