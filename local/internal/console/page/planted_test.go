// Markup and scripts in everything that is shown: nothing runs, all of it is text.

package page

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

// planted would run if it became part of the page in any way: as markup, in an
// attribute, as an address.
const planted = `<script>window.ran=1</script><img src=x onerror="window.ran=2">"'><svg onload=window.ran=3>` + "\u202e\u0007"

// kept are the fields that the page itself goes by.
var kept = map[string]bool{
	"id": true, "kind": true, "event": true, "outcome": true, "start": true, "time": true, "since": true, "direction": true, "replayOf": true,
}

// plant puts it into every string of an answer, and a script's address into every URL.
func plant(value any) any {
	switch value := value.(type) {
	case string:
		if value == "" || strings.HasSuffix(value, planted) {
			return value // not there, or sent back by the page
		}
		return value + planted
	case []any:
		list := make([]any, len(value))
		for i, one := range value {
			list[i] = plant(one)
		}
		return list
	case []answers:
		list := make([]any, len(value))
		for i, one := range value {
			list[i] = plant(one)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for name, one := range value {
			switch {
			case kept[name]:
				object[name] = one
			case name == "url":
				object[name] = "javascript:window.ran=4//" + planted
			default:
				object[name] = plant(one)
			}
		}
		return object
	}
	return value
}

// strange is what should not be in the page: elements that it never makes, and
// attributes that run or lead to scripts.
const strange = `[...document.querySelectorAll("img, iframe, object, embed, main script, main style, dialog script")]
	.concat([...document.querySelectorAll("*")].filter((el) => [...el.attributes].some((a) => a.name.startsWith("on") ||
		["href", "src", "action", "formaction", "xlink:href"].includes(a.name) && /^\s*(javascript|data):/i.test(a.value))))
	.map((el) => el.outerHTML)`

func TestNothingThatIsShownRuns(t *testing.T) {
	f := newFake(t, 0)
	f.change = plant
	p := browsertest.Open(t, f.serve(t))
	seen := 0
	for _, panel := range panels {
		p.WaitFor(ready)
		panel.open(p)
		var ran, found any
		p.Eval("window.ran ?? null", &ran)
		p.Eval(strange, &found)
		if list, _ := found.([]any); ran != nil || len(list) > 0 {
			t.Errorf("%s: ran: %v; in the page: %.2000v", panel.name, ran, found)
		}
		var text string
		p.Eval(`document.querySelector("main").textContent`, &text)
		seen += strings.Count(text, `<script>window.ran=1</script>`)
		if strings.ContainsAny(text, "\u202e\u0007") {
			t.Errorf("%s: control characters are shown as they are", panel.name)
		}
		p.Key("Escape")
		p.Key("Escape")
		p.WaitFor(`!document.querySelector("dialog[open]") && !document.querySelector(".with-detail")`)
	}
	if seen < 500 {
		t.Errorf("only %d of what was planted is shown", seen)
	}
	f.send("problems", map[string]any{"synth": []any{map[string]any{"text": "broken"}}, "build": []any{}})
	f.send("trace", map[string]any{
		"id": "new", "kind": "http", "outcome": "refused", "start": "2026-11-28T09:50:00Z", "path": "/p", "reason": "r",
	})
	p.WaitFor(`document.querySelector("#tally").textContent === "13 requests"`)
	p.Click("#open-problems")
	p.WaitFor(`document.querySelector(".problem-text").textContent.includes("<script>")`)
	p.Eval("new Promise((done) => setTimeout(done, 100))", nil)
	var ran any
	if p.Eval("window.ran ?? null", &ran); ran != nil {
		t.Errorf("ran: %v", ran)
	}
	for _, problem := range p.Problems() {
		t.Error(problem) // what the policy had to block would be one
	}
}

// What the policy is for: should a string ever be parsed as HTML, the browser refuses.
func TestThePolicyRefusesMarkup(t *testing.T) {
	p := browsertest.Open(t, newFake(t, 0).serve(t))
	p.WaitFor(ready)
	var refused []bool
	p.Eval(`[() => document.body.innerHTML = "<b>x</b>", () => document.write("x"), () => new Function("return 1"), () => setTimeout("1")]
		.map((f) => { try { f(); return false; } catch { return true; } })`, &refused)
	for i, one := range refused {
		if !one {
			t.Errorf("way %d is open", i)
		}
	}
}
