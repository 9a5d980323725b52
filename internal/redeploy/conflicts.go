// Names that two resources hold at once, since what is new is made before what
// is old goes.

package redeploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Names that the specification does not know as such. An empty value counts.
var unique = map[string][]string{
	// aws-cdk: "Route with key GET / already exists for this API"
	"AWS::ApiGatewayV2::Route": {"ApiId", "RouteKey"},
	// "Another resource with the same parent already has this name"
	"AWS::ApiGateway::Resource":        {"ParentId", "PathPart"},
	"AWS::ApiGatewayV2::ApiMapping":    {"DomainName", "ApiMappingKey"},
	"AWS::ApiGateway::BasePathMapping": {"DomainName", "BasePath"},
	// API Gateway developer guide, "Usage plans and API keys for REST APIs": keys
	// are unique in an account and region
	"AWS::ApiGateway::ApiKey": {"Value"},
}

// Conflicts returns what a service refuses, because two resources have the same
// name at a time, or CloudFormation, because a resource changes its type.
func (c *Changes) Conflicts() []string {
	holders := map[string][]string{} // ids of the old template by what they hold
	for id, r := range c.before.Resources {
		if name := c.name(r, false); name != "" {
			holders[name] = append(holders[name], id)
		}
	}
	var out []string
	for _, id := range slices.Sorted(maps.Keys(c.action)) {
		now, was := c.after.Resources[id], c.before.Resources[id]
		if was.Type != "" && was.Type != now.Type {
			out = append(out, fmt.Sprintf("%s: CloudFormation refuses another type, %s for %s: take another id", id, now.Type, was.Type))
			continue
		}
		name := c.name(now, true)
		for _, holder := range slices.Sorted(slices.Values(holders[name])) {
			if holder != id || c.action[id] == Replace {
				out = append(out, fmt.Sprintf("%s is made while %s still holds %s", id, holder, name))
			}
		}
	}
	return out
}

// name is what no two resources of a type may have in common; "" for one that
// CloudFormation names. What refers to a resource that is new or replaced is
// another name than what refers to the old one.
func (c *Changes) name(r Resource, isNew bool) string {
	properties, byHand := unique[r.Type]
	if !byHand {
		about, _ := typeOf(r)
		properties = about.identity
	}
	var parts []string
	given := false
	for _, property := range properties {
		value, there := r.Properties[property]
		if !there && !byHand {
			return ""
		}
		given = given || there
		part := textOf(value)
		if property == "PathPart" && strings.HasPrefix(part, `"{`) {
			part = "{}" // a resource has one variable child, whatever its name (serverless #3785)
		}
		references(value, func(id string) {
			if isNew && (c.action[id] == Create || c.action[id] == Replace) {
				part += " (new)"
			}
		})
		parts = append(parts, property+" "+part)
	}
	if !given {
		return ""
	}
	return r.Type + " " + strings.Join(parts, ", ")
}
