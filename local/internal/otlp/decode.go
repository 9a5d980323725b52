// Exports, read.

package otlp

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	commonv1 "go.opentelemetry.io/proto/slim/otlp/common/v1"
	tracev1 "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// The media types of OTLP.
const (
	protobufType = "application/x-protobuf"
	jsonType     = "application/json"
)

// decode reads an ExportTraceServiceRequest, which is TracesData on the wire.
func decode(media string, body []byte) ([]trace.ExportedSpan, error) {
	var data tracev1.TracesData
	if media == jsonType {
		text, err := idsInBase64(body)
		if err != nil {
			return nil, fmt.Errorf("the export is not JSON: %w", err)
		}
		if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, &data); err != nil {
			return nil, fmt.Errorf("the export is not OTLP in JSON: %w", err)
		}
	} else if err := proto.Unmarshal(body, &data); err != nil {
		return nil, fmt.Errorf("the export is not OTLP in protobuf: %w", err)
	}
	var spans []trace.ExportedSpan
	for _, resource := range data.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				spans = append(spans, spanOf(s))
			}
		}
	}
	return spans, nil
}

// idMembers are the members whose bytes are hex in OTLP's JSON, where protobuf's
// has base64 (OTLP specification, "JSON Protobuf Encoding").
var idMembers = []string{"traceId", "spanId", "parentSpanId"}

func idsInBase64(body []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	recode(doc)
	return json.Marshal(doc)
}

func recode(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			recode(item)
		}
	case map[string]any:
		for name, value := range v {
			text, isText := value.(string)
			if !isText || !slices.Contains(idMembers, name) {
				recode(value)
				continue
			}
			if id, err := hex.DecodeString(text); err == nil {
				v[name] = base64.StdEncoding.EncodeToString(id)
			}
		}
	}
}

func spanOf(s *tracev1.Span) trace.ExportedSpan {
	out := trace.ExportedSpan{
		TraceID: hex.EncodeToString(s.GetTraceId()), ID: hex.EncodeToString(s.GetSpanId()), Parent: hex.EncodeToString(s.GetParentSpanId()),
		Name: clip(s.GetName()), Start: moment(s.GetStartTimeUnixNano()), End: moment(s.GetEndTimeUnixNano()),
	}
	if kind := strings.TrimPrefix(s.GetKind().String(), "SPAN_KIND_"); kind != "UNSPECIFIED" && kind != "INTERNAL" {
		out.Kind = strings.ToLower(kind)
	}
	if status := s.GetStatus(); status.GetCode() == tracev1.Status_STATUS_CODE_ERROR {
		out.Error = clip(status.GetMessage())
		if out.Error == "" {
			out.Error = "the span's status is error"
		}
	}
	out.Attributes = details(s.GetAttributes())
	for _, a := range s.GetAttributes() {
		if slices.Contains(requestIDs, a.GetKey()) {
			out.RequestID = a.GetValue().GetStringValue()
		}
	}
	for _, e := range s.GetEvents()[:min(len(s.GetEvents()), maxEvents)] {
		out.Events = append(out.Events, trace.SpanEvent{
			Name: clip(e.GetName()), At: moment(e.GetTimeUnixNano()), Attributes: details(e.GetAttributes()),
		})
	}
	return out
}

// requestIDs are the attributes by which instrumentations of Lambda functions
// name the event (semantic conventions, "FaaS"; the last two are older).
var requestIDs = []string{"faas.invocation_id", "faas.execution", "aws.request_id"}

// What is kept of a span.
const (
	maxAttributes = 64
	maxEvents     = 64
	maxText       = 4096 // bytes
)

func details(list []*commonv1.KeyValue) (out []trace.Detail) {
	for _, a := range list[:min(len(list), maxAttributes)] {
		out = append(out, trace.Detail{Name: clip(a.GetKey()), Value: clip(textOf(a.GetValue(), 0))})
	}
	return out
}

// textOf is a value as text.
func textOf(v *commonv1.AnyValue, depth int) string {
	switch v := v.GetValue().(type) {
	case *commonv1.AnyValue_StringValue:
		return v.StringValue
	case *commonv1.AnyValue_BoolValue:
		return strconv.FormatBool(v.BoolValue)
	case *commonv1.AnyValue_IntValue:
		return strconv.FormatInt(v.IntValue, 10)
	case *commonv1.AnyValue_DoubleValue:
		return strconv.FormatFloat(v.DoubleValue, 'g', -1, 64)
	case *commonv1.AnyValue_BytesValue:
		return fmt.Sprintf("%x", v.BytesValue[:min(len(v.BytesValue), 64)])
	case *commonv1.AnyValue_ArrayValue:
		var parts []string
		for _, item := range v.ArrayValue.GetValues() {
			if depth < 4 {
				parts = append(parts, textOf(item, depth+1))
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *commonv1.AnyValue_KvlistValue:
		var parts []string
		for _, item := range v.KvlistValue.GetValues() {
			if depth < 4 {
				parts = append(parts, item.GetKey()+": "+textOf(item.GetValue(), depth+1))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return ""
}

func clip(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxText)], "\uFFFD") }

func moment(nanoseconds uint64) time.Time { return time.Unix(0, int64(min(nanoseconds, 1<<62))) }
