// The types of handlers, checked before their functions are built.

package functions

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/handlertypes"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// checkTypes reports what is wrong with the types of the handlers that are
// about to be built. The error, if any, says which types could not be read; a
// package that does not compile is such a one, and the build says more of it.
func (a *App) checkTypes(needs []*Need, mains []code.Main) error {
	loaded, err := load(mains)
	configured := map[string]bool{}
	for i, need := range needs {
		pkg := loaded[targetOf(mains[i])][mains[i].ImportPath]
		if pkg == nil {
			continue
		}
		need.checkRoutes(pkg)
		need.describe(pkg)
		if dir := need.Source.Dir; len(need.Routes) > 0 && need.Source.Go.Configure != nil && !configured[dir] {
			configured[dir] = true
			for _, p := range pkg.Configure() {
				need.Report(0, fmt.Sprintf("function %s: %s: %s", need.Source.Path, plan.Pos(p.Place), p.Text))
			}
		}
		if need.Start != "" && need.Outside {
			need.begin(pkg)
			if need.Stream && need.Start != "" {
				need.Report(0, fmt.Sprintf("function %q: Stream: the handler gets events of any kind, and only responses to requests are streamed: "+
					"let it take a *router.Request", need.Source.Path+"."+need.Start))
			}
			a.started[*need.Function.Function.Node().Path()] = started{need, pkg}
		}
	}
	return err
}

// Documented reports whether APIs have documents, and whether the types of handlers
// are read for them also where nothing is built. From the CDK's command a context
// comes as a text.
func (a *App) Documented() (documents, unbuilt bool) {
	switch a.root.Node().TryGetContext(jsii.String(code.DocumentsContext)) {
	case nil:
		return true, false
	case false, "false":
		return false, false
	}
	return true, true
}

// describeTypes describes the handlers of functions that are not built. What can't
// be read has no description: without a build nothing of it is an error.
func (a *App) describeTypes(needs []*Need, host bool) {
	mains := make([]code.Main, len(needs))
	for i, n := range needs {
		mains[i] = mainOf(n, host)
	}
	loaded, _ := load(mains)
	for i, n := range needs {
		if pkg := loaded[targetOf(mains[i])][mains[i].ImportPath]; pkg != nil {
			n.describe(pkg)
		}
	}
}

// describe describes the handlers of routes.
func (n *Need) describe(pkg *handlertypes.Package) {
	if n.Describe == nil {
		return
	}
	for i, r := range n.Routes {
		if h := pkg.Describe(r.Func, r.Form, n.Types); h != nil {
			n.Describe(i, h)
		}
	}
}

func targetOf(m code.Main) handlertypes.Target {
	return handlertypes.Target{ModuleDir: m.ModuleDir, GOOS: m.GOOS, GOARCH: m.GOARCH}
}

// load reads the packages of handlers, those of one target together.
func load(mains []code.Main) (map[handlertypes.Target]map[string]*handlertypes.Package, error) {
	var targets []handlertypes.Target
	paths := map[handlertypes.Target][]string{}
	for _, m := range mains {
		t := targetOf(m)
		if paths[t] == nil {
			targets = append(targets, t)
		}
		if !slices.Contains(paths[t], m.ImportPath) {
			paths[t] = append(paths[t], m.ImportPath)
		}
	}
	loaded := map[handlertypes.Target]map[string]*handlertypes.Package{}
	var errs []error
	for _, t := range targets {
		pkgs, err := handlertypes.Load(context.Background(), t, paths[t]...)
		loaded[t] = pkgs
		errs = append(errs, err)
	}
	return loaded, errors.Join(errs...)
}

// checkRoutes reports what is wrong with the handlers of routes, each once.
func (n *Need) checkRoutes(pkg *handlertypes.Package) {
	var names []string
	for i, r := range n.Routes {
		if slices.Contains(names, r.Func) {
			continue
		}
		names = append(names, r.Func)
		var problems []handlertypes.Problem
		switch r.Form {
		case source.Typed:
			problems = pkg.Typed(r.Func, n.routesOf(r.Func))
		case source.RequestOf:
			problems = pkg.Output(r.Func)
		}
		for _, p := range problems {
			n.Report(i, fmt.Sprintf("handler %q: %s: %s", n.Source.Path+"."+r.Func, plan.Pos(p.Place), p.Text))
		}
	}
}

// routesOf returns the routes that lead to a handler.
func (n *Need) routesOf(name string) []handlertypes.Route {
	var out []handlertypes.Route
	for _, r := range n.Routes {
		if r.Func != name {
			continue
		}
		route := handlertypes.Route{Key: r.Key, Any: n.AnyRoute, Message: r.Message && r.Key != routekey.Connect && r.Key != routekey.Disconnect}
		if keys, err := routekey.Parse(r.Key); err == nil && !r.Message {
			route.Names = keys[0].Path.Params()
		}
		out = append(out, route)
	}
	return out
}

// begin decides how a function outside any API begins: one whose input only the
// router can fill answers requests by way of the router.
func (n *Need) begin(pkg *handlertypes.Package) {
	if !n.Typed || !pkg.Bound(n.Start) {
		return
	}
	n.Routes = []code.Route{{Key: "$default", Func: n.Start, Form: source.Typed, Origin: n.Origin}}
	n.Start, n.AnyRoute = "", true
	n.checkRoutes(pkg)
}

// started is a function outside any API, and its types.
type started struct {
	need *Need
	pkg  *handlertypes.Package
}

// Unanswering says why a function can't answer the requests of an API, "" if it
// can or if nothing is known of it.
func (a *App) Unanswering(fn awslambda.IFunction) string {
	s, ok := a.started[*fn.Node().Path()]
	if !ok || s.need.Start == "" || !s.need.Typed {
		return ""
	}
	event := s.pkg.NoRequest(s.need.Start)
	if event == "" {
		return ""
	}
	return fmt.Sprintf("leads to the function of the handler %q, made at %s, which gets the event itself as %s, and no event of an API "+
		"has any of its fields: "+
		"declare the handler on the route, or let it take a *router.Request", s.need.Source.Path+"."+s.need.Start, s.need.Origin, event)
}
