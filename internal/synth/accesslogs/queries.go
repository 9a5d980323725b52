// Saved queries of Logs Insights.

package accesslogs

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// maxFolder is how many characters a folder's name may have, so that "/slowest
// routes" fits behind it (CloudWatch Logs API reference, PutQueryDefinition: a
// name has 255 at most).
const maxFolder = 255 - len("/slowest routes")

// query is a query on the default JSON.
type query struct{ id, title, text string }

// queries returns those of a kind of API: its slowest routes, its top errors,
// its top callers.
func queries(kind *plan.Kind) []query {
	l := logs[kind]
	by := func(fields []string) string { return strings.Join(fields, ", ") }
	distinct, called := l.route[len(l.route)-1], "routes"
	if kind.Messages {
		distinct, called = "connectionId", "connections"
	}
	return []query{
		// The filter leaves out the "-" of requests that have no latency.
		{"SlowestRoutes", "slowest routes", fmt.Sprintf(`filter %[1]s like /^[0-9]+$/
| stats count(*) as requests, pct(%[1]s, 50) as p50, pct(%[1]s, 95) as p95, max(%[1]s) as slowest by %[2]s
| sort p95 desc
| limit 25`, l.latency, by(l.route))},
		{"TopErrors", "top errors", fmt.Sprintf(`filter status like /^[45]/ or integrationError != "-"
| stats count(*) as errors, latest(requestId) as lastRequest, latest(@timestamp) as lastTime by %s
| sort errors desc
| limit 25`, by(l.failure))},
		{"TopCallers", "top callers", fmt.Sprintf(`stats count(*) as requests, count_distinct(%s) as %s by %s
| sort requests desc
| limit 25`, distinct, called, by(l.caller))},
	}
}

// SaveQueries saves queries of Logs Insights on logs of a kind of API: "NAME/
// slowest routes", "NAME/top errors" and "NAME/top callers", where NAME is a
// folder of the console. The groups are those of logs with the package's
// fields (see [Destination]); with none, the console asks for them. Package
// monitor calls it: a monitor has them for each of its APIs.
func SaveQueries(scope constructs.Construct, id string, kind *plan.Kind, name string, groups ...awslogs.ILogGroup) {
	parent := constructs.NewConstruct(scope, jsii.String(id))
	props := awslogs.CfnQueryDefinitionProps{}
	if len(groups) > 0 {
		var names []any
		for _, group := range groups {
			names = append(names, group.LogGroupName())
		}
		props.LogGroupNames = &names
	}
	if n := utf8.RuneCountInString(name); n > maxFolder && !token.In(name) {
		parent.Node().AddValidation(atsynth.Validation(func() []plan.Problem {
			return []plan.Problem{{Text: fmt.Sprintf("saved queries: the name %q has %d characters; there is room for %d", name, n, maxFolder)}}
		}))
	}
	for _, q := range queries(kind) {
		one := props
		one.Name, one.QueryString = jsii.String(name+"/"+q.title), jsii.String(q.text)
		awslogs.NewCfnQueryDefinition(parent, jsii.String(q.id), &one)
	}
}
