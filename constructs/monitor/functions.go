// What is watched of functions: those of the APIs' routes and authorizers, and
// those that the user names, each once.

package monitor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

// maxLines is how many metrics a graph can have, those included that it only
// reckons with (CloudWatch user guide, "CloudWatch service quotas").
const maxLines = 500

// watched is a function that is watched.
type watched struct {
	awslambda.IFunction
	path   string
	name   string        // for people
	period time.Duration // of its metrics; 0 is a minute
}

// findFunctions takes in those that the user names.
func (m *Monitor) findFunctions() {
	for i, f := range m.props.Functions {
		switch {
		case isnil.Any(f):
			m.problem("Functions[%d] is nil", i)
		case !m.addFunction(f, "", fmt.Sprintf("Functions[%d], ", i)):
			m.problem("Functions[%d], %s, is there twice: name each function once", i, *f.Node().Path())
		}
	}
}

// collectFunctions takes in those that the APIs lead to. It reports whether the
// APIs have no mistakes, without which their functions are not known.
func (m *Monitor) collectFunctions() bool {
	seen := map[*view.API]bool{}
	for _, s := range m.subjects {
		if s.stage == nil || seen[s.stage.API] {
			continue
		}
		api := s.stage.API
		seen[api] = true
		p := api.Planned()
		if p == nil {
			return false
		}
		for _, f := range p.Functions {
			m.addFunction(api.Function(f), f.Name(), "")
		}
		for _, r := range p.Routes {
			for _, by := range []any{r.Target, r.Auth} {
				if i, ok := by.(facet.Invoker); ok && !isnil.Any(i.Invokes()) {
					m.addFunction(i.Invokes(), "", "")
				}
			}
		}
	}
	if n := len(m.functions); m.dashboard != nil && n > maxLines {
		m.problem("there are %d functions, and a graph of the dashboard takes %d: make several monitors, each for some of them, or set "+
			"NoDashboard", n, maxLines)
	}
	slices.SortFunc(m.functions, func(a, b *watched) int { return strings.Compare(a.path, b.path) })
	named := map[string]int{}
	for _, f := range m.functions {
		named[f.name]++
	}
	for _, f := range m.functions {
		if named[f.name] > 1 {
			f.name = f.longName()
		}
	}
	return true
}

// addFunction takes in a function, and reports whether it was not there yet. Its
// name is its path unless it has another, and what introduces it in messages.
func (m *Monitor) addFunction(f awslambda.IFunction, name, intro string) bool {
	path := *f.Node().Path()
	if m.seen[path] {
		return false
	}
	m.seen[path] = true
	if name == "" {
		name = place.Within(m, f)
	}
	m.checkPlace(f, intro+path+",")
	m.functions = append(m.functions, &watched{IFunction: f, path: path, name: name})
	return true
}

// longName tells the function from those of other APIs: "Todo/Api
// functions/todos", or its path.
func (w *watched) longName() string {
	api, source, ours := strings.Cut(w.path, "/Function:")
	if !ours {
		return w.path
	}
	return api + " " + strings.ReplaceAll(source, "|", "/")
}

// timeout returns how long a function may run; 0 if that is not known.
func (w *watched) timeout() time.Duration {
	switch f := w.IFunction.(type) {
	case awslambda.IAlias:
		return (&watched{IFunction: f.Version()}).timeout()
	case awslambda.IVersion:
		return (&watched{IFunction: f.Lambda()}).timeout()
	}
	cfn, ok := w.Node().DefaultChild().(awslambda.CfnFunction)
	switch {
	case !ok:
		return 0
	case cfn.Timeout() == nil:
		return 3 * time.Second // Lambda API reference, CreateFunction
	}
	return time.Duration(*cfn.Timeout() * float64(time.Second))
}

// id is the start of the ids of what is made for a construct: its path, without
// that of the monitor's stack, so that a stack's name does not matter.
func (m *Monitor) id(c constructs.IConstruct) string {
	path, whole := place.Within(m, c), *c.Node().Path()
	if path == whole {
		path = "/" + path // of another stack: no path in this one begins so
	}
	return atsynth.ChildID(path)
}
