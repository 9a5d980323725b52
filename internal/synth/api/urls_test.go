// Addresses of APIs and stages, in outputs and links.

package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// outputs returns the values of a stack's outputs, by the end of their path,
// with what is joined as one text.
func outputs(t *testing.T, stack awscdk.Stack) map[string]string {
	t.Helper()
	out := map[string]string{}
	for id, o := range synthtest.Synth(t, stack).Outputs {
		out[id] = joined(o["Value"])
	}
	return out
}

// joined is a value with what is joined as one text.
func joined(value any) string {
	intrinsic, ok := value.(map[string]any)
	if !ok || intrinsic["Fn::Join"] == nil {
		return fmt.Sprint(value)
	}
	var b strings.Builder
	for _, part := range intrinsic["Fn::Join"].([]any)[1].([]any) {
		if ref, ok := part.(map[string]any); ok {
			part = ref["Ref"]
		}
		fmt.Fprint(&b, strings.NewReplacer("ApiF70053CD", "ID", "Api", "ID", "AWS::Region", "REGION", "AWS::URLSuffix", "SUFFIX").Replace(fmt.Sprint(part)))
	}
	return b.String()
}

const host = "ID.execute-api.REGION.SUFFIX"

// linked returns what a function of another API knows of an HTTP API.
func linked(t *testing.T, props func(awscdk.Stack) *httpapi.Props) (value string, problems []string) {
	t.Helper()
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", props(stack))
	api.Handle(httpapi.Route{Key: "GET /a", Integration: target})
	user := httpapi.New(stack, "User", &httpapi.Props{Functions: &function.Config{Links: []links.Link{links.API(api)}}})
	user.Route("GET /b", "testdata/handlers.Get")
	if problems := synthtest.Report(app); len(problems) > 0 {
		return "", problems
	}
	template := synthtest.Synth(t, stack)
	environment := template.Only(t, "AWS::Lambda::Function").Properties["Environment"].(map[string]any)["Variables"].(map[string]any)
	return joined(environment["API_URL"]), nil
}

func TestLinkToAnAPIIsToItsMainStage(t *testing.T) {
	mapped := func(stack awscdk.Stack) *httpapi.Props {
		d := domain.New(stack, "Domain", &domain.Props{
			Name: "api.example.com", DNS: domain.Elsewhere(), CertificateARN: "arn:aws:acm:eu-west-1:111122223333:certificate/one",
		})
		return &httpapi.Props{Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: "v1"}}}, DisableEndpoint: true}
	}
	for name, tt := range map[string]struct {
		props func(awscdk.Stack) *httpapi.Props
		want  string
	}{
		"default":       {func(awscdk.Stack) *httpapi.Props { return nil }, "https://" + host},
		"named stage":   {func(awscdk.Stack) *httpapi.Props { return &httpapi.Props{Stages: []httpapi.Stage{{Name: "beta"}}} }, "https://" + host + "/beta"},
		"custom domain": {mapped, "https://api.example.com/v1"},
	} {
		if got, problems := linked(t, tt.props); got != tt.want || len(problems) > 0 {
			t.Errorf("%s: %s, want %s; %v", name, got, tt.want, problems)
		}
	}
	_, problems := linked(t, func(awscdk.Stack) *httpapi.Props { return &httpapi.Props{DisableEndpoint: true} })
	if len(problems) != 1 || !strings.Contains(problems[0], `urls_test.go:`) ||
		!strings.Contains(problems[0], `links.API: stage "$default" has no URL: the endpoint is switched off`) {
		t.Errorf("endpoint off: %v", problems)
	}
}

func TestURLsOfStages(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		api := k.make(stack, []stage{{}, {Name: "beta"}, {Name: "live"}, {Name: "last"}}, false)
		say := func(id, name string) {
			awscdk.NewCfnOutput(stack, jsii.String(id), &awscdk.CfnOutputProps{Value: jsii.String(api.StageURL(name))})
		}
		say("Main", "")
		say("Early", "live")                                            // before it is mapped
		view.Of(api).Stages[2].Mapped = "https://api.example.com/live/" // a slash more than is right
		view.Of(api).Stages[3].Mapped = "https://last.example.com"
		say("Late", "live")
		say("Beta", "beta")
		main := k.scheme + "://" + host
		if k.name != "HTTP" {
			main += "/v1"
		}
		want := map[string]string{
			"Main": main, "Beta": k.scheme + "://" + host + "/beta",
			"Early": k.scheme + "://api.example.com/live", "Late": k.scheme + "://api.example.com/live",
		}
		got := outputs(t, stack)
		for id, url := range want {
			if got[id] != url {
				t.Errorf("%s is %s, want %s", id, got[id], url)
			}
		}
		urls := []string{main, k.scheme + "://" + host + "/beta", k.scheme + "://api.example.com/live", k.scheme + "://last.example.com"}
		for _, url := range urls {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(got)), func(id string) bool { return strings.HasPrefix(id, "ApiUrl") && got[id] == url }) {
				t.Errorf("no output with %s among %v", url, got)
			}
		}
	})
}

