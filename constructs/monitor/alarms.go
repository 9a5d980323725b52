// The alarms as CloudWatch has them: each watches an expression, which is 0
// while there is too little traffic to judge by.

package monitor

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/jsii-runtime-go"
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
		formula  formula
	}{
		{serverErrors, "more than %s of " + c.what + " fail in the API or behind it (" + strings.Join(c.serverErrors, ", ") + ")", s.rate(c.serverErrors)},
		{clientErrors, "more than %s of " + c.what + " are refused as mistakes of clients (" + strings.Join(c.clientErrors, ", ") + ")", s.rate(c.clientErrors)},
		{silence, "fewer than %s " + c.what, s.requests()},
		{latency, "1 of 100 " + c.what + " takes longer than %s (p99 of " + c.latency + ")", s.slow()},
	} {
		m.alarm(a.rule, id, s.String()+": "+a.sentence, 1, a.formula)
	}
}

// functionAlarms makes the alarms of a function.
func (m *Monitor) functionAlarms(f *watched) {
	id, name := m.id(f), "function "+f.longName()+": "
	count := func(metric string) awscloudwatch.IMetric { return f.metric(metric, sum, nil) }
	m.alarm(failures, id, name+"more than %s of invocations fail", 1, formula{
		"IF(invocations >= %d, 100 * FILL(errors, 0) / invocations, 0)",
		map[string]awscloudwatch.IMetric{"invocations": count("Invocations"), "errors": count("Errors")},
	})
	// Lambda counts no throttled invocation as an invocation.
	m.alarm(throttles, id, name+"more than %s of invocations are throttled", 1, formula{
		"IF(FILL(invocations, 0) + throttles >= %d, 100 * throttles / (FILL(invocations, 0) + throttles), 0)",
		map[string]awscloudwatch.IMetric{"invocations": count("Invocations"), "throttles": count("Throttles")},
	})
	if timeout := f.timeout(); timeout > 0 {
		m.alarm(duration, id, name+"1 of 100 invocations takes longer than %s of the timeout of "+timeout.String()+" (p99 of Duration)", float64(timeout.Milliseconds())/100, formula{
			"IF(invocations >= %d, duration, 0)",
			map[string]awscloudwatch.IMetric{"invocations": count("Invocations"), "duration": f.metric("Duration", "p99", nil)},
		})
	}
}

// alarm makes an alarm. The sentence has %s for the limit, which times scale is
// what the value is compared with.
func (m *Monitor) alarm(r *rule, id, sentence string, scale float64, f formula) {
	a := r.of(&m.props.Alarms)
	if a.Off {
		return
	}
	limit, enough := fmt.Sprintf("%v ms", a.Above), fmt.Sprintf(" with %d or more", a.MinRequests)
	if r.percent {
		limit = fmt.Sprintf("%v%%", a.Above)
	}
	threshold, compared, missing := a.Above*scale, awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD, awscloudwatch.TreatMissingData_NOT_BREACHING
	if r == silence { // of which missing data are the worst case
		limit, enough = strconv.Itoa(a.MinRequests), ""
		threshold, compared, missing = float64(a.MinRequests), awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD, awscloudwatch.TreatMissingData_BREACHING
	}
	props := &awscloudwatch.AlarmProps{
		AlarmDescription: jsii.String(strings.Replace(sentence, "%s", limit, 1) +
			fmt.Sprintf(", in %d of %d periods of %v min%s", a.Datapoints, a.Periods, a.Period.Minutes(), enough)),
		Metric: awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
			Expression:   jsii.String(strings.Replace(f.expression, "%d", strconv.Itoa(a.MinRequests), 1)),
			UsingMetrics: &f.metrics,
			Label:        jsii.String(r.name),
			Period:       awscdk.Duration_Seconds(jsii.Number(a.Period.Seconds())),
		}),
		Threshold:          jsii.Number(threshold),
		ComparisonOperator: compared,
		EvaluationPeriods:  jsii.Number(a.Periods),
		DatapointsToAlarm:  jsii.Number(a.Datapoints),
		TreatMissingData:   missing,
	}
	if a.Override != nil {
		a.Override(props)
	}
	made := awscloudwatch.NewAlarm(m, jsii.String(id+":"+r.name), props)
	if m.props.Topic != nil {
		m.notify(made, awscloudwatchactions.NewSnsAction(m.props.Topic))
	}
	for _, action := range m.props.Actions {
		m.notify(made, action)
	}
	m.alarms = append(m.alarms, made)
}

// notify has an action done when an alarm goes off and when all is well again.
func (m *Monitor) notify(alarm awscloudwatch.Alarm, action awscloudwatch.IAlarmAction) {
	alarm.AddAlarmAction(action)
	alarm.AddOkAction(action)
}

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
