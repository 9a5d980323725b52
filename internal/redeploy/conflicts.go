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

// Conflict is a resource that can't be made: another holds its name meanwhile, or
// its type changes.
type Conflict struct {
	ID, Type string
	Holder   string // the resource of the old template that has the name; the same if it is replaced
	Name     string // what both have, e.g. "RestApiId ..., HttpMethod ..."; empty if the type changes
	Was      string // the old type, if it changes
}

func (c Conflict) String() string {
	if c.Was != "" {
		return fmt.Sprintf("%s: CloudFormation refuses another type, %s for %s: take another id", c.ID, c.Type, c.Was)
	}
	return fmt.Sprintf("%s is made while %s still holds %s %s", c.ID, c.Holder, c.Type, c.Name)
}

// Conflicts returns what a service refuses, because two resources have the same
// name at a time, or CloudFormation, because a resource changes its type.
func (c *Changes) Conflicts() []Conflict {
	holders := map[string][]string{} // ids of the old template by what they hold
	for id, r := range c.before.Resources {
		if name := c.name(r, false); name != "" {
			holders[name] = append(holders[name], id)
		}
	}
	var out []Conflict
	for _, id := range slices.Sorted(maps.Keys(c.action)) {
		now, was := c.after.Resources[id], c.before.Resources[id]
		if was.Type != "" && was.Type != now.Type {
			out = append(out, Conflict{ID: id, Type: now.Type, Holder: id, Was: was.Type})
			continue
		}
		name := c.name(now, true)
		for _, holder := range slices.Sorted(slices.Values(holders[name])) {
			if holder != id || c.action[id] == Replace {
				out = append(out, Conflict{ID: id, Type: now.Type, Holder: holder, Name: strings.TrimPrefix(name, now.Type+" ")})
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
