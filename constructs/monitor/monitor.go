// The monitor: its properties, and what it hands out.

package monitor

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// API is what can be watched: an httpapi.API, restapi.API or websocket.API, with
// all its stages; an HttpApi, RestApi or WebSocketApi of the CDK, which is
// counted as a whole, since its stages are not known; or one stage of any of
// them, which is the CDK's HttpStage, Stage or WebSocketStage.
type API interface{ constructs.IConstruct }

// Props holds the settings of a monitor. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// APIs are what is watched, in this order. They may belong to other stacks
	// of the app, of the same account and region. The functions that their
	// routes and authorizers lead to are watched too.
	APIs []API

	// Functions are watched besides those of the APIs. Default: none.
	Functions []awslambda.IFunction

	// Topic is told when an alarm goes off, and when all is well again. Its key
	// and its policy, if it has them, get a statement that lets CloudWatch in;
	// those of a topic made elsewhere must have one. Default: nobody is told;
	// the dashboard shows the alarms.
	Topic awssns.ITopic

	// Actions are what alarms do besides telling the Topic, in both cases.
	// CloudWatch takes 5 with it. Default: nothing.
	Actions []awscloudwatch.IAlarmAction

	// Alarms says when the alarms go off. Default: see there.
	Alarms Alarms

	// PerRoute switches detailed metrics on for the stages, which cost extra,
	// and adds graphs of the ten routes that are called most, are slowest and
	// fail most, however many there are. A stage that has detailed metrics gets
	// them without. Stages of the CDK's own APIs are not changed: switch detailed
	// metrics on there. Default: off.
	PerRoute bool

	// NoQueries saves no queries of the access logs for CloudWatch Logs
	// Insights. Default: they are, for each API whose access logs have the
	// fields of package accesslog.
	NoQueries bool

	// Name of the dashboard: 1 to 255 letters, digits, "-" and "_", once in the
	// account. Default: CloudFormation makes one.
	Name string

	// Dashboard is an existing one that gets the graphs, below what it has.
	// Default: one is made.
	Dashboard awscloudwatch.Dashboard

	// NoDashboard makes alarms only.
	NoDashboard bool

	// Override changes the properties of the CDK's Dashboard before it is made:
	// whatever is not named here. Default: none.
	Override func(*awscloudwatch.DashboardProps)
}

// Monitor is a dashboard and alarms.
type Monitor struct {
	constructs.Construct

	props     Props
	pos       plan.Pos
	subjects  []*subject
	functions []*watched
	seen      map[string]bool // functions by path
	dashboard awscloudwatch.Dashboard
	alarms    []awscloudwatch.Alarm
	names     map[string]bool // that alarms were given
	problems  []plan.Problem
	warnings  []plan.Warning
}

// New watches APIs and functions. Mistakes are reported at synth.
func New(scope constructs.Construct, id string, props *Props) *Monitor {
	m := &Monitor{pos: plan.Caller(1), seen: map[string]bool{}, names: map[string]bool{}}
	if props != nil {
		m.props = *props
		m.props.APIs = slices.Clone(props.APIs)
		m.props.Functions = slices.Clone(props.Functions)
		m.props.Actions = slices.Clone(props.Actions)
	}
	free, problem := atsynth.FreeID(scope, id)
	constructs.NewConstruct_Override(m, scope, jsii.String(free))
	if problem != "" {
		m.problem("monitor.New: %s", problem)
	}
	m.checkProps()
	m.findSubjects()
	m.findFunctions()
	if len(m.problems) == 0 {
		m.makeDashboard()
		for _, s := range m.subjects {
			if s.stage != nil && m.props.PerRoute {
				s.stage.DetailedMetrics = true
			}
			m.stageAlarms(s)
		}
	}
	atsynth.Do(m, m.render, func() []plan.Problem { return m.problems })
	return m
}

// Dashboard returns the dashboard, to add what this package does not know: its
// graphs stand above those of the monitor, which are added at synth. It is nil
// if there is none, or if the properties have mistakes.
func (m *Monitor) Dashboard() awscloudwatch.Dashboard { return m.dashboard }

// Alarms returns the alarms of the stages; at synth those of functions join
// them.
func (m *Monitor) Alarms() []awscloudwatch.Alarm { return slices.Clone(m.alarms) }

func (m *Monitor) problem(format string, args ...any) {
	m.problems = append(m.problems, plan.Problem{Pos: m.pos, Text: fmt.Sprintf(format, args...)})
}

func (m *Monitor) warn(id warning.ID, format string, args ...any) {
	m.warnings = append(m.warnings, plan.Warn(m.pos, warning.New(id, format, args...)))
}

// makeDashboard makes the dashboard, without graphs as yet: what they show is
// known at synth.
func (m *Monitor) makeDashboard() {
	switch {
	case m.props.NoDashboard:
		return
	case m.props.Dashboard != nil:
		m.dashboard = m.props.Dashboard
		return
	}
	l2 := &awscloudwatch.DashboardProps{}
	if m.props.Name != "" {
		l2.DashboardName = jsii.String(m.props.Name)
	}
	for _, text := range panics.Override("monitor.Props.Override", m.props.Override, l2) {
		m.problem("%s", text)
	}
	m.dashboard = awscloudwatch.NewDashboard(m, jsii.String("Dashboard"), l2)
}

// render makes what depends on the routes, which are planned at synth.
func (m *Monitor) render() {
	if len(m.problems) > 0 {
		atsynth.Refuse(m, m.problems)
		return
	}
	if !m.collectFunctions() {
		return // an API has mistakes, and reports them
	}
	m.checkUnused()
	if len(m.problems) > 0 {
		atsynth.Refuse(m, m.problems)
		return
	}
	m.openTopic()
	for _, f := range m.functions {
		m.functionAlarms(f)
	}
	m.saveQueries()
	if m.dashboard != nil {
		m.draw()
	}
	atsynth.Refuse(m, m.problems)
	atsynth.Warn(m, m.warnings)
}
