// What is wrong with the properties.

package monitor

import (
	"regexp"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// maxActions is how many actions an alarm can have for a state (CloudWatch API
// reference, PutMetricAlarm).
const maxActions = 5

// dashboardName is what CloudWatch takes (CloudWatch API reference,
// PutDashboard).
var dashboardName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

// checkProps reports what is wrong with the properties by themselves.
func (m *Monitor) checkProps() {
	p := &m.props
	if len(p.APIs) == 0 && len(p.Functions) == 0 {
		m.problem("the monitor has neither APIs nor Functions: name what it watches")
	}
	if isnil.Any(p.Topic) {
		p.Topic = nil
	} else {
		m.checkTopic(p.Topic)
	}
	actions := len(p.Actions)
	if p.Topic != nil {
		actions++
	}
	if actions > maxActions {
		m.problem("alarms have %d actions with that of the Topic; CloudWatch takes %d", actions, maxActions)
	}
	for i, a := range p.Actions {
		if isnil.Any(a) {
			m.problem("Actions[%d] is nil", i)
		}
	}
	for _, r := range slices.Concat(ofStages, ofFunctions) {
		for _, text := range r.problems(&p.Alarms) {
			m.problem("%s", text)
		}
	}
	if len(p.APIs) == 0 {
		for _, r := range ofStages {
			if r.settings(&p.Alarms).isSet() {
				m.problem("Alarms.%s is for stages, and the monitor has no APIs: remove it, or name an API", r.name)
			}
		}
		if p.PerRoute {
			m.problem("PerRoute is for APIs, and the monitor has none: remove it, or name an API")
		}
	}
	m.checkDashboard()
}

func (m *Monitor) checkDashboard() {
	p := &m.props
	if isnil.Any(p.Dashboard) {
		p.Dashboard = nil
	} else {
		m.checkPlace(p.Dashboard, "the Dashboard")
	}
	if p.Name != "" && !token.In(p.Name) && !dashboardName.MatchString(p.Name) {
		m.problem(`Name is %q; the name of a dashboard has 1 to 255 letters, digits, "-" and "_"`, p.Name)
	}
	for _, other := range []struct {
		set  bool
		what string
	}{{p.Name != "", "a Name"}, {p.Override != nil, "an Override"}} {
		switch {
		case !other.set:
		case p.NoDashboard:
			m.problem("has NoDashboard and %s of one: remove either", other.what)
		case p.Dashboard != nil:
			m.problem("has a Dashboard of yours and %s of a new one: remove either", other.what)
		}
	}
	if p.NoDashboard && p.Dashboard != nil {
		m.problem("has NoDashboard and a Dashboard: remove either")
	}
}

// checkUnused reports settings for functions where there are none.
func (m *Monitor) checkUnused() {
	if len(m.functions) > 0 {
		return
	}
	for _, r := range ofFunctions {
		if r.settings(&m.props.Alarms).isSet() {
			m.problem("Alarms.%s is for functions, and none of the APIs leads to one: remove it, or name Functions", r.name)
		}
	}
}
