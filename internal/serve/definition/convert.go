// From the members of x-amazon-apigateway extensions to the properties of resources.

package definition

import (
	"maps"
	"slices"
	"strings"
)

// integrationNames are the members of an integration in CloudFormation's names, where
// they differ by more than the first letter.
var integrationNames = map[string]string{"httpMethod": "IntegrationHttpMethod"}

// restMembers are the members of an integration of a REST API.
var restMembers = []string{
	"type", "uri", "httpMethod", "credentials", "connectionType", "connectionId", "timeoutInMillis", "tlsConfig", "responseTransferMode",
	"requestParameters", "requestTemplates", "responses", "passthroughBehavior", "contentHandling", "cacheNamespace", "cacheKeyParameters",
	"integrationTarget",
}

// properties are the members of x-amazon-apigateway-integration as the properties of an
// Integration.
func properties(integration object) object {
	p := object{}
	for name, v := range integration {
		switch name {
		case "type", "passthroughBehavior", "contentHandling", "connectionType", "responseTransferMode":
			p[upper(name)] = strings.ToUpper(textOf(v))
		case "responses":
			p["IntegrationResponses"] = results(in(integration, name))
		default:
			if known := integrationNames[name]; known != "" {
				p[known] = v
			} else {
				p[upper(name)] = v
			}
		}
	}
	return p
}

func upper(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// results are integration responses, whose patterns are the names of members.
func results(responses object) []any {
	list := []any{}
	for _, pattern := range slices.Sorted(maps.Keys(responses)) {
		r := in(responses, pattern)
		one := object{
			"StatusCode": textOf(r["statusCode"]), "ResponseParameters": r["responseParameters"],
			"ResponseTemplates": r["responseTemplates"], "SelectionPattern": pattern,
		}
		if handling := textOf(r["contentHandling"]); handling != "" {
			one["ContentHandling"] = strings.ToUpper(handling)
		}
		if pattern == "default" {
			one["SelectionPattern"] = ""
		}
		list = append(list, drop(one))
	}
	return list
}

// modelName is the name of the model that a schema refers to, or empty.
func modelName(schema any) string {
	o, _ := schema.(object)
	return refName(textOf(o["$ref"]))
}

func refName(ref string) string {
	for _, prefix := range []string{"#/components/schemas/", "#/definitions/"} {
		if name, ok := strings.CutPrefix(ref, prefix); ok {
			return name
		}
	}
	return ""
}

// modelRefs rewrites references to other schemas as those of models.
func modelRefs(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for name, item := range v {
			if ref, ok := item.(string); ok && name == "$ref" && refName(ref) != "" {
				item = "https://apigateway.amazonaws.com/restapis/definition/models/" + refName(ref)
			}
			out[name] = modelRefs(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = modelRefs(item)
		}
		return out
	}
	return v
}
