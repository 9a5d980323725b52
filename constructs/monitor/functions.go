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

	"github.com/gatehouse-go/gatehouse/internal/view"
)

// watched is a function that is watched.
type watched struct {
	awslambda.IFunction
	name string // for people
}

// findFunctions takes in those that the user names.
func (m *Monitor) findFunctions() {
	for i, f := range m.props.Functions {
		switch {
		case isNil(f):
			m.problem("Functions[%d] is nil", i)
		case !m.addFunction(f, ""):
			m.problem("Functions[%d], %s, is there twice: name each function once", i, *f.Node().Path())
		default:
			m.checkPlace(f, fmt.Sprintf("Functions[%d], %s,", i, *f.Node().Path()))
		}
	}
}

// collectFunctions takes in those that the APIs lead to. It tells whether the
// APIs have no mistakes, without which their functions are not known.
func (m *Monitor) collectFunctions() bool {
	for _, s := range m.subjects {
		if s.stage == nil {
			continue
		}
		p := s.stage.API.Planned()
		if p == nil {
			return false
		}
		for _, f := range p.Functions {
			m.addFunction(s.stage.API.Function(f), f.Name())
		}
		for _, r := range p.Routes {
			m.addInvoked(r.Target)
			m.addInvoked(r.Auth)
		}
	}
	slices.SortFunc(m.functions, func(a, b *watched) int { return strings.Compare(*a.Node().Path(), *b.Node().Path()) })
	named := map[string]int{}
	for _, f := range m.functions {
		named[f.name]++
	}
	for _, f := range m.functions {
		if named[f.name] > 1 {
			f.name = strings.ReplaceAll(*f.Node().Path(), "/Function:", " ")
		}
	}
	return true
}

// addInvoked takes in the function that an integration or authorizer calls.
func (m *Monitor) addInvoked(by any) {
	if i, ok := by.(view.Invoker); ok && !isNil(i.Invokes()) {
		m.addFunction(i.Invokes(), "")
	}
}

// addFunction takes in a function unless it is there.
func (m *Monitor) addFunction(f awslambda.IFunction, name string) bool {
	path := *f.Node().Path()
	if slices.ContainsFunc(m.functions, func(w *watched) bool { return *w.Node().Path() == path }) {
		return false
	}
	if name == "" {
		name = within(m, f)
	}
	m.functions = append(m.functions, &watched{f, name})
	return true
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
	return strings.ReplaceAll(within(m, c), "/", "|")
}
