// The metrics of CloudWatch: what each kind of API has, and those of Lambda.

package monitor

import (
	"cmp"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

const (
	namespace = "AWS/ApiGateway"
	sum       = "Sum"
)

// counts are the metrics of a kind of API.
type counts struct {
	what         string   // is counted
	requests     []string // together
	clientErrors []string
	serverErrors []string
	latency      string // as clients see it, as far as it is measured
	integration  string // what of it is spent behind the API; "" if it is the same
}

// counted has the metrics of each kind of API, named as in the API Gateway
// developer guide. A WebSocket API measures only what is behind it.
var counted = map[*plan.Kind]counts{
	plan.HTTP: {"requests", []string{"Count"}, []string{"4xx"}, []string{"5xx"}, "Latency", "IntegrationLatency"},
	plan.REST: {"requests", []string{"Count"}, []string{"4XXError"}, []string{"5XXError"}, "Latency", "IntegrationLatency"},
	plan.WebSocket: {"messages", []string{"ConnectCount", "MessageCount"}, []string{"ClientError"},
		[]string{"IntegrationError", "ExecutionError"}, "IntegrationLatency", ""},
}

// look is how a metric is shown.
type look struct {
	label string // "" for the metric's name
	color string // "" for any
}

// metric is a metric of a stage.
func (s *subject) metric(name, statistic string, shown *look) awscloudwatch.Metric {
	d := map[string]*string{}
	for _, dim := range s.dims {
		d[dim.name] = jsii.String(dim.value)
	}
	props := &awscloudwatch.MetricProps{Namespace: jsii.String(namespace), MetricName: jsii.String(name), DimensionsMap: &d,
		Statistic: jsii.String(statistic), Period: seconds(s.period)}
	if shown != nil {
		props.Label = jsii.String(cmp.Or(shown.label, name))
		props.Color = optional(shown.color)
	}
	return awscloudwatch.NewMetric(props)
}

// metric is a metric of a function; the CDK knows by what its kind is counted.
func (w *watched) metric(name, statistic string, shown *look) awscloudwatch.Metric {
	options := &awscloudwatch.MetricOptions{Statistic: jsii.String(statistic), Period: seconds(w.period)}
	if shown != nil {
		options.Label = jsii.String(cmp.Or(shown.label, w.name))
		options.Color = optional(shown.color)
	}
	return w.Metric(jsii.String(name), options)
}

// at returns the stage with metrics of another period.
func (s *subject) at(period time.Duration) *subject {
	c := *s
	c.period = period
	return &c
}

// at returns the function with metrics of another period.
func (w *watched) at(period time.Duration) *watched {
	c := *w
	c.period = period
	return &c
}

// seconds is a period; 0 is a minute, which is how often API Gateway and Lambda
// measure.
func seconds(period time.Duration) awscdk.Duration {
	return awscdk.Duration_Seconds(jsii.Number(cmp.Or(period, time.Minute).Seconds()))
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return jsii.String(s)
}
