// Reads a dashboard's body from a template, and looks up the resource that each
// metric belongs to.

package monitor_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// textOf resolves what a template has for a string: a reference to X becomes
// <X>, and to its attribute A <X.A>.
func textOf(t *testing.T, v any) string {
	t.Helper()
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		if ref, ok := v["Ref"].(string); ok {
			return "<" + ref + ">"
		}
		if att, ok := v["Fn::GetAtt"].([]any); ok {
			return fmt.Sprintf("<%v.%v>", att...)
		}
		if join, ok := v["Fn::Join"].([]any); ok {
			var parts []string
			for _, part := range join[1].([]any) {
				parts = append(parts, textOf(t, part))
			}
			return strings.Join(parts, join[0].(string))
		}
		return "<" + strings.ReplaceAll(jsonOf(t, v), `"`, "'") + ">" // another function: told apart is enough
	}
	t.Fatalf("no string: %v", v)
	return ""
}

type body struct {
	Widgets []widget
}

type widget struct {
	Type                string
	X, Y, Width, Height int
	Properties          struct {
		Title, Markdown, Region string
		Alarms                  []string
		Metrics                 [][]any
		Annotations             struct {
			Horizontal []struct {
				Label string
				Value float64
			}
		}
	}
}

// bodyOf reads the body of the one dashboard.
func bodyOf(t *testing.T, template synthtest.Template) body {
	t.Helper()
	var b body
	raw := textOf(t, template.Only(t, "AWS::CloudWatch::Dashboard").Properties["DashboardBody"])
	if err := json.Unmarshal([]byte(raw), &b); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return b
}

// titles are those of the graphs, and the texts.
func (b body) titles() []string {
	var out []string
	for _, w := range b.Widgets {
		out = append(out, w.Properties.Title+w.Properties.Markdown)
	}
	return out
}

// named returns the graphs of a title.
func (b body) named(title string) []widget {
	return slices.DeleteFunc(slices.Clone(b.Widgets), func(w widget) bool { return w.Properties.Title != title })
}

// series is one metric of CloudWatch.
type series struct {
	namespace, name string
	dims            map[string]string
}

// known are the metrics of each kind of API, as the API Gateway developer guide
// has them, and those of Lambda.
var known = map[string][]string{
	"HTTP":      {"4xx", "5xx", "Count", "IntegrationLatency", "Latency", "DataProcessed"},
	"REST":      {"4XXError", "5XXError", "CacheHitCount", "CacheMissCount", "Count", "IntegrationLatency", "Latency"},
	"WEBSOCKET": {"ConnectCount", "MessageCount", "IntegrationError", "ClientError", "ExecutionError", "IntegrationLatency"},
	"Lambda":    {"Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"},
}

// owner returns the logical id of the resource that a metric is of, or says
// what is wrong with it.
func (s series) owner(template synthtest.Template) (string, error) {
	kind, id := "", ""
	switch {
	case s.namespace == "AWS/Lambda":
		kind, id = "Lambda", strings.Trim(s.dims["FunctionName"], "<>")
		if r, ok := template.Resources[id]; !ok || r.Type != "AWS::Lambda::Function" {
			return "", fmt.Errorf("%v: no function %q", s, id)
		}
	case s.namespace != "AWS/ApiGateway":
		return "", fmt.Errorf("%v: namespace", s)
	case s.dims["ApiName"] != "":
		kind = "REST"
		for api, r := range template.Resources {
			if r.Type == "AWS::ApiGateway::RestApi" && r.Properties["Name"] == s.dims["ApiName"] {
				id = api
			}
		}
	default:
		id = strings.Trim(s.dims["ApiId"], "<>")
		kind, _ = template.Resources[id].Properties["ProtocolType"].(string)
	}
	if !slices.Contains(known[kind], s.name) {
		return "", fmt.Errorf("%v: %q of kind %q has no such metric", s, id, kind)
	}
	if stage := s.dims["Stage"]; stage != "" && !hasStage(template, id, stage) {
		return "", fmt.Errorf("%v: %s has no stage %q", s, id, stage)
	}
	allowed := []string{"FunctionName", "ApiId", "ApiName", "Stage"}
	for name := range s.dims {
		if !slices.Contains(allowed, name) {
			return "", fmt.Errorf("%v: dimension %s", s, name)
		}
	}
	return id, nil
}

func hasStage(template synthtest.Template, api, stage string) bool {
	for id, r := range template.Resources {
		of := r.Properties["ApiId"]
		if r.Type == "AWS::ApiGateway::Stage" {
			of = r.Properties["RestApiId"]
		} else if r.Type != "AWS::ApiGatewayV2::Stage" {
			continue
		}
		ref, _ := of.(map[string]any)
		if ref["Ref"] == api && (stage == "<"+id+">" || stage == r.Properties["StageName"]) {
			return true
		}
	}
	return false
}

