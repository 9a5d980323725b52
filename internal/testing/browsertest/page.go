// A page: what a user does with it, and what they see.

package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a page may take to become what a test waits for.
const patience = time.Minute

// Page is a page of its own: without the cookies and storage of others. Its methods
// end the test if they fail.
type Page struct {
	t       *testing.T
	browser *chromium
	session string
	context string

	mu       sync.Mutex
	problems []string
	listener func(method string, params json.RawMessage)
}

type object = map[string]any

// Open opens an address in a page, which is closed when the test ends.
func Open(t *testing.T, url string) *Page {
	t.Helper()
	p := New(t)
	p.Navigate(url)
	return p
}

// New makes an empty page, to be set up before it is sent somewhere.
func New(t *testing.T) *Page {
	t.Helper()
	p := &Page{t: t, browser: browser(t)}
	var context struct{ BrowserContextID string }
	p.must(p.browser.call("", "Target.createBrowserContext", object{}, &context))
	var target struct{ TargetID string }
	p.must(p.browser.call("", "Target.createTarget", object{"url": "about:blank", "browserContextId": context.BrowserContextID}, &target))
	var session struct{ SessionID string }
	p.must(p.browser.call("", "Target.attachToTarget", object{"targetId": target.TargetID, "flatten": true}, &session))
	p.session, p.context = session.SessionID, context.BrowserContextID
	p.browser.mu.Lock()
	p.browser.pages[p.session] = p.hear
	p.browser.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.Command(domain+".enable", object{}, nil)
	}
	t.Cleanup(func() {
		p.browser.mu.Lock()
		delete(p.browser.pages, p.session)
		p.browser.mu.Unlock()
		p.browser.call("", "Target.disposeBrowserContext", context, nil)
	})
	return p
}

// Command sends a command of the DevTools protocol and decodes its result into out,
// unless that is nil.
func (p *Page) Command(method string, params, out any) {
	p.t.Helper()
	p.must(p.browser.call(p.session, method, params, out))
}

// Listen hands on the events of the DevTools protocol. f must not call the page.
func (p *Page) Listen(f func(method string, params json.RawMessage)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listener = f
}

func (p *Page) must(err error) {
	if err != nil {
		p.t.Helper()
		p.t.Fatal(err)
	}
}

