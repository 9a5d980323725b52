// Recordings, the ring, listeners and secrets.

package trace_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// record records a request as a gateway does.
func record(c *trace.Recorder, id string, header http.Header, body []byte) *trace.Recording {
	r := c.Begin(id, trace.Request, time.Now())
	r.Of(&trace.API{Kind: "http", Path: "Todo/Api", Place: &trace.Place{File: "main.go", Line: 9}})
	r.Asked("POST", "127.0.0.1:3000", "/todos?x=1", header)
	r.AskedBody(body, int64(len(body)))
	r.Note(trace.Stage, "$default")
	r.Took(&trace.Route{Key: "POST /todos", Function: "Todo/F", Place: &trace.Place{File: "main.go", Line: 14}})
	call := r.Step(trace.Integration, "AWS_PROXY")
	call.Step(trace.Function, "Todo/F").With("event", body).With("memory", 256).End("")
	call.End("")
	r.Answered(200, http.Header{"Content-Type": {"text/plain"}}, []byte("ok"), 0)
	r.Finish("")
	return r
}

func get(t *testing.T, c *trace.Recorder, id string) *trace.Trace {
	t.Helper()
	shown, ok := c.Get(id)
	if !ok {
		t.Fatalf("no trace %s", id)
	}
	return shown
}

func TestNothingIsRecordedWithoutARecorder(t *testing.T) {
	var c *trace.Recorder
	r := record(c, "a", nil, nil)
	done := r.Step(trace.Function, "f").In(nil).Below(nil).With("x", 1).Note(trace.Log, "y").Calls("f", "id", "")
	done()
	c.Log(trace.Line{Text: "x"})
	c.Replays("a", "b")
	_, stop := c.Listen()
	stop()
	_, found := c.Raw("a")
	if lines, _ := c.Lines("", 0); r != nil || found || len(lines) > 0 || len(c.List(trace.Query{})) > 0 || c.Dropped()+uint64(c.Bytes()) > 0 {
		t.Error("something is recorded")
	}
}

func TestStepsAreATree(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Request, time.Now())
	auth := r.Step(trace.Authorizer, "login").In(&trace.Place{Construct: "Todo/Api/login"})
	auth.Note(trace.Check, "signature")
	auth.Step(trace.Check, "audience").With("aud", []string{"a", "b"}).Refuse("it is another's")
	auth.Refuse("the token is another's")
	r.Step(trace.CORS, "").Skip("no Origin")
	r.Step(trace.Integration, "").Fail("broken")
	r.Step(trace.Routing, "").Below(func() []*trace.Node {
		return []*trace.Node{{Kind: trace.Candidate, Name: "GET /x", Outcome: trace.Skipped, Reason: "another method"}}
	}).End("")
	r.Answered(401, nil, nil, 0)
	r.Finish("the token is another's")
	shown := get(t, c, "a")
	var text strings.Builder
	var walk func(indent string, list []*trace.Node)
	walk = func(indent string, list []*trace.Node) {
		for _, n := range list {
			fmt.Fprintf(&text, "%s%s %s %s %s %v\n", indent, n.Outcome, n.Kind, n.Name, n.Reason, n.Detail)
			walk(indent+"  ", n.Steps)
		}
	}
	walk("", shown.Steps)
	want := `refused authorizer login the token is another's []
  ok check signature  []
  refused check audience it is another's [{aud a, b}]
skipped cors  no Origin []
error integration  broken []
ok routing   []
  skipped candidate GET /x another method []
`
	if text.String() != want || shown.Outcome != trace.Refused {
		t.Errorf("got %s\n%s", shown.Outcome, text.String())
	}
}

func TestStoryOfATrace(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Request, time.Now())
	r.Of(&trace.API{Kind: "http", Path: "Todo/Api"})
	r.Asked("GET", "localhost", "/todos/7", nil)
	r.Took(&trace.Route{Key: "GET /todos/{id}", Place: &trace.Place{File: "main.go", Line: 14}})
	r.Note(trace.Authorizer, "login").With("issuer", "https://login.example.com").Refuse("the token has expired")
	r.Answered(401, nil, []byte(`{"message":"Unauthorized"}`), 0)
	r.Finish("the token has expired")
	story := get(t, c, "a").String()
	for _, want := range []string{
		"GET /todos/7 to Todo/Api: 401 Unauthorized after ", "  why: the token has expired\n", "  route GET /todos/{id}, main.go:14\n",
		"  refused authorizer login: the token has expired\n", "            issuer: https://login.example.com\n",
		`  answer: {"message":"Unauthorized"}`,
	} {
		if !strings.Contains(story, want) {
			t.Errorf("no %q in\n%s", want, story)
		}
	}
}

