// What a REST API's stages go on serving.

package redeploy

import (
	"fmt"
	"maps"
	"slices"
)

// definition is what a deployment takes a snapshot of, besides the API itself.
var definition = []string{
	"AWS::ApiGateway::Resource", "AWS::ApiGateway::Method", "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Model",
	"AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::GatewayResponse",
}

// unserved are properties of the API itself that no request notices.
var unserved = []string{"Name", "Description", "Tags", "CloneFrom", "FailOnWarnings", "Mode", "Parameters"}

// Stale returns where a REST stage serves something else than the new template
// says: its deployment stays although the definition changes, or may be made
// before the definition is changed.
func (c *Changes) Stale() []string {
	var out []string
	for _, stage := range c.after.Of("AWS::ApiGateway::Stage") {
		props := c.after.Resources[stage].Properties
		deployment, api := reference(props["DeploymentId"]), reference(props["RestApiId"])
		if _, there := c.after.Resources[deployment]; !there {
			continue // the user's own
		}
		stays := c.action[deployment] != Create && c.action[deployment] != Replace
		for _, s := range c.Steps {
			switch {
			case !c.defines(s, api):
			case stays:
				out = append(out, fmt.Sprintf("%s: deployment %s stays: %s", stage, deployment, s))
			case s.Action != Delete && !reaches(c.needs, deployment, s.ID):
				out = append(out, fmt.Sprintf("%s: deployment %s does not wait: %s", stage, deployment, s))
			}
		}
	}
	return out
}

// Lingering returns the methods that a new deployment still has in its snapshot,
// though the new template does not have them: CloudFormation deletes only after
// it has made the deployment. They are served until the next one.
func (c *Changes) Lingering() []string {
	var out []string
	for _, s := range c.Steps {
		if _, again := c.after.Resources[s.ID]; s.Action == Delete && !again && s.Type == "AWS::ApiGateway::Method" {
			out = append(out, s.ID)
		}
	}
	return slices.Sorted(slices.Values(out))
}

// defines reports whether a step changes what a deployment of an API would hold.
func (c *Changes) defines(s Step, api string) bool {
	if s.ID == api {
		return s.Action == Replace || slices.ContainsFunc(s.Properties, func(p string) bool { return !slices.Contains(unserved, p) })
	}
	if !slices.Contains(definition, s.Type) {
		return false
	}
	for _, template := range []Template{c.before, c.after} {
		if r, there := template.Resources[s.ID]; there && reference(r.Properties["RestApiId"]) == api {
			return true
		}
	}
	return false
}

// reference is the one logical id that a value refers to.
func reference(value any) string {
	ids := map[string]bool{}
	references(value, func(id string) { ids[id] = true })
	if len(ids) != 1 {
		return ""
	}
	return slices.Collect(maps.Keys(ids))[0]
}
