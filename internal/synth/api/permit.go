// What lets an API invoke functions, and aliases of them that stages choose.

package api

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Permit gives the API the permission to invoke a function under a name, once
// however many routes lead there.
func (a *API) Permit(name string, fn awslambda.IFunction) {
	if id := "Permission:" + atsynth.ChildID(name); !a.permitted[id] {
		a.permitted[id] = true
		invoke.Permit(a.Construct, id, fn, &a.ID, invoke.WholeAPI)
	}
}

// PermitAliases gives the API the permission to invoke aliases of a function,
// each once. Those that the application makes are there before: Lambda refuses a
// permission for an alias that is not.
func (a *API) PermitAliases(name string, fn awslambda.IFunction, aliases []string) {
	var made map[string]awslambda.CfnAlias // looked for once, and only if needed
	for _, alias := range aliases {
		id := "Permission:" + atsynth.ChildID(name+":"+alias)
		if a.permitted[id] {
			continue
		}
		a.permitted[id] = true
		if made == nil {
			made = aliasesOf(fn)
		}
		permission := awslambda.NewCfnPermission(a.Construct, jsii.String(id), &awslambda.CfnPermissionProps{
			Action: jsii.String("lambda:InvokeFunction"), FunctionName: jsii.String(*fn.FunctionArn() + ":" + alias),
			Principal: jsii.String(invoke.Principal), SourceArn: invoke.SourceARN(a.Construct, &a.ID, invoke.WholeAPI),
		})
		if of := made[alias]; of != nil {
			permission.Node().AddDependency(of)
		}
	}
}

// aliasesOf returns the aliases of a function that its own stack makes, by name.
// It looks at every construct of the stack.
func aliasesOf(fn awslambda.IFunction) map[string]awslambda.CfnAlias {
	stack := awscdk.Stack_Of(fn)
	known := []any{stack.Resolve(fn.FunctionName()), stack.Resolve(fn.FunctionArn())}
	found := map[string]awslambda.CfnAlias{}
	for _, c := range *stack.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		alias, ok := c.(awslambda.CfnAlias)
		if !ok || found[*alias.Name()] != nil {
			continue
		}
		of := stack.Resolve(alias.FunctionName())
		if slices.ContainsFunc(known, func(k any) bool { return reflect.DeepEqual(k, of) }) {
			found[*alias.Name()] = alias
		}
	}
	return found
}

// checkVariables finds stages that lack the variable by which an integration
// chooses, or have one that it doesn't know.
func (a *API) checkVariables() {
	said, looked := map[string]bool{}, map[plan.Target]bool{}
	for _, r := range a.plan.Routes {
		target, ok := r.Target.(facet.StageVariable)
		if !ok {
			continue
		}
		problem := func(format string, args ...any) {
			a.plan.Problems = append(a.plan.Problems, plan.Problem{Pos: r.Pos,
				Text: fmt.Sprintf("route %q: ", r.Key) + fmt.Sprintf(format, args...)})
		}
		if text := a.foreign(target); text != "" {
			problem("%s", text)
		}
		if !looked[r.Target] {
			looked[r.Target] = true
			a.warnOfMissingAliases(r, target, said)
		}
		name, values := target.Variable()
		known := func(value string) bool { return token.In(value) || slices.Contains(values, value) }
		for _, s := range a.Stages {
			value, set := s.Variables[name]
			switch {
			case !set:
				problem("stage %q has no variable %q, which chooses the alias", s.shown, name)
			case !known(value):
				problem("stage %q: variable %s is %q; the integration has the aliases %s", s.shown, name, value, strings.Join(values, ", "))
			}
			if value, set := s.CanaryVariables[name]; set && !known(value) {
				problem("stage %q: variable %s of its Canary is %q; the integration has the aliases %s", s.shown, name, value,
					strings.Join(values, ", "))
			}
		}
	}
}

// warnOfMissingAliases finds aliases that a function's own stack does not make.
// Something else may, for a function that is deployed already. Each is said at
// the first route that leads there.
func (a *API) warnOfMissingAliases(r *plan.Planned, target any, said map[string]bool) {
	invoker, ok := target.(facet.Invoker)
	if !ok || len(target.(integrations.Integration).Problems()) > 0 {
		return
	}
	fn := invoker.Invokes()
	if _, made := fn.Node().DefaultChild().(awslambda.CfnFunction); !made {
		return
	}
	_, values := target.(facet.StageVariable).Variable()
	made := aliasesOf(fn)
	for _, alias := range values {
		if id := *fn.Node().Path() + ":" + alias; !token.In(alias) && !said[id] && made[alias] == nil {
			said[id] = true
			a.Warn(r.Pos, warning.MissingAlias,
				"route %q: the stack of function %s makes no alias %q of it: unless something else has made it, the deployment fails; fn.AddAlias "+
					"makes one", r.Key, *fn.Node().Path(), alias)
		}
	}
}

// foreign says why a stage variable does not reach a function of another account
// (API Gateway developer guide, "API Gateway stage variables reference for HTTP
// APIs"; that for REST APIs says the same).
func (a *API) foreign(target any) string {
	invoker, ok := target.(facet.Invoker)
	if !ok || len(target.(integrations.Integration).Problems()) > 0 {
		return ""
	}
	of, own := *invoker.Invokes().Env().Account, *awscdk.Stack_Of(a.Construct).Account()
	if !place.Differ(of, own) {
		return ""
	}
	return fmt.Sprintf("the function is of account %s: a variable of a stage reaches functions of the API's own account only, %s", of, own)
}