func TestURLsWithoutTheEndpoint(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		api := k.make(stack, []stage{{}, {Name: "live"}}, false)
		view.Of(api).DisableEndpoint = true // as a domain with mutual TLS has it
		view.Of(api).Stages[1].Mapped = "https://api.example.com"
		for id, url := range outputs(t, stack) {
			if strings.HasPrefix(id, "ApiUrl") && url != k.scheme+"://api.example.com" {
				t.Errorf("output %s is %s, where nobody is", id, url)
			}
		}
		template := synthtest.Synth(t, stack)
		if text := fmt.Sprint(template.Resources); !strings.Contains(text, "DisableExecuteApiEndpoint:true") {
			t.Error("the endpoint is on")
		}

		app := synthtest.App()
		api = k.make(awscdk.NewStack(app, jsii.String("Test"), nil), []stage{{}, {Name: "live"}}, true)
		view.Of(api).Stages[1].Mapped = "https://api.example.com"
		view.Of(api).Stages[0].Reached = true
		api.StageURL("live")
		api.StageURL("")
		api.StageURL("none")
		got := synthtest.Report(app)
		if len(got) != 2 || !strings.Contains(got[0], "has no URL: the endpoint is switched off, and what leads to the stage has no one address: a wildcard") || !strings.Contains(got[1], `there is no stage "none"; there are`) {
			t.Errorf("report %q", got)
		}
		for _, p := range got {
			if !strings.Contains(p, "urls_test.go:") {
				t.Errorf("no place in front: %s", p)
			}
		}
	})
}

func TestAnAPIThatNobodyReachesIsWarnedOf(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		k.make(stack, nil, true)
		synthtest.WantWarning(t, stack, `kinds_test.go:\d+: the endpoint is switched off`)
		if urls := outputs(t, stack); len(urls) > 0 {
			t.Errorf("outputs %v, where nobody is", urls)
		}
	})
}

func TestDomainsOfStages(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere(), CertificateARN: "arn:aws:acm:eu-west-1:111122223333:certificate/one"})
		mapping := &domain.Mapping{Domain: d, Path: "v1"}
		api := k.make(stack, []stage{{Domain: mapping}, {Name: "live", Domain: &domain.Mapping{Domain: d, Path: "live"}}, {Name: "late"}}, true)
		mapping.Path = "changed" // too late
		d.Map("late", view.Of(api).Stages[2].Construct)
		for name, path := range map[string]string{"": "v1", "live": "live", "late": "late"} {
			awscdk.NewCfnOutput(stack, jsii.String("Out"+path), &awscdk.CfnOutputProps{Value: jsii.String(api.StageURL(name))})
		}
		got := outputs(t, stack)
		for _, path := range []string{"v1", "live", "late"} {
			if want := k.scheme + "://api.example.com/" + path; got["Out"+path] != want {
				t.Errorf("%s, want %s", got["Out"+path], want)
			}
		}
		if n := len(synthtest.Synth(t, stack).Of("AWS::ApiGatewayV2::ApiMapping")); n != 3 {
			t.Errorf("%d mappings, want 3", n)
		}

		app := synthtest.App()
		k.make(awscdk.NewStack(app, jsii.String("Test"), nil), []stage{{Domain: &domain.Mapping{}}}, false)
		if got := synthtest.Report(app); len(got) != 1 || !strings.Contains(got[0], "its Mapping has no Domain") {
			t.Errorf("report %q", got)
		}
	})
}

// asker plans an API when it is visited, as a monitor does.
type asker struct {
	api  *view.API
	plan *plan.Plan
	logs int
}

func (a *asker) Visit(constructs.IConstruct) {
	if a.plan == nil {
		a.plan = a.api.Planned()
		for _, s := range a.api.Stages {
			if s.Log != nil && s.LogFields {
				a.logs++
			}
		}
	}
}

func TestAPlanIsThereForWhoAsksBeforeOrAfter(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		var templates []synthtest.Template
		for _, before := range []bool{true, false} {
			stack := synthtest.Stack()
			ask := &asker{}
			attach := func(id string) {
				c := constructs.NewConstruct(stack, jsii.String(id))
				if before == (id == "Before") {
					awscdk.Aspects_Of(c).Add(ask, &awscdk.AspectOptions{Priority: awscdk.AspectPriority_MUTATING()})
				}
			}
			attach("Before")
			api := k.make(stack, []stage{{}, {Name: "live", Metrics: true}}, false)
			attach("Behind")
			ask.api = view.Of(api)
			ask.api.Stages[0].DetailedMetrics = true
			template := synthtest.Synth(t, stack)
			templates = append(templates, template)
			if ask.plan == nil || len(ask.plan.Routes) != 2 || ask.logs != 2 {
				t.Errorf("asked before %v: plan %+v, %d logs", before, ask.plan, ask.logs)
			}
			for _, id := range template.Of(k.resource) {
				if !strings.HasSuffix(rates(template.Resources[id].Properties), " metrics") {
					t.Errorf("stage %s has no metrics of its routes", id)
				}
			}
		}
		if a, b := fmt.Sprint(templates[0]), fmt.Sprint(templates[1]); a != b {
			t.Errorf("who asks changes the template:\n%s\n%s", a, b)
		}
	})
}

func TestAPlanWithProblemsIsNone(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		ask := &asker{}
		awscdk.Aspects_Of(constructs.NewConstruct(stack, jsii.String("Before"))).Add(ask, nil)
		ask.api = view.Of(k.make(stack, []stage{{Name: "a b"}}, false))
		if got := synthtest.Report(app); len(got) != 1 || ask.plan != nil {
			t.Errorf("report %q, plan %v", got, ask.plan)
		}
	})
}
