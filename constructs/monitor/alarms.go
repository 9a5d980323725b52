// The alarms as CloudWatch has them: each watches an expression, which is 0
// while there is too little traffic to judge by.

package monitor

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// formula is what an alarm watches.
type formula struct {
	expression string // of the metrics, with %d for the minimum of requests it needs
	metrics    map[string]awscloudwatch.IMetric
}

// stageAlarms makes the alarms of a stage.
func (m *Monitor) stageAlarms(s *subject) {
	c := counted[s.kind]
	id := m.id(s.api)
	switch {
	case s.stage != nil:
		id += ":" + s.name
	case s.name != "":
		id = m.id(s.l2) // the CDK's own: its name may be a token
	}
	for _, a := range []struct {
		rule     *rule
		sentence string
		formula  func(*subject) formula
	}{
		{serverErrors, "more than %s of " + c.what + " fail in the API or behind it (" + strings.Join(c.serverErrors, ", ") + ")",
			(*subject).serverErrors},
		{clientErrors, "more than %s of " + c.what + " are refused as mistakes of clients (" + strings.Join(c.clientErrors, ", ") + ")",
			(*subject).clientErrors},
		{latency, "1 of 100 " + c.what + " takes longer than %s (p99 of " + c.latency + ")", (*subject).slow},
		{silence, "fewer than %s " + c.what, (*subject).requests},
	} {
		m.alarm(a.rule, id, s.String(), a.sentence, 1, a.formula(s.at(a.rule.of(&m.props.Alarms).Period)))
	}
}

// functionAlarms makes the alarms of a function.
func (m *Monitor) functionAlarms(f *watched) {
	id, timeout := m.id(f), f.timeout()
	for _, a := range []struct {
		rule     *rule
		sentence string
		scale    float64
		formula  func(*watched) formula
	}{
		{failures, "more than %s of invocations fail", 1, (*watched).failing},
		{throttles, "more than %s of invocations are throttled", 1, (*watched).throttled},
		{duration, "1 of 100 invocations takes longer than %s of the timeout of " + timeout.String() + " (p99 of Duration)",
			float64(timeout.Milliseconds()) / 100, (*watched).slow},
	} {
		if a.scale > 0 {
			m.alarm(a.rule, id, "function "+f.longName(), a.sentence, a.scale, a.formula(f.at(a.rule.of(&m.props.Alarms).Period)))
		}
	}
}

// alarm makes an alarm. The sentence says of what is watched when it goes off,
// with %s for the limit, which times scale is what the value is compared with.
func (m *Monitor) alarm(r *rule, id, of, sentence string, scale float64, f formula) {
	a := r.of(&m.props.Alarms)
	if a.Off {
		return
	}
	limit, enough := fmt.Sprintf("%v ms", a.Above), fmt.Sprintf(" with %d or more", a.MinRequests)
	if r.percent {
		limit = fmt.Sprintf("%v%%", a.Above)
	}
	threshold := a.Above * scale
	compared, missing := awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD, awscloudwatch.TreatMissingData_NOT_BREACHING
	if r == silence { // of which missing data are the worst case
		limit, enough = strconv.Itoa(a.MinRequests), ""
		threshold = float64(a.MinRequests)
		compared, missing = awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD, awscloudwatch.TreatMissingData_BREACHING
	}
	props := &awscloudwatch.AlarmProps{
		AlarmDescription: jsii.String(of + ": " + strings.Replace(sentence, "%s", limit, 1) +
			fmt.Sprintf(", in %d of %d periods of %v min%s", a.Datapoints, a.Periods, a.Period.Minutes(), enough)),
		Metric: awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
			Expression:   jsii.String(strings.Replace(f.expression, "%d", strconv.Itoa(a.MinRequests), 1)),
			UsingMetrics: &f.metrics,
			Label:        jsii.String(r.name),
			Period:       seconds(a.Period),
		}),
		Threshold:          jsii.Number(threshold),
		ComparisonOperator: compared,
		EvaluationPeriods:  jsii.Number(a.Periods),
		DatapointsToAlarm:  jsii.Number(a.Datapoints),
		TreatMissingData:   missing,
	}
	for _, text := range panics.Override("its Override", a.Override, props) {
		m.problem("Alarms.%s: %s", r.name, text)
	}
	m.checkAlarmName(r, props.AlarmName)
	made := awscloudwatch.NewAlarm(m, jsii.String(id+":"+r.name), props)
	if m.props.Topic != nil {
		m.notify(made, awscloudwatchactions.NewSnsAction(m.props.Topic))
	}
	for _, action := range m.props.Actions {
		m.notify(made, action)
	}
	m.alarms = append(m.alarms, made)
}

