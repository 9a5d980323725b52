// API keys and usage plans: who may send how many requests.

package restapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// UsagePlan says how many requests the holders of its keys may send. A key
// tells who calls; it is no protection, which authorizers are for.
type UsagePlan struct {
	// Name tells the plans of an API apart.
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// Throttle limits the requests with one key. Default: no limit of its own.
	Throttle *Throttle

	// Quota limits how many requests one key has in a period. Default: none.
	Quota *Quota

	// Routes have limits of their own, which take the place of Throttle; the
	// plan needs one. A limit of an ANY route holds for each method by itself.
	// Default: none.
	Routes []RouteLimit

	// Stages are the names of the stages that the plan holds for. Default:
	// all.
	Stages []string

	// Keys are the API keys of the plan.
	Keys []Key
}

// Quota is how many requests one key has in a period.
type Quota struct {
	Requests int
	Per      Period
}

// Period is that of a quota.
type Period string

// The periods of quotas. Weeks begin on Sunday, months on their first day.
const (
	Day   Period = "DAY"
	Week  Period = "WEEK"
	Month Period = "MONTH"
)

// Key is an API key, which clients send in the header X-Api-Key.
type Key struct {
	// Name tells the keys of an API apart. It is shown in the console.
	Name string

	// Value is the key itself: 20 to 128 characters. It stands in the
	// template, so give it only to keep a key that exists. Default: API
	// Gateway makes one.
	Value string

	// ID is that of a key made elsewhere; no key is made then. Default: none.
	ID string

	// Disabled keeps the key from being taken.
	Disabled bool
}

func clonePlans(plans []UsagePlan) []UsagePlan {
	out := slices.Clone(plans)
	for i, p := range out {
		out[i].Throttle, out[i].Quota = api.CopyOf(p.Throttle), api.CopyOf(p.Quota)
		out[i].Routes = slices.Clone(p.Routes)
		out[i].Stages = slices.Clone(p.Stages)
		out[i].Keys = slices.Clone(p.Keys)
	}
	return out
}

func (p *Props) planProblems() []string {
	var all []string
	keys := map[string]bool{}
	for i, u := range p.Plans {
		found := problems.In(fmt.Sprintf("usage plan %q", u.Name))
		found.Each(idProblem(u.Name))
		if slices.ContainsFunc(p.Plans[:i], func(o UsagePlan) bool { return o.Name == u.Name }) {
			found.Add("another plan has this name")
		}
		found.Each(u.Throttle.problems()...)
		if q := u.Quota; q != nil {
			if q.Requests <= 0 {
				found.Add("Quota.Requests is %d; give a number above 0", q.Requests)
			}
			if q.Per != Day && q.Per != Week && q.Per != Month {
				found.Add("Quota.Per is %q; there are Day, Week and Month", q.Per)
			}
		}
		if len(u.Routes) > 0 && u.Throttle == nil {
			found.Add("has limits for routes, which API Gateway takes only in a plan that has limits itself: give it a Throttle")
		}
		for _, key := range u.Keys {
			found.Each(key.problem())
			found.Each(p.keyTwice(i, &u, &key)...)
			if keys[key.Name] {
				found.Add("key %q: another key has this name", key.Name)
			}
			keys[key.Name] = true
		}
		all = append(all, found.All()...)
	}
	return all
}

// keyTwice says where else an API key is that this plan has. A key may be in one
// plan of a stage, and no two keys of an account and region have one value. (API
// Gateway developer guide, "Usage plans and API keys for REST APIs".)
func (p *Props) keyTwice(plan int, u *UsagePlan, key *Key) (out []string) {
	before := func(o *UsagePlan, keys []Key) {
		for i := range keys {
			other := &keys[i]
			switch {
			case key.ID != "" && other.ID == key.ID && u.sharesStage(o):
				out = append(out, fmt.Sprintf("key %q: has the ID of key %q in plan %q: a key can be in one plan of a stage", key.Name,
					other.Name, o.Name))
			case key.Value != "" && other.Value == key.Value:
				out = append(out, fmt.Sprintf("key %q: has the Value of key %q in plan %q: each key has a value of its own", key.Name,
					other.Name, o.Name))
			}
		}
	}
	for i := range p.Plans[:plan] {
		before(&p.Plans[i], p.Plans[i].Keys)
	}
	for i := range u.Keys {
		if u.Keys[i].Name == key.Name {
			before(u, u.Keys[:i])
			break
		}
	}
	return out
}

// sharesStage reports whether two plans hold for one stage.
func (u *UsagePlan) sharesStage(o *UsagePlan) bool {
	return len(u.Stages) == 0 || len(o.Stages) == 0 ||
		slices.ContainsFunc(u.Stages, func(s string) bool { return slices.Contains(o.Stages, s) })
}

func (k *Key) problem() string {
	if p := idProblem(k.Name); p != "" {
		return fmt.Sprintf("key %q: %s", k.Name, p)
	}
	if k.ID != "" && (k.Value != "" || k.Disabled) {
		return fmt.Sprintf("key %q: was made elsewhere, as its ID says, so it can have no Value and not be Disabled here", k.Name)
	}
	if n := len(k.Value); n > 0 && !token.In(k.Value) && (n < 20 || n > 128) {
		return fmt.Sprintf("key %q: Value has %d characters; a key has 20 to 128", k.Name, n)
	}
	return ""
}

