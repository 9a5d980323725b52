// From the plan to the CDK's constructs, at synth.

package httpapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/gobuild"
	"github.com/gatehouse-go/gatehouse/internal/plan"
	"github.com/gatehouse-go/gatehouse/internal/source"
)

func (a *API) problem(pos plan.Pos, format string, args ...any) {
	a.problems = append(a.problems, plan.Problem{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

func (a *API) allProblems() []plan.Problem {
	if a.plan == nil {
		return a.problems
	}
	return slices.Concat(a.problems, a.plan.Problems)
}

// makePlan plans the API. It needs nothing of the CDK.
func (a *API) makePlan() {
	in := plan.API{
		Kind: plan.HTTP, Public: authorizers.None(), DefaultPos: a.defaultPos, Preflight: a.props.CORS != nil,
		Asked: a.asked, Finder: a.app.Finder, Unsupported: unsupported,
	}
	if a.defaultAuth != nil {
		in.Default = a.defaultAuth
	}
	for i := range a.routes {
		in.Routes = append(in.Routes, a.planned(&a.routes[i]))
	}
	for _, text := range slices.Concat(a.props.CORS.Problems(), a.props.Functions.Problems(), a.props.AccessLog.Problems(), a.props.Throttle.problems()) {
		a.problem(a.pos, "%s", text)
	}
	a.plan = plan.New(in)
}

// unsupported says why an HTTP API can't have an authorizer or integration.
func unsupported(v any) string {
	switch v := v.(type) {
	case authorizers.ForHTTP, integrations.ForHTTP:
		return ""
	case authorizers.Authorizer:
		return fmt.Sprintf("an HTTP API can't have %s; it can have %s", v.Kind(), authorizers.KindsForHTTP)
	case integrations.Integration:
		return fmt.Sprintf("an HTTP API can't have a %s; it can have %s", v.Kind(), integrations.KindsForHTTP)
	}
	return ""
}

// shared returns the function of a folder, made at the first call with the
// settings known by then.
func (a *API) shared(path string) *function.Shared {
	key := path
	if clean, err := source.CleanSource(path); err == nil {
		path, key = clean, clean
		if src, err := a.app.Finder.Find(clean); err == nil {
			key = src.Dir
		}
	}
	if fn := a.functions[key]; fn != nil {
		return fn
	}
	id, _ := atsynth.FreeID(a, "Function:"+childID(path))
	base := a.props.Functions
	if len(base.Problems()) > 0 {
		base = nil // reported at synth; the CDK would panic on them
	}
	fn := function.NewShared(a, id, base, a.knownConfig(path))
	a.functions[key] = fn
	return fn
}

// knownConfig returns the settings that a function's routes have given it so
// far, if nothing is wrong with them.
func (a *API) knownConfig(path string) *function.Config {
	var config *function.Config
	for _, r := range a.routes {
		if h, err := source.ParseHandler(r.Handler); err == nil && h.Source == path && r.Function != nil {
			config = r.Function
			break
		}
	}
	if len(config.Problems()) > 0 {
		return nil
	}
	return config
}

// Needs implements function.Unit: it plans the API, makes its functions and
// says how their code is made. An API with a mistake needs nothing.
func (a *API) Needs() []function.Need {
	a.makePlan()
	if len(a.allProblems()) > 0 {
		return nil
	}
	var needs []function.Need
	for _, fn := range a.plan.Functions {
		shared := a.shared(fn.Source.Path)
		config, _ := fn.Config.(*function.Config)
		if text := shared.Configure(config); text != "" {
			a.problem(fn.ConfigPos, "function %s: %s", fn.Source.Path, text)
		}
		if t := shared.Timeout(); t > plan.HTTP.Timeout {
			a.plan.Warnings = append(a.plan.Warnings, plan.Problem{Pos: fn.Routes[0].Pos, Text: fmt.Sprintf(
				"function %s: its Timeout is %v, but an %s answers 503 after %v", fn.Source.Path, t, plan.HTTP.Name, plan.HTTP.Timeout)})
		}
		if a.props.CORS != nil {
			shared.SetEnvironment(cors.Env, a.props.CORS.Env())
		}
		need := function.Need{Function: shared, Source: fn.Source}
		for _, r := range fn.Routes {
			need.Routes = append(need.Routes, gobuild.Route{Key: r.Key.String(), Func: r.Func.Name, Form: r.Func.Form, Origin: r.Pos.String()})
		}
		needs = append(needs, need)
	}
	if len(a.problems) > 0 {
		return nil
	}
	return needs
}

// render makes the constructs, unless something is wrong.
func (a *API) render() {
	if err := a.app.Build(); err != nil {
		a.problems = append(a.problems, plan.Problem{Text: err.Error()})
	}
	if len(a.allProblems()) > 0 {
		return
	}
	atsynth.Warn(a, a.plan.Warnings)
	if a.props.CORS != nil {
		a.renderCORS()
	}
	a.renderStage(a.renderRoutes())
}

// renderRoutes makes the routes, and the authorizers and integrations they
// need. It returns the routes with a limit of their own.
func (a *API) renderRoutes() []throttled {
	auths := map[authorizers.Authorizer]authorizers.HTTPBinding{}
	targets := map[integrations.Integration]*string{}
	var limited []throttled
	for _, r := range a.plan.Routes {
		auth := r.Auth.(authorizers.ForHTTP)
		binding, bound := auths[auth]
		if !bound {
			binding = auth.BindHTTP(a, a)
			auths[auth] = binding
		}
		target := a.target(r)
		if targets[target] == nil {
			targets[target] = a.renderTarget(target)
		}
		props := &awsapigatewayv2.CfnRouteProps{
			ApiId:             a.HttpApi.ApiId(),
			RouteKey:          jsii.String(r.Key.String()),
			Target:            targets[target],
			AuthorizationType: jsii.String(binding.Type),
			AuthorizerId:      binding.ID,
		}
		if len(r.Scopes) > 0 {
			props.AuthorizationScopes = jsii.Strings(r.Scopes...)
		}
		route := awsapigatewayv2.NewCfnRoute(a, jsii.String(childID(r.Key.Shape())), props)
		if r.Index >= 0 && a.routes[r.Index].Throttle != nil {
			limited = append(limited, throttled{route, a.routes[r.Index].Throttle})
		}
	}
	return limited
}

// target returns what a route leads to.
func (a *API) target(r *plan.Planned) integrations.ForHTTP {
	if r.Function != nil {
		return integrations.Lambda(a.shared(r.Function.Source.Path).Function).(integrations.ForHTTP)
	}
	return r.Target.(integrations.ForHTTP)
}

// renderTarget makes an integration and the permission it needs, and returns
// what its routes have as target.
func (a *API) renderTarget(target integrations.ForHTTP) *string {
	binding := target.BindHTTP(a)
	binding.Props.ApiId = a.HttpApi.ApiId()
	id := childID(binding.Target)
	integration := awsapigatewayv2.NewCfnIntegration(a, jsii.String("Integration:"+id), binding.Props)
	if binding.Invokes != nil {
		binding.Invokes.AddPermission(jsii.String("Permission:"+id), &awslambda.Permission{
			Scope:     a,
			Principal: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil),
			SourceArn: awscdk.Stack_Of(a).FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("execute-api"), Resource: a.HttpApi.ApiId(), ResourceName: jsii.String("*/*"),
			}),
		})
	}
	return jsii.String("integrations/" + *integration.Ref())
}

// renderCORS sets the gateway's own CORS.
func (a *API) renderCORS() {
	policy := a.props.CORS.WithDefaults()
	list := func(items []string) *[]*string {
		if len(items) == 0 {
			return nil
		}
		return jsii.Strings(items...)
	}
	settings := &awsapigatewayv2.CfnApi_CorsProperty{
		AllowOrigins:  list(policy.AllowOrigins),
		AllowMethods:  list(policy.AllowMethods),
		AllowHeaders:  list(policy.AllowHeaders),
		ExposeHeaders: list(policy.ExposeHeaders),
	}
	if policy.AllowCredentials {
		settings.AllowCredentials = jsii.Bool(true)
	}
	if policy.MaxAge > 0 {
		settings.MaxAge = jsii.Number(policy.MaxAge.Seconds())
	}
	a.HttpApi.Node().DefaultChild().(awsapigatewayv2.CfnApi).SetCorsConfiguration(settings)
}

// childID turns what a thing is into the id of its construct, which can't hold
// a slash. No path, folder or URL holds the character that stands for it, so
// ids stay distinct.
func childID(what string) string { return strings.ReplaceAll(what, "/", "|") }