// Where the gateway refused nothing, the answer is the integration's own.
func TestStoryOfAnAnswerThatIsPassedOn(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Request, time.Now())
	r.Note(trace.CORS, "").With("origin", "").With("kept", 0)
	r.Answered(404, nil, nil, 0)
	r.Finish("")
	shown := get(t, c, "a")
	if story := shown.String(); !strings.Contains(story, "why: the gateway passes on what the integration answered") || strings.Contains(story, "origin") ||
		!strings.Contains(story, "kept: 0") || shown.Outcome != trace.OK {
		t.Errorf("got %s", story)
	}
}

func TestSecretsAreMaskedEverywhere(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Request, time.Now())
	api := &trace.API{Kind: "http", Path: "Todo/Api"}
	api.Secrets.Source("$request.querystring.ticket")
	api.Secrets.Source("route.request.header.x-mine")
	r.Of(api)
	secrets := []string{"tok.en+/=1", `quo"ted`, "cookie-value", "api-key-1", "ticket 42", "mine-mine", "session-token", "set-cookie-value",
		"a-token-in-a-protocol", "signature-1", "short", "hunter2"}
	r.Asked("POST", "localhost", "/x?ticket=ticket+42&X-Amz-Signature=signature-1&kept=kept-value", http.Header{
		"Authorization": {"Bearer tok.en+/=1"}, "Cookie": {`a=cookie-value; b=quo"ted`}, "X-Api-Key": {"api-key-1"}, "X-Mine": {"mine-mine"},
		"X-Amz-Security-Token": {"session-token"}, "Sec-Websocket-Protocol": {"chat, a-token-in-a-protocol"}, "X-Kept": {"kept-header"},
	})
	r.AskedBody([]byte(`{"token":"tok.en+/=1","password": "hunter2"}`), 0)
	r.Note(trace.Function, "f").With("event", `{"headers":{"x-mine":"short"},"body":"{\"pass_word\":\"hunter2\",\"n\":[\"kept-inside\"]}"}`)
	event := []byte(`{"headers":{"authorization":"Bearer tok.en+/=1","X":"quo\"ted"},"cookies":["a=short","x=y"],
		"multiValueHeaders":{"Cookie":["short"]},"identitySource":["short"],"queryStringParameters":{"ticket":"ticket 42"},"rawQueryString":"ticket=ticket%2042"}`)
	r.Step(trace.Function, "tok.en+/=1").With("event", event).With("text", string(event)).With("header", http.Header{"X-Mine": {"short"}}).
		With("map", map[string]string{"ticket": "short", "x": "api-key-1"}).With("list", []string{"cookie-value"}).
		With("error", errors.New("mine-mine")).With("lazy", func() any { return event }).With("authorization", "short").
		Below(func() []*trace.Node {
			return []*trace.Node{{Name: "session-token", Detail: []trace.Detail{{Name: "x", Value: "ticket 42"}}}}
		}).
		Refuse("no tok.en+/=1 here")
	r.Answered(403, http.Header{"Set-Cookie": {"id=set-cookie-value; Path=/"}}, []byte("set-cookie-value"), 0)
	r.Finish("it has cookie-value")
	shown := get(t, c, "a")
	text, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(c.List(trace.Query{}))
	if err != nil {
		t.Fatal(err)
	}
	everything := string(text) + string(list) + shown.String()
	for _, secret := range secrets {
		for _, form := range []string{secret, strings.ReplaceAll(secret, `"`, `\\\"`), strings.ReplaceAll(secret, " ", "+")} {
			if strings.Contains(everything, form) {
				t.Errorf("%s is shown in\n%s", form, everything)
			}
		}
	}
	for _, kept := range []string{"kept-value", "kept-header", "chat", "kept-inside"} {
		if !strings.Contains(everything, kept) {
			t.Errorf("%s is not shown", kept)
		}
	}
	raw, _ := c.Raw("a")
	if raw.Header.Get("Authorization") != "Bearer tok.en+/=1" || !strings.Contains(raw.Target, "ticket+42") || !strings.Contains(string(raw.Body), "hunter2") || !raw.Whole {
		t.Errorf("the raw request has no secrets: %+v", raw)
	}
}

