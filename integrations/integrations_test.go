// What integrations refuse, and when two are one.

package integrations_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func TestProblems(t *testing.T) {
	token := *awscdk.Fn_ImportValue(jsii.String("X"))
	options := func(o integrations.URLOptions) integrations.Integration {
		return integrations.URL("https://x.example.com", &o)
	}
	for name, test := range map[string]struct {
		integration integrations.Integration
		want        []string
	}{
		"whole URL":        {integrations.URL("https://legacy.example.com/a/{proxy}?x={id}", nil), nil},
		"plain http":       {integrations.URL("http://legacy.example.com:8080", nil), nil},
		"zero options":     {options(integrations.URLOptions{}), nil},
		"token":            {integrations.URL(token, nil), nil},
		"token as host":    {integrations.URL("https://"+token+"/x", nil), nil},
		"empty":            {integrations.URL("", nil), []string{`URL "": write a whole URL with http or https, such as "https://legacy.example.com/{proxy}"`}},
		"no scheme":        {integrations.URL("legacy.example.com/x", nil), []string{`URL "legacy.example.com/x": write a whole URL`}},
		"other scheme":     {integrations.URL("ftp://legacy.example.com/x", nil), []string{`write a whole URL`}},
		"no host":          {integrations.URL("https:///x", nil), []string{`write a whole URL`}},
		"port only":        {integrations.URL("https://:80/x", nil), []string{`write a whole URL`}},
		"blank in host":    {integrations.URL("https://legacy example.com", nil), []string{`write a whole URL`}},
		"blank in path":    {integrations.URL("https://legacy.example.com/a b", nil), []string{`character " ": write "%20"`}},
		"user":             {integrations.URL("https://me:pw@legacy.example.com", nil), []string{`holds credentials, which API Gateway does not send`}},
		"fragment":         {integrations.URL("https://legacy.example.com/#top", nil), []string{`has a fragment, which no server ever gets`}},
		"method":           {options(integrations.URLOptions{Method: "put"}), nil},
		"ANY":              {options(integrations.URLOptions{Method: "ANY"}), nil},
		"unknown method":   {options(integrations.URLOptions{Method: "FETCH"}), []string{`URL "https://x.example.com": method "FETCH" is unknown; there are ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT`}},
		"shortest timeout": {options(integrations.URLOptions{Timeout: 50 * time.Millisecond}), nil},
		"longest timeout":  {options(integrations.URLOptions{Timeout: 30 * time.Second}), nil},
		"short timeout":    {options(integrations.URLOptions{Timeout: 30}), []string{`URL "https://x.example.com": Timeout is 30ns; an HTTP API waits 50ms to 30s`}},
		"long timeout":     {options(integrations.URLOptions{Timeout: 31 * time.Second}), []string{`Timeout is 31s; an HTTP API waits 50ms to 30s`}},
		"negative timeout": {options(integrations.URLOptions{Timeout: -time.Second}), []string{`Timeout is -1s; an HTTP API waits 50ms to 30s`}},
		"all at once": {integrations.URL("x", &integrations.URLOptions{Method: "X", Timeout: 1}), []string{
			"write a whole URL", "is unknown", "Timeout is 1ns"}},
		"no function": {integrations.Lambda(nil), []string{`integrations.Lambda got no function: it is nil`}},
	} {
		got := test.integration.Problems()
		if len(got) != len(test.want) {
			t.Errorf("%s: %d problems, want %d: %q", name, len(got), len(test.want), got)
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: %s\nwant %s", name, got[i], want)
			}
		}
	}
}

func TestOptionsAreCopied(t *testing.T) {
	options := &integrations.URLOptions{Method: "POST"}
	a := integrations.URL("https://x.example.com", options)
	options.Method = "FETCH"
	if p := a.Problems(); len(p) > 0 {
		t.Errorf("%q", p)
	}
	if a != integrations.URL("https://x.example.com", &integrations.URLOptions{Method: "POST"}) || a == integrations.URL("https://x.example.com", nil) {
		t.Error("integrations are not equal by value")
	}
}

// The ids of constructs derive from Target.
func TestTargetsTellIntegrationsApartAndDoNotDependOnTheOrder(t *testing.T) {
	targets := func(before int) (all []string) {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		other := awscdk.NewStack(app, jsii.String("Other"), nil)
		for range before { // tokens count up
			_ = *awscdk.Fn_ImportValue(jsii.String("Other"))
		}
		token := "https://" + *awscdk.Fn_ImportValue(jsii.String("Host")) + "/{proxy}"
		fn := func(scope constructs.Construct) awslambda.IFunction {
			return awslambda.Function_FromFunctionArn(scope, jsii.String("F"), jsii.String("arn:aws:lambda:eu-west-1:123456789012:function:f"))
		}
		const url = "https://x.example.com"
		for _, i := range []integrations.Integration{
			integrations.URL(url, nil), integrations.URL(url+"/", nil), integrations.URL(token, nil),
			integrations.URL(url, &integrations.URLOptions{Method: "post"}), integrations.URL(url, &integrations.URLOptions{Timeout: time.Second}),
			integrations.Lambda(fn(stack)), integrations.Lambda(fn(constructs.NewConstruct(stack, jsii.String("Deep")))), integrations.Lambda(fn(other)),
		} {
			all = append(all, i.(integrations.ForHTTP).BindHTTP(integrations.HTTPScope{Scope: stack}).Target)
		}
		return all
	}
	first, second := targets(0), targets(7)
	seen := map[string]bool{}
	for i, target := range first {
		if seen[target] || strings.Contains(target, "Token[") {
			t.Errorf("target %q of integration %d", target, i)
		}
		seen[target] = true
		if second[i] != target {
			t.Errorf("target %q, then %q", target, second[i])
		}
	}
	if first[5] != "F" || first[6] != "Deep/F" || first[7] != "Other/F" {
		t.Errorf("targets of functions: %q", first[5:])
	}
}
