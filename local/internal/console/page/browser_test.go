// The page in Chromium, with sample answers.

package page

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

// shot keeps a picture for people to look at, if GATEHOUSE_SHOTS names a folder.
func shot(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), p.Screenshot(), 0o644); err != nil {
		t.Error(err)
	}
}

func TestShots(t *testing.T) {
	f := newFake(t, 40)
	url := f.serve(t)
	for _, theme := range []string{"light", "dark"} {
		p := browsertest.New(t)
		p.Theme(theme)
		p.Navigate(url)
		p.WaitFor(`document.querySelector("#grid .space .row")`)
		shot(t, p, "timeline-"+theme)
		p.Navigate(url + "/#t000001")
		p.Eval("location.reload()", nil)
		p.WaitFor(`document.querySelector(".decided")`)
		shot(t, p, "refused-"+theme)
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	}
}