func TestBodiesOfAllKinds(t *testing.T) {
	for name, test := range map[string]struct {
		body           []byte
		size           int64
		text, base64   string
		truncated, raw bool
	}{
		"text":        {[]byte("<script>alert(1)</script>"), 0, "<script>alert(1)</script>", "", false, true},
		"none":        {nil, 0, "", "", false, true},
		"binary":      {[]byte{0xff, 0xfe, 0}, 0, "", "//4A", false, true},
		"cut":         {[]byte("abc"), 10, "abc", "", true, false},
		"cut in rune": {[]byte("ab\xe2\x82"), 10, "ab", "", true, false},
		"huge":        {[]byte(strings.Repeat("x", 5<<20)), 0, strings.Repeat("x", 256<<10), "", true, false},
		"nothing of":  {nil, 10, "", "", true, false},
	} {
		c := trace.NewRecorder(0)
		r := c.Begin("a", trace.Request, time.Now())
		r.AskedBody(test.body, test.size)
		r.Finish("")
		got := get(t, c, "a").Request.Body
		if got == nil {
			got = &trace.Body{}
		}
		raw, _ := c.Raw("a")
		if got.Text != test.text || got.Base64 != test.base64 || got.Truncated != test.truncated || raw.Whole != test.raw {
			t.Errorf("%s: got %.50q, %s, %v, whole %v", name, got.Text, got.Base64, got.Truncated, raw.Whole)
		}
		if c.Bytes() > 2<<20 {
			t.Errorf("%s: %d bytes are kept", name, c.Bytes())
		}
	}
}

func TestDetailsThatAreNotText(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Request, time.Now())
	r.Note(trace.Function, "\xff\xfe").With("bytes", []byte{0xff, 0, 1}).With("text", "\xff").With("map", map[string]int{"a": 1}).
		With("bad", func() {}).With("nil", nil).With("took", 1500*time.Microsecond)
	r.Finish("\xff")
	text, err := json.Marshal(get(t, c, "a"))
	if err != nil || !strings.Contains(string(text), "3 bytes that are not text: ff0001") || !strings.Contains(string(text), `{\"a\":1}`) ||
		!strings.Contains(string(text), "1.5ms") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestRingIsBoundedInBytesAndCountsWhatItDrops(t *testing.T) {
	c := trace.NewRecorder(1 << 20)
	for i := range 1000 {
		record(c, fmt.Sprint(i), nil, make([]byte, 4096))
	}
	list := c.List(trace.Query{})
	if c.Bytes() > 1<<20 || len(list) < 50 || int(c.Dropped())+len(list) != 1000 || list[len(list)-1].ID != "999" {
		t.Errorf("%d traces, %d bytes, %d dropped", len(list), c.Bytes(), c.Dropped())
	}
	if _, ok := c.Get("0"); ok {
		t.Error("the oldest is still there")
	}
	small := trace.NewRecorder(0)
	for i := range trace.MaxTraces + 5 {
		record(small, fmt.Sprint(i), nil, nil)
	}
	if n := len(small.List(trace.Query{})); n != trace.MaxTraces || small.Dropped() != 5 {
		t.Errorf("%d traces, %d dropped", n, small.Dropped())
	}
}

