// Stages: their variables, limits, and the functions they choose.

package local_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

func permissionFor(function any) object {
	p := permission("F")
	p["Properties"].(object)["FunctionName"] = function
	return p
}

// byStage has two functions that stages choose from, by name or by alias.
func byStage() object {
	stage := func(name string, variables object) object {
		return resource("Stage", object{"ApiId": ref("Api"), "StageName": name, "AutoDeploy": true, "StageVariables": variables})
	}
	lambda := "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
	named := object{"FunctionName": "other"}
	return template(nil, map[string]object{
		"GET /alias": {"Target": "integrations/${Alias}"},
		"GET /name":  {"Target": "integrations/${Name}"},
	}, object{
		"Stage": stage("$default", object{"alias": "live", "fn": "other"}),
		"Test":  stage("test", object{"alias": "next", "fn": "S-F"}),
		"Old":   stage("old", object{"alias": "older", "fn": "gone"}),
		"Bare":  stage("bare", nil),
		"Alias": integration(object{"IntegrationUri": object{"Fn::Join": list{"", list{lambda, object{"Fn::GetAtt": list{"F", "Arn"}}, ":${stageVariables.alias}/invocations"}}}}),
		"Name":  integration(object{"IntegrationUri": lambda + "arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.fn}/invocations"}),
		"Other": function("yes", named),
		"PO":    permission("Other"),
		"Live":  object{"Type": "AWS::Lambda::Alias", "Properties": object{"FunctionName": ref("F"), "FunctionVersion": "1", "Name": "live"}},
		"PLive": permissionFor(ref("Live")),
		"PNext": permissionFor(object{"Fn::Join": list{"", list{object{"Fn::GetAtt": list{"F", "Arn"}}, ":next"}}}),
	})
}

func TestStageVariablesChooseTheFunction(t *testing.T) {
	base, _, log := serve(t, byStage(), nil)
	name := func(path string) string { return get(t, base+path+do("env", "AWS_LAMBDA_FUNCTION_NAME")).body }
	for path, want := range map[string]string{"/alias": "S-F", "/test/alias": "S-F", "/name": "other", "/test/name": "S-F"} {
		if got := name(path); !strings.Contains(got, `"value":"`+want+`"`) {
			t.Errorf("%s was answered by %s, want function %s", path, got, want)
		}
	}
	for _, path := range []string{"/bare/alias", "/bare/name", "/old/alias"} {
		get(t, base+path).want(t, 500, `{"message":"Internal Server Error"}`)
	}
	for _, reason := range []string{
		"the integration's URI needs stage variable alias, which stage bare does not have",
		"no AWS::Lambda::Permission of S/F:older lets API Gateway call it",
	} {
		if !strings.Contains(log.String(), reason) {
			t.Errorf("the log doesn't say: %s", reason)
		}
	}
	if r := get(t, base+"/old/name"); r.StatusCode != 501 || !strings.Contains(r.body, "in stage old it leads to function") || !strings.Contains(r.body, "function:gone") {
		t.Errorf("a function that is not here: %d %s", r.StatusCode, r.body)
	}
}

// A permission is for the function alone, or for one alias of it.
func TestPermissionOfAnotherAliasDoesNotCount(t *testing.T) {
	app := byStage()
	resources := app["Resources"].(object)
	delete(resources, "PNext")
	base, _, _ := serve(t, app, nil)
	get(t, base+"/alias").want(t, 200, "")
	get(t, base+"/test/alias").want(t, 500, "")
}

func TestStagesAreDescribed(t *testing.T) {
	app := byStage()
	app["Resources"].(object)["Hand"] = resource("Stage", object{"ApiId": ref("Api"), "StageName": "hand", "AutoDeploy": false})
	base, srv, _ := serve(t, app, nil)
	got := srv.APIs()[0]
	if want := []string{"$default", "bare", "hand", "old", "test"}; !slices.Equal(got.Stages, want) {
		t.Errorf("stages %v, want %v", got.Stages, want)
	}
	for stage, want := range map[string]string{"$default": base, "test": base + "/test", "hand": ""} {
		if url := got.StageURLs[stage]; url != want {
			t.Errorf("stage %s is at %q, want %q", stage, url, want)
		}
	}
	i := slices.IndexFunc(got.Routes, func(r local.Route) bool { return r.Key == "GET /alias" })
	// In stage "bare" nobody is called, so the URI says what would be.
	if got := got.Routes[i].Handler; !strings.HasPrefix(got, "S/F:live, arn:aws:apigateway:") || !strings.HasSuffix(got, "/invocations, S/F:older, S/F:next") {
		t.Errorf("handler %q, want what each stage calls", got)
	}
}

func TestLimitsAreThoseOfTheStage(t *testing.T) {
	limited := func(name string, rate float64, burst int, routes object) object {
		return resource("Stage", object{"ApiId": ref("Api"), "StageName": name, "AutoDeploy": true,
			"DefaultRouteSettings": object{"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}, "RouteSettings": routes})
	}
	base, _, _ := serve(t, template(nil, map[string]object{"GET /a": nil, "GET /b": nil}, object{
		"Stage": limited("$default", 0.01, 4, nil),
		"Test":  limited("test", 0.01, 1, object{"GET /b": object{"ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 2}}),
	}), nil)
	for path, want := range map[string]int{"/a": 4, "/b": 4, "/test/a": 1, "/test/b": 2} {
		allowed := 0
		for range 6 {
			if get(t, base+path).StatusCode == 200 {
				allowed++
			}
		}
		if allowed != want {
			t.Errorf("%s: %d of 6 requests passed, want %d", path, allowed, want)
		}
	}
}

func TestStageVariablesChooseTheAliasOfAnAuthorizer(t *testing.T) {
	app := lambdaAuthApp(object{"AuthorizerUri": object{"Fn::Join": list{"", list{
		"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/", object{"Fn::GetAtt": list{"FAuth", "Arn"}}, ":${stageVariables.alias}/invocations",
	}}}})
	resources := app["Resources"].(object)
	resources["Stage"] = resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true, "StageVariables": object{"alias": "live"}})
	resources["Bare"] = resource("Stage", object{"ApiId": ref("Api"), "StageName": "bare", "AutoDeploy": true})
	permit := permission("FAuth")
	permit["Properties"].(object)["FunctionName"] = object{"Fn::Join": list{"", list{object{"Fn::GetAtt": list{"FAuth", "Arn"}}, ":live"}}}
	resources["PAuth"] = permit
	base, _, log := serve(t, app, nil)
	get(t, base+"/a", "X-Token", "good").want(t, 200, "")
	get(t, base+"/bare/a", "X-Token", "good").want(t, 500, "")
	if !strings.Contains(log.String(), "authorizer custom needs stage variable alias, which stage bare does not have") {
		t.Error("the log doesn't say why")
	}
}
