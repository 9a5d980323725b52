// The dashboard: what it shows, row by row.

package monitor

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// The widths of graphs: a row of the dashboard has 24 columns.
const (
	quarter = 6
	third   = 8
	half    = 12
	whole   = 24
)

// The colours of what has the same meaning in every graph.
const (
	red    = "#d62728"
	orange = "#ff7f0e"
	grey   = "#7f7f7f"
)

// draw adds the graphs to the dashboard.
func (m *Monitor) draw() {
	b := &board{}
	m.drawAlarms(b)
	for _, s := range m.subjects {
		m.drawStage(b, s)
	}
	m.drawFunctions(b)
	for _, text := range b.problems() {
		m.problem("%s", text)
	}
	for _, row := range b.rows {
		m.dashboard.AddWidgets(row...)
	}
}

// drawAlarms shows the state of all alarms. A widget takes 100 of them
// (CloudWatch API reference, "Dashboard body structure and syntax").
func (m *Monitor) drawAlarms(b *board) {
	const most = 100
	for first := 0; first < len(m.alarms); first += most {
		var some []interfacesawscloudwatch.IAlarmRef
		for _, a := range m.alarms[first:min(first+most, len(m.alarms))] {
			some = append(some, a)
		}
		const inRow = 4 // each takes a quarter of the row
		b.add(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
			Title: jsii.String("Alarms"), Alarms: &some, Width: jsii.Number(whole), Height: jsii.Number(min(2+(len(some)+inRow-1)/inRow, 12)),
		}))
	}
}

// drawStage shows a stage.
func (m *Monitor) drawStage(b *board, s *subject) {
	c := counted[s.kind]
	b.heading(m.headingOf(s))
	errors := newGraph("Errors, % of "+c.what, quarter, axis("%"),
		append(m.rates(s, c.clientErrors, orange), m.rates(s, c.serverErrors, red)...)...)
	errors.lines = m.thresholds(serverErrors, clientErrors)
	times := newGraph("Latency", quarter, axis("ms"), percentiles(s, c.latency)...)
	times.lines = m.thresholds(latency)
	var row []*graph
	if s.kind == plan.WebSocket {
		times.title = "Integration latency"
		row = []*graph{
			newGraph("Connections", quarter, axis("in a period"), s.metric("ConnectCount", sum, &look{"new connections", ""})),
			newGraph("Messages", quarter, axis("in a period"), s.metric("MessageCount", sum, &look{"messages", ""})),
			errors, times,
		}
	} else {
		row = []*graph{
			newGraph("Traffic", quarter, axis("in a period"), s.metric("Count", sum, &look{"requests", ""})),
			errors, times,
			newGraph("Integration latency", quarter, axis("ms"), percentiles(s, c.integration)...),
		}
	}
	if s.kind == plan.HTTP {
		row[0].right = []awscloudwatch.IMetric{s.metric("DataProcessed", sum, &look{"bytes", grey})}
	}
	b.row(row...)
	if s.cached() {
		b.row(
			newGraph("Cache", half, axis("in a period"), s.metric("CacheHitCount", sum, &look{"hits", ""}),
				s.metric("CacheMissCount", sum, &look{"misses", ""})),
			newGraph("Cache hits, %", half, axis("%"), s.hitRate()),
		)
	}
	if m.perRoute(s) {
		m.drawRoutes(b, s)
	}
}

// headingOf names a stage, and says why its routes are not shown.
func (m *Monitor) headingOf(s *subject) string {
	text := fmt.Sprintf("## %s: %s", s.kind.Name, *s.api.Node().Path())
	if s.name != "" {
		text += ", stage `" + s.name + "`"
	} else {
		text += ", all stages"
	}
	switch {
	case s.stage == nil && m.props.PerRoute:
		text += "\nRoutes are shown if the stage has detailed metrics."
	case s.stage != nil && !m.perRoute(s):
		text += "\nRoutes are not counted one by one: `PerRoute` of the monitor, or `Metrics` of the stage, switches that on."
	}
	return text
}

// rates are the percentages of a stage's requests that errors are of.
func (m *Monitor) rates(s *subject, names []string, color string) []awscloudwatch.IMetric {
	var out []awscloudwatch.IMetric
	for i, name := range names {
		if i > 0 {
			color = ""
		}
		metrics := map[string]awscloudwatch.IMetric{}
		all, bad := s.traffic(metrics), s.total("of"+name, []string{name}, metrics)
		out = append(out, awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
			Expression: jsii.String("100 * " + bad + " / " + all), UsingMetrics: &metrics, Label: jsii.String(name), Color: optional(color),
			Period: seconds(0),
		}))
	}
	return out
}

// percentiles of a metric of a stage.
func percentiles(s *subject, name string) []awscloudwatch.IMetric {
	return []awscloudwatch.IMetric{
		s.metric(name, "p50", &look{"p50", ""}), s.metric(name, "p90", &look{"p90", ""}), s.metric(name, "p99", &look{"p99", red}),
	}
}

// cached reports whether a stage has a cache.
func (s *subject) cached() bool {
	if s.kind != plan.REST {
		return false
	}
	cfn, ok := s.l2.Node().DefaultChild().(awsapigateway.CfnStage)
	if !ok {
		return false
	}
	on, _ := cfn.CacheClusterEnabled().(bool)
	return on
}

