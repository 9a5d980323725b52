// Templates of the cases about REST APIs: keys, resources and methods.

package local_test

import (
	"fmt"
	"maps"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/testing/truth"
)

func addKeys(c *truth.RESTCase, resources object) {
	for i, k := range c.API.APIKeys {
		n := fmt.Sprint(i)
		resources["Key"+n] = restResource("ApiKey", object{"Value": k.Value, "Enabled": k.Enabled})
		plan := object{}
		stages := list{}
		for _, s := range k.UsagePlan.Stages {
			stages = append(stages, object{"ApiId": ref("Api"), "Stage": s})
		}
		plan["ApiStages"] = stages
		if q := k.UsagePlan.Quota; q != nil {
			plan["Quota"] = object{"Limit": q.Limit, "Period": q.Period}
		}
		if th := k.UsagePlan.Throttle; th != nil {
			plan["Throttle"] = object{"RateLimit": th.Rate, "BurstLimit": th.Burst}
		}
		resources["Plan"+n] = restResource("UsagePlan", plan)
		resources["PlanKey"+n] = restResource("UsagePlanKey", object{"KeyId": ref("Key" + n), "UsagePlanId": ref("Plan" + n), "KeyType": "API_KEY"})
	}
}

// resourceFor makes the resources of a path, and returns what refers to the last.
func resourceFor(resources object, path string) any {
	var parent any = object{"Fn::GetAtt": list{"Api", "RootResourceId"}}
	id := "Res"
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if part == "" {
			continue
		}
		id += "x" + strings.Map(letters, strings.NewReplacer("{", "P", "}", "Q", "+", "R", "-", "D").Replace(part))
		resources[id] = restResource("Resource", object{"RestApiId": ref("Api"), "ParentId": parent, "PathPart": part})
		parent = ref(id)
	}
	return parent
}

func addMethod(c *truth.RESTCase, resources object, i int, r truth.RESTResource, fill *strings.Replacer) {
	in := r.Integration
	path := r.Path
	if b := c.API.ImportBasePath; b != nil {
		path = underBase(b.Server, b.Mode) + path
	}
	integration := object{"Type": in.Type, "IntegrationHttpMethod": in.HTTPMethod}
	target := "F"
	if in.Backend == "lambda2" {
		target = "F2"
	}
	switch uri := fill.Replace(in.URI); {
	case in.URIFunctionName != "":
		integration["Uri"] = object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!" +
			strings.Trim(in.URIFunctionName, "${}") + "}/invocations"}
	case in.Backend != "":
		integration["Uri"] = object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" + target + ".Arn}/invocations"}
	case in.Type == "AWS":
		integration["Uri"] = "arn:aws:apigateway:us-east-1:" + uri
	case uri != "": // the backend has no certificate
		integration["Uri"] = strings.Replace(uri, "https://${", "http://${", 1)
	}
	if in.HTTPMethod == "" {
		delete(integration, "IntegrationHttpMethod")
	}
	maps.Copy(integration, object{"RequestParameters": in.RequestParameters, "RequestTemplates": in.RequestTemplates})
	if in.PassthroughBehavior != "" {
		integration["PassthroughBehavior"] = in.PassthroughBehavior
	}
	if in.ContentHandling != "" {
		integration["ContentHandling"] = in.ContentHandling
	}
	results := list{}
	for _, res := range in.Responses {
		one := object{"StatusCode": res.Status, "ResponseTemplates": res.ResponseTemplates, "ResponseParameters": res.ResponseParameters}
		if res.SelectionPattern != "" {
			one["SelectionPattern"] = res.SelectionPattern
		}
		if res.ContentHandling != "" {
			one["ContentHandling"] = res.ContentHandling
		}
		results = append(results, one)
	}
	integration["IntegrationResponses"] = results
	method := object{
		"RestApiId": ref("Api"), "ResourceId": resourceFor(resources, path), "HttpMethod": r.Method, "AuthorizationType": "NONE",
		"ApiKeyRequired": r.APIKeyRequired, "Integration": integration,
		"RequestParameters": r.RequestParameters, "RequestModels": r.RequestModels,
	}
	if r.AuthorizationType != "" {
		method["AuthorizationType"] = r.AuthorizationType
	}
	if r.Validator != "" {
		method["RequestValidatorId"] = ref("Validator" + r.Validator)
	}
	resources[fmt.Sprintf("Method%d", i)] = restResource("Method", method)
}

// underBase is where the paths of an imported definition hang.
func underBase(server, mode string) string {
	_, path, _ := strings.Cut(strings.TrimPrefix(server, "https://"), "/")
	path = strings.Trim(path, "/")
	switch mode {
	case "prepend":
		return "/" + path
	case "split":
		if _, rest, ok := strings.Cut(path, "/"); ok {
			return "/" + rest
		}
	}
	return ""
}