// A trace reads the same after it was frozen, and its request can be sent again.
func TestFrozenTracesAreTheSame(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Message, time.Now())
	place := &trace.Place{File: "main.go", Line: 3}
	r.Of(&trace.API{Kind: "websocket", Path: "Todo/Api", Place: place})
	r.Took(&trace.Route{Key: "say", Function: "Todo/F"})
	r.On("connection")
	r.Asked("POST", "localhost", "/x?y=1", http.Header{"A": {"1", "2"}, "Cookie": {"x=secret-value"}})
	r.AskedBody([]byte("body\xff"), 10)
	step := r.Step(trace.Function, "f").In(place).With("text", "secret-value").With("bytes", []byte("b")).With("int", -7).With("float", 0.25).
		With("true", true).With("false", false).With("took", time.Second).With("header", http.Header{"H": {"v"}}).With("none", http.Header(nil)).
		With("map", map[string]string{"k": "v"}).With("list", []string{"a", "b"}).With("error", errors.New("bad")).With("nil", nil).
		With("json", map[string]any{"a": []int{1}}).With("lazy", func() any { return 5 }).
		Below(func() []*trace.Node { return []*trace.Node{{Name: "below"}} })
	step.Step(trace.Log, "line").Refuse("no")
	step.Calls("Todo/F", "1", "Root=1-5759e988-bd862e3fe1be46a994272793")()
	now := time.Now()
	c.Spans("Todo/F", []trace.ExportedSpan{{TraceID: "5759e988bd862e3fe1be46a994272793", ID: "1", Name: "span", Start: now, End: now.Add(time.Second),
		Attributes: []trace.Detail{{Name: "n", Value: "v"}}, Events: []trace.SpanEvent{{Name: "e", At: now}}}})
	step.Fail("broken")
	r.Answered(500, http.Header{"B": {"x"}}, []byte("answer"), 0)
	r.Finish("broken")
	c.Replays("a", "b")
	read := func() string {
		raw, _ := c.Raw("a")
		all, err := json.Marshal([]any{get(t, c, "a"), c.List(trace.Query{Outcome: trace.Failed}), raw})
		if err != nil {
			t.Fatal(err)
		}
		return string(all)
	}
	before, bytes := read(), c.Bytes()
	if !strings.Contains(before, "span") || !strings.Contains(before, `"below"`) {
		t.Errorf("got %s", before)
	}
	for i := range 300 {
		record(c, fmt.Sprint(i), nil, nil)
	}
	if after := read(); after != before {
		t.Errorf("before %s\nafter %s", before, after)
	}
	step.With("late", "x") // is lost
	c.Replays("a", "c")
	if after := read(); strings.Contains(after, "late") || !strings.Contains(after, `"replayOf":"c"`) {
		t.Errorf("got %s", after)
	}
	if bytes > 10_000 {
		t.Errorf("%d bytes", bytes)
	}
}

// What the estimate says is what the heap has, or more.
func TestTenThousandTracesTakeAtMost64MB(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for name, size := range map[string]int{"small": 100, "as usual": 4000, "large": 20_000} {
		c := trace.NewRecorder(0)
		before := heap()
		for i := range trace.MaxTraces {
			header := http.Header{}
			for j := range 10 {
				header[fmt.Sprintf("X-Name-%d", j)] = []string{strings.Repeat("v", 30) + fmt.Sprint(i)}
			}
			r := record(c, "id"+fmt.Sprint(i), header, nil)
			r.Note(trace.Function, "f").With("event", make([]byte, size))
			for j := range 3 {
				r.Note(trace.Log, fmt.Sprint("line ", i, j)).With("a", j)
			}
		}
		took := heap() - before
		if took > 64<<20 || took > uint64(c.Bytes())*11/10 {
			t.Errorf("%s: %d bytes of heap, %d by the estimate", name, took, c.Bytes())
		}
		if name != "large" && c.Dropped() > 0 {
			t.Errorf("%s: %d dropped", name, c.Dropped())
		}
		t.Logf("%s: %.1f MB of heap, %.1f by the estimate, %d kept", name, float64(took)/(1<<20), float64(c.Bytes())/(1<<20), len(c.List(trace.Query{})))
		runtime.KeepAlive(c)
	}
}

func TestListsAreFilteredAndPaged(t *testing.T) {
	c := trace.NewRecorder(0)
	for i := range 10 {
		r := c.Begin(fmt.Sprint(i), trace.Request, time.Now())
		r.Of(&trace.API{Kind: "http", Path: []string{"A", "B"}[i%2]})
		r.Answered([]int{200, 401, 500}[i%3], nil, nil, 0)
		r.Finish([]string{"", "no"}[min(1, i%3)])
	}
	for _, test := range []struct {
		q    trace.Query
		want string
	}{
		{trace.Query{}, "0123456789"},
		{trace.Query{After: "6"}, "789"},
		{trace.Query{After: "dropped"}, "0123456789"},
		{trace.Query{Before: "3"}, "012"},
		{trace.Query{Before: "dropped"}, ""},
		{trace.Query{Before: "8", Limit: 3}, "567"},
		{trace.Query{API: "B", Limit: 2}, "79"},
		{trace.Query{Outcome: trace.Failed}, "258"},
		{trace.Query{Outcome: trace.Refused}, "147"},
	} {
		got := ""
		for _, s := range c.List(test.q) {
			got += s.ID
		}
		if got != test.want {
			t.Errorf("%+v: got %s, want %s", test.q, got, test.want)
		}
	}
}

