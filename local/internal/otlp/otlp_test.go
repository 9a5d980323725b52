// Exports of all forms, good and bad.

package otlp_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	commonv1 "go.opentelemetry.io/proto/slim/otlp/common/v1"
	tracev1 "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/gatehouse-go/gatehouse/local/internal/otlp"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

const (
	protobuf = "application/x-protobuf"
	traceID  = "5759e988bd862e3fe1be46a994272793"
)

// listen serves a receiver, with a finished request that called function "F".
func listen(t *testing.T, header http.Header, xray string) (*trace.Recorder, string) {
	t.Helper()
	traces := trace.NewRecorder(0)
	r, err := otlp.Listen(traces)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	rec := traces.Begin("a", trace.Request, time.Now())
	rec.Asked("GET", "localhost", "/", header)
	step := rec.Step(trace.Function, "F")
	step.Calls("F", "request-1", xray)()
	step.End("")
	rec.Finish("")
	return traces, r.Endpoint("F")
}

// export sends an export and returns the status of the answer.
func export(t *testing.T, url, contentType string, body []byte, headers ...string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "POST", url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// inJSON is an export of a parent and its child, which comes first.
func inJSON(id string, attributes string) string {
	now := time.Now().Add(time.Hour).UnixNano() // by time it belongs to nothing
	return fmt.Sprintf(`{"resourceSpans":[{"scopeSpans":[{"spans":[
		{"traceId":"%s","spanId":"0102030405060708","parentSpanId":"1112131415161718","name":"child","kind":3,
			"startTimeUnixNano":"%d","endTimeUnixNano":"%d","status":{"code":2,"message":"<script>no</script>"},
			"attributes":[{"key":"db.system","value":{"stringValue":"dynamodb"}},{"key":"n","value":{"intValue":"7"}}],
			"events":[{"name":"retry","timeUnixNano":"%d"}]},
		{"traceId":"%s","spanId":"1112131415161718","name":"parent","kind":2,"startTimeUnixNano":%d,"endTimeUnixNano":%d,
			"attributes":[%s]}]}]}],"unknown":1}`, id, now+1000, now+3000, now+2000, id, now, now+5000, attributes)
}

// tree is the tree below the function's step.
func tree(t *testing.T, traces *trace.Recorder) string {
	t.Helper()
	shown, ok := traces.Get("a")
	if !ok {
		t.Fatal("no trace")
	}
	var b strings.Builder
	var walk func(nodes []*trace.Node)
	walk = func(nodes []*trace.Node) {
		for _, n := range nodes {
			fmt.Fprintf(&b, "%s %s", n.Kind, n.Name)
			if len(n.Steps) > 0 {
				b.WriteString("(")
				walk(n.Steps)
				b.WriteString(")")
			}
			b.WriteString(" ")
		}
	}
	walk(shown.Steps)
	return strings.TrimSpace(b.String())
}

const nested = "function F(span parent(span child(log retry ) ) )"

func TestSpansNestIntoTheRequestThatTheyBelongTo(t *testing.T) {
	parent := http.Header{"Traceparent": {"00-" + traceID + "-00f067aa0ba902b7-01"}}
	const xray = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
	for name, test := range map[string]struct {
		header           http.Header
		xray, attributes string
		want             string
	}{
		"traceparent": {parent, "", "", nested},
		"X-Ray":       {nil, xray, "", nested},
		"request id":  {nil, "", `{"key":"faas.invocation_id","value":{"stringValue":"request-1"}}`, nested},
		"unknown":     {nil, "", "", "function F"},
	} {
		traces, url := listen(t, test.header, test.xray)
		if status := export(t, url+"/v1/traces", "application/json; charset=utf-8", []byte(inJSON(traceID, test.attributes))); status != 200 {
			t.Errorf("%s: status %d", name, status)
		}
		if got := tree(t, traces); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func TestSpansInProtobufByTime(t *testing.T) {
	for _, zipped := range []bool{false, true} {
		traces := trace.NewRecorder(0)
		r, err := otlp.Listen(traces)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		rec := traces.Begin("a", trace.Request, time.Now())
		step := rec.Step(trace.Function, "F")
		done := step.Calls("F", "request-1", "")
		span := &tracev1.Span{
			TraceId: bytes.Repeat([]byte{1}, 16), SpanId: bytes.Repeat([]byte{2}, 8), Name: "work", StartTimeUnixNano: uint64(time.Now().UnixNano()),
			EndTimeUnixNano: uint64(time.Now().UnixNano()), Attributes: []*commonv1.KeyValue{{Key: "list", Value: &commonv1.AnyValue{
				Value: &commonv1.AnyValue_ArrayValue{ArrayValue: &commonv1.ArrayValue{Values: []*commonv1.AnyValue{
					{Value: &commonv1.AnyValue_BoolValue{BoolValue: true}}, {Value: &commonv1.AnyValue_DoubleValue{DoubleValue: 1.5}},
				}}}}}},
		}
		body, err := proto.Marshal(&tracev1.TracesData{ResourceSpans: []*tracev1.ResourceSpans{{ScopeSpans: []*tracev1.ScopeSpans{{Spans: []*tracev1.Span{span}}}}}})
		if err != nil {
			t.Fatal(err)
		}
		var headers []string
		if zipped {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			w.Write(body)
			w.Close()
			body, headers = b.Bytes(), []string{"Content-Encoding", "gzip"}
		}
		if status := export(t, r.Endpoint("F")+"/v1/traces", protobuf, body, headers...); status != 200 {
			t.Errorf("status %d", status)
		}
		done()
		step.End("")
		rec.Finish("")
		if got := tree(t, traces); got != "function F(span work )" {
			t.Errorf("got %s", got)
		}
		shown, _ := traces.Get("a")
		if detail := fmt.Sprint(shown.Steps[0].Steps[0].Detail); detail != "[{list [true, 1.5]}]" {
			t.Errorf("got %s", detail)
		}
	}
}

// Two events of a function at once: time says nothing.
func TestSpansOfEventsAtOnceAreNotGuessed(t *testing.T) {
	traces := trace.NewRecorder(0)
	rec := traces.Begin("a", trace.Request, time.Now())
	defer rec.Step(trace.Function, "F").Calls("F", "request-1", "")()
	defer rec.Step(trace.Function, "F").Calls("F", "request-2", "")()
	now := time.Now()
	if n := traces.Spans("F", []trace.ExportedSpan{{TraceID: "x", ID: "y", Start: now, End: now}}); n != 1 {
		t.Errorf("%d spans belong to nothing", n)
	}
	if n := traces.Spans("G", []trace.ExportedSpan{{TraceID: "x", ID: "y", Start: now, End: now}}); n != 1 {
		t.Errorf("%d spans of another function belong to nothing", n)
	}
}

func TestSpansThatGoInCirclesAreShown(t *testing.T) {
	traces, url := listen(t, http.Header{"Traceparent": {"00-" + traceID + "-00f067aa0ba902b7-01"}}, "")
	circle := strings.ReplaceAll(inJSON(traceID, ""), `"spanId":"1112131415161718"`, `"spanId":"1112131415161718","parentSpanId":"0102030405060708"`)
	if status := export(t, url+"/v1/traces", "application/json", []byte(circle)); status != 200 {
		t.Errorf("status %d", status)
	}
	if got := tree(t, traces); !strings.Contains(got, "span parent") || !strings.Contains(got, "span child") {
		t.Errorf("got %s", got)
	}
}

func TestExportsThatAreRefused(t *testing.T) {
	traces, url := listen(t, nil, "")
	bomb := func() []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(make([]byte, 17<<20))
		w.Close()
		return b.Bytes()
	}
	other := url[:strings.LastIndexByte(url, '/')]
	for name, test := range map[string]struct {
		url, contentType string
		body             []byte
		headers          []string
		want             int
	}{
		"not protobuf":         {url + "/v1/traces", protobuf, []byte("\xff\xff"), nil, 400},
		"not JSON":             {url + "/v1/traces", "application/json", []byte("{"), nil, 400},
		"other JSON":           {url + "/v1/traces", "application/json", []byte(`{"resourceSpans":1}`), nil, 400},
		"another type":         {url + "/v1/traces", "text/plain", nil, nil, 415},
		"not gzip":             {url + "/v1/traces", protobuf, []byte("x"), []string{"Content-Encoding", "gzip"}, 400},
		"another encoding":     {url + "/v1/traces", protobuf, []byte("x"), []string{"Content-Encoding", "br"}, 400},
		"too large":            {url + "/v1/traces", protobuf, make([]byte, 5<<20), nil, 413},
		"too large unzipped":   {url + "/v1/traces", protobuf, bomb(), []string{"Content-Encoding", "gzip"}, 413},
		"no such function":     {other + "/000000000000/v1/traces", protobuf, nil, nil, 404},
		"no secret":            {url[:strings.Index(url[7:], "/")+7] + "/v1/traces", protobuf, nil, nil, 404},
		"no such signal":       {url + "/v1/profiles", protobuf, nil, nil, 404},
		"metrics, dropped":     {url + "/v1/metrics", protobuf, []byte("anything"), nil, 200},
		"logs, dropped":        {url + "/v1/logs", "application/json", []byte("{}"), nil, 200},
		"nothing in an export": {url + "/v1/traces", protobuf, nil, nil, 200},
	} {
		if got := export(t, test.url, test.contentType, test.body, test.headers...); got != test.want {
			t.Errorf("%s: status %d, want %d", name, got, test.want)
		}
	}
	if response, err := http.Get(url + "/v1/traces"); err != nil || response.StatusCode != 405 {
		t.Errorf("GET: %v, %v", response, err)
	}
	if got := tree(t, traces); got != "function F" {
		t.Errorf("got %s", got)
	}
}
