// Stages: what a change of them replaces, their limits, and what is refused.

package api_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// ids returns the logical ids of an API with stages, but for what a change of
// stages must change: the outputs are none of the resources.
func ids(t *testing.T, k kind, stages ...stage) []string {
	t.Helper()
	stack := synthtest.Stack()
	k.make(stack, stages, false)
	return synthtest.Synth(t, stack).IDs()
}

func TestAnotherStageOrAnotherOrderReplacesNothing(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		alone := ids(t, k)
		want := ids(t, k, stage{}, stage{Name: "beta"}, stage{Name: "a_b"}, stage{Name: "a-b"})
		for _, id := range alone {
			if !slices.Contains(want, id) {
				t.Errorf("%s is gone with other stages beside the first", id)
			}
		}
		if got := ids(t, k, stage{Name: "a-b"}, stage{Name: "beta"}, stage{}, stage{Name: "a_b"}); !slices.Equal(got, want) {
			t.Errorf("ids in another order %v, want %v", got, want)
		}
		if len(want) != len(alone)+6 { // a stage and its log each
			t.Errorf("%d resources, want 6 more than %d", len(want), len(alone))
		}
	})
}

func TestLimitsOfRoutes(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		k.make(stack, []stage{
			{Name: "one", Metrics: true, RouteLimits: []limit{{k.b, throttle{2, 3}}}},
			{Name: "two", Throttle: &throttle{5, 6}, RouteLimits: []limit{{k.a, throttle{8, 9}}}},
		}, false)
		template := synthtest.Synth(t, stack)
		got := map[string]string{}
		for _, id := range template.Of(k.resource) {
			p := template.Resources[id].Properties
			got[p["StageName"].(string)] = rates(p)
		}
		// Route b has a limit of 7 in all stages, but where the stage has one of
		// its own.
		want := map[string]string{
			"one": "b=2/3 metrics",
			"two": "all=5/6 a=8/9 b=7/7",
		}
		for name, w := range want {
			if got[name] != w {
				t.Errorf("stage %s: %s, want %s", name, got[name], w)
			}
		}
	})
}