func TestSlowListenersHoldNothingUp(t *testing.T) {
	c := trace.NewRecorder(0)
	slow, stop := c.Listen()
	other, stopOther := c.Listen()
	for i := range 1000 {
		record(c, fmt.Sprint(i), nil, nil)
		if s := <-other.C; s.ID != fmt.Sprint(i) || s.Status != 200 {
			t.Fatalf("got %+v", s)
		}
	}
	if missed := slow.Missed(); missed != 1000-256 || slow.Missed() != 0 {
		t.Errorf("%d missed", missed)
	}
	if s := <-slow.C; s.ID != "0" {
		t.Errorf("first it is told of %s", s.ID)
	}
	stop()
	stop()
	stopOther()
	record(c, "after", nil, nil)
	if _, ok := <-other.C; ok {
		t.Error("it is told of more after its end")
	}
}

func TestLogLinesStandBelowTheirCall(t *testing.T) {
	c := trace.NewRecorder(0)
	told, stop := c.Listen()
	defer stop()
	r := c.Begin("a", trace.Request, time.Now())
	call := r.Step(trace.Function, "Todo/F")
	done := call.Calls("Todo/F", "request-1", "")
	c.Log(trace.Line{Function: "Todo/F", RequestID: "request-1", Text: "one"})
	c.Log(trace.Line{Function: "Todo/F", RequestID: "request-2", Text: "another's"})
	call.End("")
	r.Finish("")
	<-told.C
	c.Log(trace.Line{Function: "Todo/F", RequestID: "request-1", Text: "late"})
	if s := <-told.C; s.ID != "a" {
		t.Errorf("told of %s", s.ID)
	}
	done()
	c.Log(trace.Line{Function: "Todo/G", RequestID: "request-1", Text: "too late"})
	steps := get(t, c, "a").Steps[0].Steps
	if len(steps) != 2 || steps[0].Name != "one" || steps[1].Name != "late" {
		t.Errorf("got %+v", steps)
	}
	lines, last := c.Lines("Todo/F", 0)
	if more, _ := c.Lines("", last); len(lines) != 3 || len(more) != 0 {
		t.Errorf("got %v", lines)
	}
}

func TestLogsAreBounded(t *testing.T) {
	c := trace.NewRecorder(0)
	r := c.Begin("a", trace.Request, time.Now())
	call := r.Step(trace.Function, "f")
	done := call.Calls("f", "1", "")
	for range 5000 {
		c.Log(trace.Line{RequestID: "1", Text: strings.Repeat("x", 1000)})
	}
	c.Log(trace.Line{RequestID: "2", Text: strings.Repeat("x", 1<<20)})
	done()
	r.Finish("")
	shown := get(t, c, "a").Steps[0]
	if len(shown.Steps) != 500 || fmt.Sprint(shown.Detail) != "[{lines left out 4500}]" {
		t.Errorf("%d lines, %v", len(shown.Steps), shown.Detail)
	}
	lines, _ := c.Lines("", 0)
	if len(lines) > 2100 || len(lines) < 1000 || len(lines[len(lines)-1].Text) > 64<<10 {
		t.Errorf("%d lines", len(lines))
	}
	many := c.Begin("b", trace.Request, time.Now())
	for range 5000 {
		many.Note(trace.Check, "x")
	}
	many.Finish("")
	if n := len(get(t, c, "b").Steps); n != 2000 {
		t.Errorf("%d steps", n)
	}
}

func TestEverythingAtOnce(t *testing.T) {
	c := trace.NewRecorder(200 << 10)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			told, stop := c.Listen()
			defer stop()
			for j := range 200 {
				id := fmt.Sprint(i, "-", j)
				r := record(c, id, http.Header{"Cookie": {"a=secret-value"}}, []byte("x"))
				step := r.Step(trace.Function, "late")
				done := step.Calls("f", id, "")
				c.Log(trace.Line{RequestID: id, Text: "x"})
				done()
				c.Replays(id, "x")
				c.Get(id)
				c.List(trace.Query{Limit: 5, Outcome: trace.OK})
				select {
				case <-told.C:
				default:
				}
			}
		})
	}
	wg.Wait()
	if c.Bytes() > 200<<10 {
		t.Errorf("%d bytes", c.Bytes())
	}
}