// checkAlarmName reports a name that an Override gives to several alarms:
// CloudWatch knows alarms by their names.
func (m *Monitor) checkAlarmName(r *rule, name *string) {
	if name == nil || token.In(*name) {
		return
	}
	if m.names[*name] {
		m.problem("Alarms.%s: the Override names several alarms %q: it is called for each alarm, so leave the AlarmName out, or watch stages "+
			"and functions by monitors of their own", r.name, *name)
	}
	m.names[*name] = true
}

// notify has an action done when an alarm goes off and when all is well again.
func (m *Monitor) notify(alarm awscloudwatch.Alarm, action awscloudwatch.IAlarmAction) {
	alarm.AddAlarmAction(action)
	alarm.AddOkAction(action)
}

func (w *watched) failing() formula {
	return formula{"IF(invocations >= %d, 100 * FILL(errors, 0) / invocations, 0)", w.sums("Invocations", "Errors")}
}

// throttled adds what Lambda counts apart: a throttled invocation is none to it.
func (w *watched) throttled() formula {
	return formula{"IF(FILL(invocations, 0) + throttles >= %d, 100 * throttles / (FILL(invocations, 0) + throttles), 0)",
		w.sums("Invocations", "Throttles")}
}

func (w *watched) slow() formula {
	metrics := w.sums("Invocations")
	metrics["duration"] = w.metric("Duration", "p99", nil)
	return formula{"IF(invocations >= %d, duration, 0)", metrics}
}

// sums are metrics of a function by their names in an expression.
func (w *watched) sums(names ...string) map[string]awscloudwatch.IMetric {
	metrics := map[string]awscloudwatch.IMetric{}
	for _, name := range names {
		metrics[strings.ToLower(name)] = w.metric(name, sum, nil)
	}
	return metrics
}

func (s *subject) serverErrors() formula { return s.rate(counted[s.kind].serverErrors) }

func (s *subject) clientErrors() formula { return s.rate(counted[s.kind].clientErrors) }

// rate is the percentage of a stage's requests that are among the errors.
func (s *subject) rate(names []string) formula {
	metrics := map[string]awscloudwatch.IMetric{}
	all, bad := s.traffic(metrics), s.total("errors", names, metrics)
	return formula{"IF(" + all + " >= %d, 100 * " + bad + " / " + all + ", 0)", metrics}
}

// slow is the latency that 1 of 100 requests of a stage exceeds.
func (s *subject) slow() formula {
	metrics := map[string]awscloudwatch.IMetric{"latency": s.metric(counted[s.kind].latency, "p99", nil)}
	return formula{"IF(" + s.traffic(metrics) + " >= %d, latency, 0)", metrics}
}

// requests is how many a stage gets.
func (s *subject) requests() formula {
	metrics := map[string]awscloudwatch.IMetric{}
	return formula{s.total("requests", counted[s.kind].requests, metrics), metrics}
}

// traffic adds a stage's requests to the metrics of a formula, and returns the
// expression for their sum. Without any, there is nothing to divide by, so it
// has no value then.
func (s *subject) traffic(metrics map[string]awscloudwatch.IMetric) string {
	requests := counted[s.kind].requests
	if len(requests) > 1 {
		return s.total("requests", requests, metrics)
	}
	metrics["requests"] = s.metric(requests[0], sum, nil)
	return "requests"
}

// total adds the sum of metrics to those of a formula, and returns the
// expression for it. A metric without a value in a period counts as 0: nothing
// of its kind happened.
func (s *subject) total(name string, of []string, metrics map[string]awscloudwatch.IMetric) string {
	var parts []string
	for i, metric := range of {
		id := name
		if len(of) > 1 {
			id += strconv.Itoa(i + 1)
		}
		metrics[id] = s.metric(metric, sum, nil)
		parts = append(parts, "FILL("+id+", 0)")
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, " + ") + ")"
}