// idProblem says why a name can't be part of the id of a construct.
func idProblem(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "the name is empty"
	case token.In(name):
		return "the name holds a CDK token: it must be known at synth"
	}
	return ""
}

// keyRequired reports whether requests to a route need an API key.
func (p *Props) keyRequired(r *plan.Planned) bool {
	declared, ok := r.Declared.(Route)
	if !ok {
		return false
	}
	return declared.APIKey == APIKeyRequired || declared.APIKey == APIKeyDefault && p.RequireAPIKey
}

// checkPlans finds what is wrong with plans together with the stages and the
// routes.
func (a *API) checkPlans(planned *plan.Plan, problem func(format string, args ...any)) {
	for _, u := range a.props.Plans {
		for _, name := range u.Stages {
			if !slices.ContainsFunc(a.base.Stages, func(s *api.Stage) bool { return s.Called(name) }) {
				problem("usage plan %q: stage %q is unknown; there are %s", u.Name, name, api.StagesOf(a.base.Stages))
			}
		}
		for i, limit := range u.Routes {
			if limit.route(planned) == nil {
				problem("usage plan %q: no route %q; write a route's key with one method, such as %q", u.Name, limit.Key, exampleKey(planned))
			}
			for _, text := range limit.Throttle.problems() {
				problem("usage plan %q: route %q: %s", u.Name, limit.Key, text)
			}
			if slices.ContainsFunc(u.Routes[:i], func(o RouteLimit) bool { return o.Key == limit.Key }) {
				problem("usage plan %q: route %q is listed twice", u.Name, limit.Key)
			}
		}
	}
}

func exampleKey(planned *plan.Plan) string {
	if len(planned.Routes) > 0 {
		return planned.Routes[0].Key.String()
	}
	return "GET /todos"
}

// route finds the route that a limit is for.
func (l *RouteLimit) route(planned *plan.Plan) *plan.Planned {
	keys, err := routekey.Parse(l.Key)
	if err != nil || len(keys) != 1 {
		return nil
	}
	for _, r := range planned.Routes {
		if r.Key == keys[0] {
			return r
		}
	}
	return nil
}

// renderPlans makes the usage plans and their keys.
func (a *API) renderPlans(planned *plan.Plan) {
	for _, u := range a.props.Plans {
		limits := map[string]any{}
		for _, limit := range u.Routes {
			r := limit.route(planned)
			for _, method := range methods(planned, r, a.props.CORS != nil) {
				limits[r.Resource.PathText()+"/"+method] = throttle(&limit.Throttle)
			}
		}
		var stages []any
		for _, s := range a.stages {
			if len(u.Stages) > 0 && !slices.Contains(u.Stages, s.Name) {
				continue
			}
			stage := &awsapigateway.CfnUsagePlan_ApiStageProperty{ApiId: a.RestApi.RestApiId(), Stage: s.l2.StageName()}
			if len(limits) > 0 {
				stage.Throttle = limits
			}
			stages = append(stages, stage)
		}
		props := &awsapigateway.CfnUsagePlanProps{UsagePlanName: jsii.String(u.Name), ApiStages: stages}
		if u.Description != "" {
			props.Description = jsii.String(u.Description)
		}
		if u.Throttle != nil {
			props.Throttle = throttle(u.Throttle)
		}
		if u.Quota != nil {
			props.Quota = &awsapigateway.CfnUsagePlan_QuotaSettingsProperty{Limit: jsii.Number(u.Quota.Requests),
				Period: jsii.String(string(u.Quota.Per))}
		}
		made := awsapigateway.NewCfnUsagePlan(a, jsii.String("Plan:"+atsynth.ChildID(u.Name)), props)
		for _, key := range u.Keys {
			awsapigateway.NewCfnUsagePlanKey(a, jsii.String("PlanKey:"+atsynth.ChildID(key.Name)), &awsapigateway.CfnUsagePlanKeyProps{
				KeyId: a.keyID(key), KeyType: jsii.String("API_KEY"), UsagePlanId: made.Ref(),
			})
		}
	}
}

// keyID returns the id of a key, which is made if it is ours.
func (a *API) keyID(key Key) *string {
	if key.ID != "" {
		return jsii.String(key.ID)
	}
	props := &awsapigateway.CfnApiKeyProps{Name: jsii.String(key.Name), Enabled: !key.Disabled}
	if key.Value != "" {
		props.Value = jsii.String(key.Value)
	}
	return awsapigateway.NewCfnApiKey(a, jsii.String("Key:"+atsynth.ChildID(key.Name)), props).Ref()
}

func throttle(t *Throttle) *awsapigateway.CfnUsagePlan_ThrottleSettingsProperty {
	return &awsapigateway.CfnUsagePlan_ThrottleSettingsProperty{RateLimit: jsii.Number(t.Rate), BurstLimit: jsii.Number(t.Burst)}
}
