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

// ready is true once the sample's traces and routes are shown.
const ready = `document.querySelector("#grid .space .row") && document.querySelector(".route") && document.querySelector(".live.on")`

// panels are all that the page can show, with how to come there.
var panels = []struct {
	name string
	open func(p *browsertest.Page)
}{
	{"timeline", func(p *browsertest.Page) {}},
	{"ok", open("t000000")},
	{"refused", open("t000001")},
	{"error", open("t000002")},
	{"validation", open("t000003")},
	{"template", open("t000004")},
	{"no-route", open("t000005")},
	{"message", open("t000008")},
	{"request", func(p *browsertest.Page) {
		open("t000002")(p)
		p.ClickText("Request")
		p.WaitFor(`document.querySelector(".headers")`)
	}},
	{"response", func(p *browsertest.Page) { open("t000001")(p); p.ClickText("Response") }},
	{"logs-of-one", func(p *browsertest.Page) { open("t000002")(p); p.ClickText("Logs (2)") }},
	{"compose", func(p *browsertest.Page) {
		p.Eval(`[...document.querySelectorAll(".route-open")].find((el) => el.textContent.includes("functions/todos.Create")).click()`, nil)
		p.WaitFor(`document.querySelector(".chip")`)
	}},
	{"edit", func(p *browsertest.Page) {
		open("t000002")(p)
		p.Key("e")
		p.WaitFor(`document.querySelector("form.form")`)
	}},
	{"gotest", func(p *browsertest.Page) {
		open("t000000")(p)
		p.Key("g")
		p.WaitFor(`document.querySelector(".p-gotest .code")`)
	}},
	{"compare", func(p *browsertest.Page) {
		open("t000011")(p)
		p.ClickText("Compare with the run that it replays")
		p.WaitFor(`document.querySelector(".difference")`)
	}},
	{"socket", func(p *browsertest.Page) {
		p.Key("w")
		p.ClickText("Connect")
		p.WaitFor(`document.querySelectorAll(".frame").length >= 5`)
	}},
	{"replays", func(p *browsertest.Page) {
		p.Click("#open-replays")
		p.ClickText("Replay and compare")
		p.WaitFor(`document.querySelector(".replay")`)
	}},
	{"problems", func(p *browsertest.Page) {
		p.Click("#open-problems")
		p.WaitFor(`document.querySelector(".problem-text")`)
	}},
	{"faults", func(p *browsertest.Page) {
		p.Click("#open-faults")
		p.Click("#fault-throttle-1")
		p.WaitFor(`document.querySelector("#fault-throttle-1[aria-checked=true]")`)
	}},
	{"logs", func(p *browsertest.Page) { p.Click("#open-logs"); p.WaitFor(`document.querySelector(".log-text")`) }},
	{"help", func(p *browsertest.Page) { p.Key("?"); p.WaitFor(`document.querySelector("dialog[open]")`) }},
}

// open opens a trace by its address.
func open(id string) func(*browsertest.Page) {
	return func(p *browsertest.Page) {
		p.Eval(`location.hash = "`+id+`"`, nil)
		p.WaitFor(`document.querySelector(".because")`)
	}
}

// In both themes, no panel has anything that axe-core finds. The themes differ in colours only.
func TestNothingIsInaccessible(t *testing.T) {
	for theme, rules := range map[string][]string{"light": nil, "dark": {"color-contrast"}} {
		t.Run(theme, func(t *testing.T) {
			f := newFake(t, 0)
			url := f.serve(t)
			p := browsertest.New(t)
			p.Theme(theme)
			p.Navigate(url)
			for _, panel := range panels {
				p.WaitFor(ready)
				panel.open(p)
				shot(t, p, panel.name+"-"+theme)
				for _, problem := range p.Axe(rules...) {
					t.Errorf("%s: %s", panel.name, problem)
				}
				p.Key("Escape")
				p.Key("Escape") // a field, then the panel
				p.WaitFor(`!document.querySelector("dialog[open]") && !document.querySelector(".with-detail")`)
			}
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}

// A place opens in the editor that was chosen, and is copied otherwise.
func TestPlacesLeadToTheEditor(t *testing.T) {
	p := browsertest.Open(t, newFake(t, 0).serve(t))
	p.WaitFor(ready)
	open("t000001")(p)
	p.AllowClipboard()
	p.Click(".because-where .source")
	p.WaitFor(`document.querySelector("#toast").textContent === "main.go:22 copied"`)
	p.Key("?")
	p.Choose("#help select", "vscode")
	p.Key("Escape")
	p.Reload()
	p.WaitFor(`document.querySelector(".because-where a.source")?.href === "vscode://file/home/dev/todo/main.go:22"`)
	p.WaitFor(`document.querySelector("a.route-place")?.href === "vscode://file/home/dev/todo/main.go:20"`)
}

func TestTheThemeIsTheSystemsOrTheOneThatWasChosen(t *testing.T) {
	p := browsertest.New(t)
	p.Theme("dark")
	p.Navigate(newFake(t, 0).serve(t))
	p.WaitFor(ready)
	background := func(want string) {
		t.Helper()
		p.WaitFor(`getComputedStyle(document.body).backgroundColor === "` + want + `"`)
	}
	const light, dark = "rgb(255, 255, 255)", "rgb(17, 18, 21)"
	background(dark)
	p.Click("#theme") // light
	background(light)
	p.Reload()
	p.WaitFor(ready)
	background(light)
	p.Click("#theme") // dark
	p.Click("#theme") // as the system
	p.Theme("light")
	background(light)
	p.Theme("dark")
	background(dark)
}
