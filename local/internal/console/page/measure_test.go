// Ten thousand requests: few elements, and figures for those who ask.

package page

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

const many = 10_000

func TestTenThousandRequestsAreFewElements(t *testing.T) {
	f := newFake(t, many)
	p := browsertest.Open(t, f.serve(t))
	p.WaitFor(`document.querySelector("#tally").textContent === "10,000 requests"`)
	check := func(where, expression string) {
		t.Helper()
		p.WaitFor(expression)
		var rows int
		if p.Eval(`document.querySelectorAll("#grid .space .row").length`, &rows); rows > 100 {
			t.Errorf("%s: there are %d rows", where, rows)
		}
	}
	const shown = `[...document.querySelectorAll("#grid .space .row:not([hidden])")]`
	check("at the top", shown+`.some((row) => row.getAttribute("aria-rowindex") === "2")`)
	p.Eval(`document.querySelector(".scroller").scrollTop = 150000`, nil)
	check("in the middle", shown+`.some((row) => row.getAttribute("aria-rowindex") === "5002")`)
	p.Eval(`document.querySelector("#grid").focus()`, nil)
	p.Key("End")
	check("at the end", `document.querySelector(".chosen")?.getAttribute("aria-rowindex") === "10001"`)
	p.Type("#search", "status:403")
	check("filtered", `document.querySelector("#tally").textContent === "834 of 10,000 requests"`)
	// What is looked at stays where it is when something new comes.
	p.Type("#search", "")
	p.Eval(`document.querySelector(".scroller").scrollTop = 3000`, nil)
	p.WaitFor(shown + `.some((row) => row.getAttribute("aria-rowindex") === "102")`)
	f.send("trace", map[string]any{
		"id": "z", "kind": "http", "outcome": "ok", "start": "2027-01-01T00:00:00Z", "method": "GET", "path": "/z", "status": 200,
	})
	p.WaitFor(`document.querySelector("#newer").textContent === "1 newer request above"`)
	p.WaitFor(`document.querySelector(".scroller").scrollTop === 3030`)
}

// With GATEHOUSE_MEASURE naming a folder, first paint and scrolling are measured and
// logged, and Chromium's own trace of the scrolling is kept there.
func TestMeasure(t *testing.T) {
	dir := os.Getenv("GATEHOUSE_MEASURE")
	if dir == "" {
		t.Skip("measures; only with GATEHOUSE_MEASURE=FOLDER in the environment")
	}
	url := newFake(t, many).serve(t)
	for range 5 {
		p := browsertest.Open(t, url)
		var paint map[string]float64
		p.WaitFor(`performance.getEntriesByName("first-contentful-paint").length`)
		p.WaitFor(`document.querySelector("#tally").textContent === "10,000 requests"`)
		p.Eval(`Object.fromEntries(performance.getEntriesByType("paint").map((e) => [e.name, e.startTime])
			.concat([["domContentLoaded", performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]]))`, &paint)
		t.Logf("ms after navigation: %v", paint)
	}
	p := browsertest.Open(t, url)
	p.WaitFor(`document.querySelector("#tally").textContent === "10,000 requests"`)
	var mu sync.Mutex
	var events []json.RawMessage
	ended := make(chan bool, 1)
	p.Listen(func(method string, params json.RawMessage) {
		var data struct{ Value []json.RawMessage }
		switch method {
		case "Tracing.dataCollected":
			json.Unmarshal(params, &data)
			mu.Lock()
			events = append(events, data.Value...)
			mu.Unlock()
		case "Tracing.tracingComplete":
			ended <- true
		}
	})
	p.Command("Tracing.start", map[string]any{"traceConfig": map[string]any{
		"includedCategories": []string{"devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing", "toplevel"},
	}}, nil)
	var frames map[string]any
	p.Eval(scrolling, &frames)
	p.Command("Tracing.end", map[string]any{}, nil)
	<-ended
	mu.Lock()
	defer mu.Unlock()
	file, err := json.Marshal(map[string]any{"traceEvents": events})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scrolling.json"), file, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("scrolling, ms between frames: %v", frames)
	t.Logf("CPU ms of the page's main thread a frame, of %d events: %v", len(events), byName(events, frames["frames"].(float64)))
}

// scrolling goes from the newest to the oldest, 2,500 pixels a frame: all rows are new in each.
const scrolling = `new Promise((done) => {
	const box = document.querySelector(".scroller"), gaps = [];
	let before = performance.now();
	const step = (now) => {
		gaps.push(now - before);
		before = now;
		box.scrollTop += 2500;
		if (box.scrollTop + box.clientHeight < box.scrollHeight - 1) return requestAnimationFrame(step);
		gaps.sort((a, b) => a - b);
		const at = (q) => Math.round(gaps[Math.floor((gaps.length - 1) * q)] * 10) / 10;
		done({frames: gaps.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1)});
	};
	requestAnimationFrame(step);
})`

// byName says how much of the CPU a frame took for what a page's main thread does.
// It hardly depends on what else the machine does.
func byName(events []json.RawMessage, frames float64) map[string]float64 {
	sums := map[string]float64{}
	for _, raw := range events {
		var e struct {
			Name string
			Ph   string
			CPU  float64 `json:"tdur"` // µs
		}
		if json.Unmarshal(raw, &e) != nil || e.Ph != "X" {
			continue
		}
		switch e.Name {
		case "FunctionCall", "FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit", "MinorGC", "MajorGC":
			sums[e.Name] += e.CPU / 1000 / frames
		}
	}
	return sums
}