// rates reads the limits of a stage of either version.
func rates(p map[string]any) string {
	found := map[string]string{}
	metrics := ""
	note := func(key string, settings map[string]any) {
		if settings["ThrottlingRateLimit"] != nil {
			found[key] = fmt.Sprintf("%v/%v", settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"])
		}
		if settings["DetailedMetricsEnabled"] == true || settings["MetricsEnabled"] == true {
			metrics = " metrics"
		}
	}
	if all, ok := p["DefaultRouteSettings"].(map[string]any); ok {
		note("all", all)
	}
	single, _ := p["RouteSettings"].(map[string]any)
	for key, settings := range single {
		note(strings.TrimPrefix(key, "GET /"), settings.(map[string]any))
	}
	methods, _ := p["MethodSettings"].([]any)
	for _, m := range methods {
		settings := m.(map[string]any)
		key := strings.TrimPrefix(settings["ResourcePath"].(string), "/~1")
		if key == "/*" {
			key = "all"
		}
		note(key, settings)
	}
	var out []string
	for _, key := range []string{"all", "a", "b"} {
		if found[key] != "" {
			out = append(out, key+"="+found[key])
		}
	}
	return strings.Join(out, " ") + metrics
}

var place = regexp.MustCompile(`^Test/Api\] kinds_test\.go:\d+: `)

func TestStagesThatAreWrong(t *testing.T) {
	var eleven []stage
	for i := range 11 {
		eleven = append(eleven, stage{Name: fmt.Sprintf("s%d", i)})
	}
	many := map[string]string{}
	for i := range 101 {
		many[fmt.Sprintf("v%03d", i)] = "x"
	}
	each(t, func(t *testing.T, k kind) {
		for name, tt := range map[string]struct {
			stages []stage
			want   []string
		}{
			"name":            {[]stage{{Name: "a b"}}, []string{`stage "a b": a name has 1 to 128 letters, digits, "_" and "-"`}},
			"name, dots":      {[]stage{{Name: "v1.2"}}, []string{`stage "v1.2": a name has`}},
			"name, length":    {[]stage{{Name: strings.Repeat("n", 129)}}, []string{`a name has 1 to 128`}},
			"name, token":     {[]stage{{Name: *awscdk.Fn_Ref(jsii.String("X"))}}, []string{`the name holds a CDK token`}},
			"two of a name":   {[]stage{{Name: "one"}, {Name: "one"}}, []string{`stage "one": another stage has this name`}},
			"made-up name":    {[]stage{{Name: "x-2"}, {Name: "x"}, {Name: "x"}}, []string{`stage "x": another stage has this name`}},
			"two without":     {[]stage{{}, {}}, []string{`another stage has this name`}},
			"description":     {[]stage{{Description: strings.Repeat("d", 1025)}}, []string{`Description has 1025 characters; API Gateway takes 1024`}},
			"variables":       {[]stage{{Name: "x", Variables: map[string]string{"a-b": "c", "d": "e f", "g": ""}}}, []string{`stage "x": variable "a-b": a name has letters`, `variable d is "e f"; a value`, `variable g is ""; a value is not empty`}},
			"long variables":  {[]stage{{Variables: map[string]string{strings.Repeat("n", 65): "a", "b": strings.Repeat("v", 513)}}}, []string{`variable b has 513 characters; API Gateway takes 512`, `the name has 65 characters; API Gateway takes 64`}},
			"many variables":  {[]stage{{Variables: many}}, []string{`101 variables: a stage can have 100`}},
			"throttle, token": {[]stage{{Throttle: &throttle{Rate: *awscdk.Token_AsNumber(awscdk.Fn_Ref(jsii.String("Rate"))), Burst: 1}}}, []string{`Throttle: the Rate holds a CDK token`}},
			"throttle":        {[]stage{{Throttle: &throttle{Rate: 5}}}, []string{`Throttle has Rate 5 and Burst 0, which lets no`}},
			"below nothing":   {[]stage{{Throttle: &throttle{Rate: -1, Burst: 2}}}, []string{`Rate -1 and Burst 2`}},
			"no number":       {[]stage{{Throttle: &throttle{Rate: math.NaN(), Burst: 2}}}, []string{`Rate NaN`}},
			"without end":     {[]stage{{Throttle: &throttle{Rate: math.Inf(1), Burst: 2}}}, []string{`more than API Gateway counts`}},
			"limit":           {[]stage{{RouteLimits: []limit{{Key: k.a}}}}, []string{`limit of route "` + k.a + `": Throttle has Rate 0`}},
			"unknown route":   {[]stage{{Name: "x", RouteLimits: []limit{{k.none, throttle{1, 1}}}}}, []string{`stage "x": limit of route "` + k.none + `": no route "` + k.none + `" is declared`}},
			"limited twice":   {[]stage{{RouteLimits: []limit{{k.a, throttle{1, 1}}, {k.a, throttle{1, 1}}}}}, []string{`route "` + k.a + `" has two limits: remove one`}},
			"access log":      {[]stage{{AccessLog: &accesslog.Config{RetentionDays: 31}}}, []string{`RetentionDays is 31`}},
			"deployment":      {[]stage{{Deployment: "newest"}, {Name: "x", Deployment: "A1!"}}, []string{`stage "x": Deployment is "A1!"; it is the id`}},
		} {
			t.Run(name, func(t *testing.T) {
				app := synthtest.App()
				stack := awscdk.NewStack(app, jsii.String("Test"), nil)
				api := k.make(stack, tt.stages, false)
				if n := len(view.Of(api).Stages); n != len(tt.stages) {
					t.Errorf("%d stages, want all %d, so that the program goes on to the report", n, len(tt.stages))
				}
				got := synthtest.Report(app)
				for i, p := range got {
					if !place.MatchString(p) {
						t.Errorf("no place in front: %s", p)
					}
					if i < len(tt.want) && !strings.Contains(p, tt.want[i]) {
						t.Errorf("problem %d is\n%s\nwant it to contain\n%s", i, p, tt.want[i])
					}
				}
				if len(got) != len(tt.want) {
					t.Errorf("%d problems, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
				}
			})
		}
		for name, warned := range map[string]struct {
			stages []stage
			want   string
		}{
			"stages":   {eleven, "11 stages: the default quota of .* is 10"},
			"variable": {[]stage{{Name: "x", AccessLog: &accesslog.Config{Format: "$context.requestId $context.nothing"}}}, `stage "x": access log: \$context.nothing is not a variable`},
		} {
			t.Run(name, func(t *testing.T) {
				stack := synthtest.Stack()
				k.make(stack, warned.stages, false)
				synthtest.WantWarning(t, stack, `kinds_test.go:\d+: `+warned.want)
			})
		}
	})
}

func TestOnlyAnHTTPAPIHasADefaultStage(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		app := synthtest.App()
		k.make(awscdk.NewStack(app, jsii.String("Test"), nil), []stage{{Name: "$default"}}, false)
		got := synthtest.Report(app)
		if k.name == "HTTP" {
			if len(got) > 0 {
				t.Error(got)
			}
		} else if len(got) != 1 || !strings.Contains(got[0], `stage "$default": only an HTTP API has a stage of this name`) {
			t.Error(got)
		}
	})
}

func TestWhatAStageServes(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		k.make(stack, []stage{{Name: "all"}, {Name: "one", Deployment: "a1b2c3"}}, false)
		template := synthtest.Synth(t, stack)
		for _, id := range template.Some(t, k.resource) {
			p := template.Resources[id].Properties
			pinned := p["StageName"] == "one"
			if (p["DeploymentId"] == "a1b2c3") != pinned || k.name != "REST" && p["AutoDeploy"] != !pinned {
				t.Errorf("stage %v: DeploymentId %v, AutoDeploy %v", p["StageName"], p["DeploymentId"], p["AutoDeploy"])
			}
		}
	})
}

// A name that can't be had is replaced, so that the program goes on; no message
// shows the replacement, and asking for it by its name is no second mistake.
func TestReplacedNamesAreNotShown(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	d := domain.FromAttributes(stack, "Domain", domain.Attributes{Name: "api.example.com"})
	props := &httpapi.Props{Stages: []httpapi.Stage{
		{Name: "a b", Domain: &domain.Mapping{Domain: d}, RouteLimits: []httpapi.RouteLimit{{Key: "GET //x/", Throttle: httpapi.Throttle{Rate: 1, Burst: 1}}}},
		{Name: "other", Domain: &domain.Mapping{Domain: d}},
	}}
	httpapi.New(stack, "Api", props).StageURL("a b")
	got := synthtest.Report(app)
	for _, p := range got {
		if strings.Contains(p, "unnamed") || !strings.Contains(p, "stages_test.go:") {
			t.Error(p)
		}
	}
	if len(got) != 4 { // the name, two mistakes in one key, two mappings of one path
		t.Errorf("%d problems:\n%s", len(got), strings.Join(got, "\n"))
	}
}