// hear notes what goes wrong in the page.
func (p *Page) hear(m message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		p.listener(m.Method, m.Params)
	}
	switch m.Method {
	case "Runtime.exceptionThrown":
		var e struct {
			ExceptionDetails struct {
				Text      string
				URL       string
				Line      int `json:"lineNumber"`
				Exception struct{ Description string }
			}
		}
		json.Unmarshal(m.Params, &e)
		d := e.ExceptionDetails
		p.problems = append(p.problems, fmt.Sprintf("%s:%d: %s %s", d.URL, d.Line+1, d.Text, d.Exception.Description))
	case "Log.entryAdded":
		var e struct {
			Entry struct{ Level, Source, Text, URL string }
		}
		json.Unmarshal(m.Params, &e)
		if e.Entry.Level == "error" {
			p.problems = append(p.problems, e.Entry.Source+": "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// Problems returns what has gone wrong in the page so far: exceptions, what the
// Content-Security-Policy blocked, files that could not be loaded.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// Navigate goes to an address and waits until it is loaded.
func (p *Page) Navigate(url string) {
	p.t.Helper()
	var result struct{ ErrorText string }
	p.Command("Page.navigate", object{"url": url}, &result)
	if result.ErrorText != "" {
		p.t.Fatalf("%s: %s", url, result.ErrorText)
	}
	p.WaitFor(`document.readyState === "complete" && location.href !== "about:blank"`)
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.Eval("window.before = true; location.reload()", nil)
	p.WaitFor(`!window.before && document.readyState === "complete"`)
}

// evaluate runs an expression, waits for a promise, and returns its value as JSON.
func (p *Page) evaluate(expression string) (json.RawMessage, error) {
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := p.browser.call(p.session, "Runtime.evaluate", object{
		"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
		"allowUnsafeEvalBlockedByCSP": false,
	}, &answer)
	if err == nil && answer.ExceptionDetails != nil {
		err = fmt.Errorf("%s: %s %s", expression, answer.ExceptionDetails.Text, answer.ExceptionDetails.Exception.Description)
	}
	return answer.Result.Value, err
}

// Eval decodes the value of an expression, or of the promise that it is, into out,
// unless that is nil.
func (p *Page) Eval(expression string, out any) {
	p.t.Helper()
	value, err := p.evaluate(expression)
	p.must(err)
	if out != nil && len(value) > 0 {
		if err := json.Unmarshal(value, out); err != nil {
			p.t.Fatalf("%s: %v: %s", expression, err, value)
		}
	}
}

// Text returns the text of the first element of a selector.
func (p *Page) Text(selector string) (text string) {
	p.t.Helper()
	p.WaitFor(exists(selector))
	p.Eval("document.querySelector("+quote(selector)+").textContent", &text)
	return text
}

// WaitFor waits until an expression is true.
func (p *Page) WaitFor(expression string) {
	p.t.Helper()
	var value json.RawMessage
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
		if value, err = p.evaluate("Boolean(" + expression + ")"); err == nil && string(value) == "true" {
			return
		}
	}
	var body json.RawMessage
	body, _ = p.evaluate("document.body?.innerText.slice(0, 3000)")
	p.t.Fatalf("in vain: %s (%v)\nproblems: %q\n%s", expression, err, p.Problems(), strings.ReplaceAll(string(body), `\n`, "\n"))
}

func quote(s string) string {
	text, _ := json.Marshal(s) // a string always can be written
	return string(text)
}

func exists(selector string) string { return "document.querySelector(" + quote(selector) + ")" }

// Click clicks the middle of the first element of a selector, with the mouse.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.WaitFor(exists(selector))
	p.clickOn(exists(selector))
}

// ClickText clicks the first button, link, tab or label that has a text, exactly.
func (p *Page) ClickText(text string) {
	p.t.Helper()
	found := `[...document.querySelectorAll("button, a, [role=tab], label")]
		.find((el) => el.textContent.trim() === ` + quote(text) + ` && el.offsetParent !== null)`
	p.WaitFor(found)
	p.clickOn(found)
}

func (p *Page) clickOn(element string) {
	p.t.Helper()
	var at struct{ X, Y float64 }
	p.Eval(`(() => { const el = `+element+`; el.scrollIntoView({block: "nearest"}); const r = el.getBoundingClientRect();
		return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()`, &at)
	for _, kind := range []string{"mouseMoved", "mousePressed", "mouseReleased"} {
		p.Command("Input.dispatchMouseEvent", object{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// Type replaces what a field holds by a text, as if it were typed.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.WaitFor(exists(selector))
	p.Eval(`(() => { const el = `+exists(selector)+`; el.focus(); el.select(); })()`, nil)
	if text == "" {
		p.Key("Delete")
		return
	}
	p.Command("Input.insertText", object{"text": text}, nil)
	p.Eval(exists(selector)+`.dispatchEvent(new Event("change", {bubbles: true}))`, nil)
}

// Choose chooses an option of a select by its value.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	p.WaitFor(exists(selector))
	p.Eval(`(() => { const el = `+exists(selector)+`; el.value = `+quote(value)+`;
		el.dispatchEvent(new Event("change", {bubbles: true})); })()`, nil)
}

// codes are the keys that have no character.
var codes = map[string]int{
	"Tab": 9, "Enter": 13, "Escape": 27, "End": 35, "Home": 36,
	"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Delete": 46,
}

// Key presses a key: a character, or a name such as ArrowDown.
func (p *Page) Key(key string) {
	p.t.Helper()
	down := object{"type": "keyDown", "key": key}
	if code, ok := codes[key]; ok {
		down["windowsVirtualKeyCode"] = code
		if key == "Enter" {
			down["text"] = "\r"
		}
	} else {
		down["text"] = key
	}
	p.Command("Input.dispatchKeyEvent", down, nil)
	p.Command("Input.dispatchKeyEvent", object{"type": "keyUp", "key": key, "windowsVirtualKeyCode": codes[key]}, nil)
}

// Theme makes the system's theme "dark" or "light".
func (p *Page) Theme(theme string) {
	p.t.Helper()
	p.Command("Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": theme}}}, nil)
}

// Screenshot returns a picture of what is in sight, as PNG.
func (p *Page) Screenshot() []byte {
	p.t.Helper()
	var shot struct{ Data []byte }
	p.Command("Page.captureScreenshot", object{"format": "png"}, &shot)
	return shot.Data
}

// AllowClipboard lets the page read and write the clipboard.
func (p *Page) AllowClipboard() {
	p.t.Helper()
	p.must(p.browser.call("", "Browser.grantPermissions", object{
		"browserContextId": p.context, "permissions": []string{"clipboardReadWrite", "clipboardSanitizedWrite"},
	}, nil))
}

// AllowDownloads makes downloads of the page files of a folder.
func (p *Page) AllowDownloads(dir string) {
	p.t.Helper()
	p.must(p.browser.call("", "Browser.setDownloadBehavior", object{
		"behavior": "allow", "browserContextId": p.context, "downloadPath": dir,
	}, nil))
}
