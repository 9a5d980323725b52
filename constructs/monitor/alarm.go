// When alarms go off: their settings, defaults, and what CloudWatch takes.

package monitor

import (
	"cmp"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// Alarms says when the alarms of a monitor go off. There is one of each for
// every stage, or function. All but those that are Off are made; CloudWatch
// charges for each by the metrics in it, which are one to four.
type Alarms struct {
	// ServerErrors watches what percentage of a stage's requests is answered
	// with a 5xx; of a WebSocket API, which messages fail in an integration or
	// on the way to it. Default: above 5 percent, in 2 of 3 periods.
	ServerErrors Alarm

	// ClientErrors watches what percentage of a stage's requests is answered
	// with a 4xx; of a WebSocket API, which messages are refused. Clients cause
	// them, so it takes more. Default: above 25 percent, in 3 of 3 periods.
	ClientErrors Alarm

	// Latency watches how many milliseconds the slowest of 100 requests to a
	// stage takes (p99); of a WebSocket API, in its integration. Default: above
	// 5000, in 3 of 3 periods.
	Latency Alarm

	// Silence watches that a stage gets requests at all, which no other alarm
	// does: it goes off if there are fewer than MinRequests, in 3 of 3 periods,
	// and has no Above. Default: there is none, unless MinRequests is set, since
	// only you know how many are usual.
	Silence Alarm

	// Errors watches what percentage of a function's invocations fails.
	// Default: above 5 percent, in 2 of 3 periods.
	Errors Alarm

	// Throttles watches what percentage of a function's invocations Lambda
	// refuses, since too many run. Default: above 1 percent, in 2 of 3 periods.
	Throttles Alarm

	// Duration watches how long the slowest of 100 invocations of a function
	// takes (p99), in percent of the function's timeout. A function whose
	// timeout is not known, such as an imported one, has none. Default: above 90
	// percent, in 3 of 3 periods.
	Duration Alarm
}

// Alarm says when an alarm goes off. The zero value of each field means its
// default.
type Alarm struct {
	// Off makes no such alarm.
	Off bool

	// Above is the value above which a period counts. Default: see [Alarms].
	Above float64

	// MinRequests is how many requests, messages or invocations a period needs
	// to count. Default: 20.
	MinRequests int

	// Period is the time over which a value is made: whole minutes, up to a day.
	// Default: 5 minutes.
	Period time.Duration

	// Periods is how many of the latest periods are looked at. Default: 3, or
	// Datapoints if that is more.
	Periods int

	// Datapoints is how many of these periods must count. Default: see [Alarms];
	// no more than Periods.
	Datapoints int

	// Override changes the properties of the CDK's Alarm before it is made:
	// whatever is not named here. It is called for each alarm, so an AlarmName
	// fits only where there is one. Default: none.
	Override func(*awscloudwatch.AlarmProps)
}

// rule is one of the Alarms: its name there, and its defaults.
type rule struct {
	name       string
	settings   func(*Alarms) *Alarm
	percent    bool    // Above is one; or milliseconds
	above      float64 // 0 for the alarm that goes off below MinRequests
	datapoints int
}

var (
	serverErrors = &rule{"ServerErrors", func(a *Alarms) *Alarm { return &a.ServerErrors }, true, 5, 2}
	clientErrors = &rule{"ClientErrors", func(a *Alarms) *Alarm { return &a.ClientErrors }, true, 25, 3}
	latency      = &rule{"Latency", func(a *Alarms) *Alarm { return &a.Latency }, false, 5000, 3}
	silence      = &rule{"Silence", func(a *Alarms) *Alarm { return &a.Silence }, false, 0, 3}
	failures     = &rule{"Errors", func(a *Alarms) *Alarm { return &a.Errors }, true, 5, 2}
	throttles    = &rule{"Throttles", func(a *Alarms) *Alarm { return &a.Throttles }, true, 1, 2}
	duration     = &rule{"Duration", func(a *Alarms) *Alarm { return &a.Duration }, true, 90, 3}

	ofStages    = []*rule{serverErrors, clientErrors, latency, silence}
	ofFunctions = []*rule{failures, throttles, duration}
)

const (
	defaultMinRequests = 20
	defaultPeriod      = 5 * time.Minute
	defaultPeriods     = 3
)

// maxLatency is after how many milliseconds no API waits any more (API Gateway
// developer guide, "Stream the integration response for your proxy
// integrations").
const maxLatency = 15 * 60 * 1000

// of returns the settings of an alarm with every default filled in.
func (r *rule) of(alarms *Alarms) Alarm {
	a := *r.settings(alarms)
	a.Above = cmp.Or(a.Above, r.above)
	if r != silence {
		a.MinRequests = cmp.Or(a.MinRequests, defaultMinRequests)
	} else if a.MinRequests == 0 && !a.isSet() {
		a.Off = true
	}
	a.Period = cmp.Or(a.Period, defaultPeriod)
	a.Periods = cmp.Or(a.Periods, max(defaultPeriods, a.Datapoints))
	a.Datapoints = cmp.Or(a.Datapoints, min(r.datapoints, a.Periods))
	return a
}

// isSet reports whether an alarm has settings besides Off.
func (a *Alarm) isSet() bool {
	return a.Above != 0 || a.MinRequests != 0 || a.Period != 0 || a.Periods != 0 || a.Datapoints != 0 || a.Override != nil
}

// problems says what is wrong with the settings of an alarm. (CloudWatch API
// reference, PutMetricAlarm. The metrics of API Gateway and Lambda have a value
// each minute, so shorter periods would be empty.)
func (r *rule) problems(alarms *Alarms) []string {
	found := problems.In("Alarms." + r.name)
	given := r.settings(alarms)
	if given.Off {
		if given.isSet() {
			found.Add("is Off and has settings: remove either")
		}
		return found.All()
	}
	a := r.of(alarms)
	if a.Off {
		return nil
	}
	switch {
	case r == silence && a.Above != 0:
		found.Add("Above is %v; it goes off below MinRequests: set that instead", a.Above)
	case r == silence:
	case r.percent:
		if !(a.Above > 0 && a.Above < 100) {
			found.Add("Above is %v; it is a percentage above 0 and below 100", a.Above)
		}
	case !(a.Above > 0 && a.Above < maxLatency):
		found.Add("Above is %v; it is a number of milliseconds above 0 and below %d", a.Above, maxLatency)
	}
	if a.MinRequests < 1 {
		found.Add("MinRequests is %d; it is 1 or more", a.MinRequests)
	}
	fits := a.Period >= time.Minute && a.Period <= 24*time.Hour && a.Period%time.Minute == 0
	if !fits {
		found.Add("Period is %v; CloudWatch takes whole minutes, from 1m0s to 24h0m0s", a.Period)
	}
	if a.Periods < 1 {
		found.Add("Periods is %d; it is 1 or more", a.Periods)
		return found.All()
	}
	if a.Datapoints < 1 || a.Datapoints > a.Periods {
		found.Add("Datapoints is %d of %d Periods; it is 1 to %d", a.Datapoints, a.Periods, a.Periods)
	}
	longest := 24 * time.Hour
	if a.Period >= time.Hour {
		longest = 7 * 24 * time.Hour
	}
	if fits && a.Periods > int(longest/a.Period) {
		found.Add("%d Periods of %v are more than %v, the longest that CloudWatch looks back for periods of this length", a.Periods,
			a.Period, longest)
	}
	return found.All()
}
