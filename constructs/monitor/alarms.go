// The alarms as CloudWatch has them: each watches an expression, which is 0
// while there is too little traffic to judge by.

package monitor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/jsii-runtime-go"
)

// formula is what an alarm watches.
type formula struct {
	expression string // of the metrics, with %d for the minimum of requests
	metrics    map[string]awscloudwatch.IMetric
}

// stageAlarms makes the alarms of a stage.
func (m *Monitor) stageAlarms(s *subject) {
	c := counted[s.kind]
	stage := ""
	if s.name != "" {
		stage = ":" + s.name
	}
	id := m.id(s.api) + stage
	what := c.what
	m.alarm(serverErrors, id, s.String(), "of "+what+" fail by the API or behind it ("+strings.Join(c.serverErrors, ", ")+")", 0, s.rate(c.serverErrors))
	m.alarm(clientErrors, id, s.String(), "of "+what+" are refused as mistakes of the client ("+strings.Join(c.clientErrors, ", ")+")", 0, s.rate(c.clientErrors))
	m.alarm(latency, id, s.String(), "for the slowest of 100 "+what+" (p99 of "+c.latency+")", 0, s.slow())
}

// functionAlarms makes the alarms of a function.
func (m *Monitor) functionAlarms(f *watched) {
	id, name := m.id(f), "function "+*f.Node().Path()
	m.alarm(failures, id, name, "of invocations fail", 0, formula{
		"IF(invocations >= %d, 100 * FILL(errors, 0) / invocations, 0)",
		map[string]awscloudwatch.IMetric{"invocations": f.metric("Invocations", sum, nil), "errors": f.metric("Errors", sum, nil)},
	})
	// A throttled invocation is none that Lambda counts as invocation.
	m.alarm(throttles, id, name, "of invocations are throttled", 0, formula{
		"IF(FILL(invocations, 0) + throttles >= %d, 100 * throttles / (FILL(invocations, 0) + throttles), 0)",
		map[string]awscloudwatch.IMetric{"invocations": f.metric("Invocations", sum, nil), "throttles": f.metric("Throttles", sum, nil)},
	})
	if timeout := f.timeout(); timeout > 0 {
		m.alarm(duration, id, name, "of the timeout of "+timeout.String()+" for the slowest of 100 invocations (p99 of Duration)", timeout, formula{
			"IF(invocations >= %d, duration, 0)",
			map[string]awscloudwatch.IMetric{"invocations": f.metric("Invocations", sum, nil), "duration": f.metric("Duration", "p99", nil)},
		})
	}
}

// alarm makes an alarm. With whole, it is compared with a share of that in
// milliseconds.
func (m *Monitor) alarm(r *rule, id, of, what string, whole time.Duration, f formula) {
	a := r.of(&m.props.Alarms)
	if a.Off {
		return
	}
	threshold, unit := a.Above, "%"
	if !r.percent {
		unit = " ms"
	}
	if whole > 0 {
		threshold = a.Above * float64(whole.Milliseconds()) / 100
	}
	period := awscdk.Duration_Seconds(jsii.Number(a.Period.Seconds()))
	props := &awscloudwatch.AlarmProps{
		AlarmDescription: jsii.String(fmt.Sprintf("%s: above %v%s %s, in %d of %d periods of %v with at least %d",
			of, a.Above, unit, what, a.Datapoints, a.Periods, a.Period, a.MinRequests)),
		Metric: awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
			Expression:   jsii.String(fmt.Sprintf(f.expression, a.MinRequests)),
			UsingMetrics: &f.metrics,
			Label:        jsii.String(r.name),
			Period:       period,
		}),
		Threshold:          jsii.Number(threshold),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
		EvaluationPeriods:  jsii.Number(a.Periods),
		DatapointsToAlarm:  jsii.Number(a.Datapoints),
		TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
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