func (s *subject) hitRate() awscloudwatch.IMetric {
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: jsii.String("100 * hits / (hits + misses)"),
		UsingMetrics: &map[string]awscloudwatch.IMetric{
			"hits": s.metric("CacheHitCount", sum, nil), "misses": s.metric("CacheMissCount", sum, nil),
		},
		Label: jsii.String("hits"), Period: seconds(0),
	})
}

// thresholds are lines where alarms go off.
func (m *Monitor) thresholds(rules ...*rule) []*awscloudwatch.HorizontalAnnotation {
	var out []*awscloudwatch.HorizontalAnnotation
	for _, r := range rules {
		if a := r.of(&m.props.Alarms); !a.Off {
			out = append(out, &awscloudwatch.HorizontalAnnotation{Value: jsii.Number(a.Above), Label: jsii.String("alarm " + r.name),
				Color: jsii.String(grey)})
		}
	}
	return out
}

// perRoute reports whether the routes of a stage are counted one by one, as far
// as is known.
func (m *Monitor) perRoute(s *subject) bool {
	if s.stage != nil {
		return s.stage.DetailedMetrics
	}
	return m.props.PerRoute
}

// drawRoutes shows the routes that stand out, by searches: a graph of each
// would be hundreds, and lines of all could not be told apart.
func (m *Monitor) drawRoutes(b *board, s *subject) {
	for _, d := range s.dims {
		if strings.ContainsAny(d.value, `'"\`) {
			m.warn(warning.UnsearchableName, "%s: the name %q has quotes, by which CloudWatch can't search: its routes are not shown", s, d.value)
			return
		}
	}
	c := counted[s.kind]
	b.row(
		newGraph("Busiest routes", quarter, axis(c.what), m.search(s, c.requests[len(c.requests)-1:], sum)...),
		newGraph("Slowest routes, p99", quarter, axis("ms"), m.search(s, []string{c.latency}, "p99")...),
		newGraph("Routes with most server errors", quarter, axis(c.what), m.search(s, c.serverErrors, sum)...),
		newGraph("Routes with most client errors", quarter, axis(c.what), m.search(s, c.clientErrors, sum)...),
	)
}

// routeDimensions are the dimensions of a route's metrics, besides those of its
// stage. Of WebSocket APIs, the developer guide names Method and Resource today,
// and named Route before, which other sources do still: one of them finds
// nothing.
var routeDimensions = map[*plan.Kind][]string{
	plan.HTTP:      {"Method,Resource,Stage"},
	plan.REST:      {"Method,Resource,Stage"},
	plan.WebSocket: {"Method,Resource,Stage", "Route,Stage"},
}

// search finds the ten routes that have the most of each metric.
func (m *Monitor) search(s *subject, names []string, statistic string) []awscloudwatch.IMetric {
	by := "SUM"
	if statistic != sum {
		by = "MAX"
	}
	var out []awscloudwatch.IMetric
	for _, name := range names {
		for _, dims := range routeDimensions[s.kind] {
			query := fmt.Sprintf(`{%s,%s,%s} MetricName="%s"`, namespace, s.dims[0].name, dims, name)
			for _, d := range s.dims {
				query += fmt.Sprintf(` %s="%s"`, d.name, d.value)
			}
			out = append(out, awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
				Expression: jsii.String(fmt.Sprintf("SORT(SEARCH('%s', '%s', 300), %s, DESC, 10)", query, statistic, by)),
				Label:      jsii.String(""), // CloudWatch then names each line by what differs: the route
			}))
		}
	}
	return out
}

// drawFunctions shows all functions, a line each. Of many, it shows the ten that
// stand out.
func (m *Monitor) drawFunctions(b *board) {
	if len(m.functions) == 0 {
		return
	}
	text := "## Functions"
	if len(m.functions) > top {
		text += fmt.Sprintf("\nEach graph shows the %d that stand out, of %d.", top, len(m.functions))
	}
	b.heading(text)
	lines := func(title, unit, name, statistic string, width int) *graph {
		return newGraph(title, width, axis(unit), m.ofFunctions(name, statistic)...)
	}
	b.row(
		lines("Errors", "in a period", "Errors", sum, third),
		lines("Duration, p99", "ms", "Duration", "p99", third),
		lines("Throttles", "in a period", "Throttles", sum, third),
	)
	b.row(
		lines("Invocations", "in a period", "Invocations", sum, half),
		lines("Concurrent executions", "at once", "ConcurrentExecutions", "Maximum", half),
	)
}

// top is how many functions a graph shows.
const top = 10

// ofFunctions are the lines of a metric of functions.
func (m *Monitor) ofFunctions(name, statistic string) []awscloudwatch.IMetric {
	var out []awscloudwatch.IMetric
	all := map[string]awscloudwatch.IMetric{}
	for i, f := range m.functions {
		metric := f.metric(name, statistic, &look{})
		out = append(out, metric)
		all[fmt.Sprintf("f%d", i)] = metric
	}
	if len(out) <= top {
		return out
	}
	by := "SUM"
	if statistic != sum {
		by = "MAX"
	}
	return []awscloudwatch.IMetric{awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: jsii.String(fmt.Sprintf(`SORT(METRICS("f"), %s, DESC, %d)`, by, top)), UsingMetrics: &all, Label: jsii.String(""),
		Period: seconds(0),
	})}
}