var (
	searched = regexp.MustCompile(`^SORT\(SEARCH\('\{([^}]+)\} (.+)', '(Sum|p99)', 300\), (SUM|MAX), DESC, 10\)$`)
	equals   = regexp.MustCompile(`(\w+)="([^"]*)"`)
	variable = regexp.MustCompile(`\b[a-z][A-Za-z0-9_]*\b`)
	schemas  = []string{"AWS/ApiGateway,ApiId,Method,Resource,Stage", "AWS/ApiGateway,ApiName,Method,Resource,Stage", "AWS/ApiGateway,ApiId,Route,Stage"}
)

// series returns all metrics of a graph, also those that it searches, and what
// is wrong with its expressions.
func (w widget) series(t *testing.T) []series {
	t.Helper()
	var out []series
	ids, used := map[string]bool{}, map[string]bool{}
	for _, m := range w.Properties.Metrics {
		options := map[string]any{}
		if last, ok := m[len(m)-1].(map[string]any); ok {
			options, m = last, m[:len(m)-1]
		}
		if id, ok := options["id"].(string); ok {
			if ids[id] {
				t.Errorf("%s: id %s twice", w.Properties.Title, id)
			}
			ids[id] = true
		}
		expression, _ := options["expression"].(string)
		if find := searched.FindStringSubmatch(expression); find != nil {
			s := series{namespace: strings.Split(find[1], ",")[0], dims: map[string]string{}}
			if !slices.Contains(schemas, find[1]) {
				t.Errorf("%s: searches %s", w.Properties.Title, find[1])
			}
			for _, e := range equals.FindAllStringSubmatch(find[2], -1) {
				if e[1] == "MetricName" {
					s.name = e[2]
				} else if s.dims[e[1]] = e[2]; !strings.Contains(find[1], ","+e[1]) {
					t.Errorf("%s: %s is not among %s", w.Properties.Title, e[1], find[1])
				}
			}
			out = append(out, s)
			continue
		}
		if expression != "" {
			for _, name := range variable.FindAllString(expression, -1) {
				used[name] = true
			}
			continue
		}
		s := series{namespace: m[0].(string), name: m[1].(string), dims: map[string]string{}}
		for i := 2; i < len(m); i += 2 {
			s.dims[m[i].(string)] = m[i+1].(string)
		}
		out = append(out, s)
	}
	delete(used, "f") // of METRICS("f"): all that begin with it
	for name := range used {
		if !ids[name] {
			t.Errorf("%s: an expression names %s, which is no metric of the graph", w.Properties.Title, name)
		}
	}
	return out
}

// check checks a dashboard: that it is JSON, that it lies within the grid, and
// that every metric and alarm is of a resource of the stack. It returns the
// resources with how many graphs show each.
func check(t *testing.T, template synthtest.Template) map[string]int {
	t.Helper()
	shown := map[string]int{}
	b := bodyOf(t, template)
	if len(b.Widgets) == 0 {
		t.Error("no widgets")
	}
	for _, w := range b.Widgets {
		if w.X+w.Width > 24 {
			t.Errorf("%s ends at column %d", w.Properties.Title, w.X+w.Width)
		}
		for _, arn := range w.Properties.Alarms {
			id, attribute, _ := strings.Cut(strings.Trim(arn, "<>"), ".")
			if attribute != "Arn" || template.Resources[id].Type != "AWS::CloudWatch::Alarm" {
				t.Errorf("no alarm: %s", arn)
			}
			shown[id]++
		}
		if w.Type == "metric" {
			owners := map[string]bool{}
			for _, s := range w.series(t) {
				id, err := s.owner(template)
				if err != nil {
					t.Errorf("%s: %v", w.Properties.Title, err)
				}
				owners[id] = true
			}
			if len(owners) == 0 {
				t.Errorf("%s shows nothing", w.Properties.Title)
			}
			for id := range maps.Keys(owners) {
				shown[id]++
			}
			if w.Properties.Region != "<AWS::Region>" {
				t.Errorf("%s: region %s", w.Properties.Title, w.Properties.Region)
			}
		}
	}
	return shown
}

// alarmID returns the logical id of an alarm, given it without its hash; "" if
// there is none.
func alarmID(t *testing.T, template synthtest.Template, name string) string {
	t.Helper()
	for _, id := range template.Of("AWS::CloudWatch::Alarm") {
		if id[:len(id)-8] == name {
			return id
		}
	}
	return ""
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
