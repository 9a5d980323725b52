// Validation: required parameters first, then the body against its model (recorded
// from 2024 to 2025).

package restapi

import (
	"fmt"
	"slices"
	"strings"
)

// validate checks a request as its method's validator says.
func (g *restAPI) validate(c *call) *failure {
	v := c.method.Method.Validator
	if v == nil {
		return nil
	}
	if v.Parameters {
		if missing := c.missingParameters(); len(missing) > 0 {
			list := "[" + strings.Join(missing, ", ") + "]"
			return &failure{
				kind: badRequestParameters, message: "Missing required request parameters: " + list,
				reason: "missing parameters " + list, detail: "Missing required request parameters: " + list,
			}
		}
	}
	if !v.Body || len(c.method.Method.Models) == 0 {
		return nil
	}
	name, ok := c.modelName()
	if !ok {
		return nil
	}
	if err := g.models.Validate(name, c.body); err != nil {
		return &failure{kind: badRequestBody, reason: fmt.Sprintf("the body does not fit model %s: %v", name, err),
			detail: "[" + err.Error() + "]"}
	}
	return nil
}

// missingParameters are the names of required parameters that aren't there: those of
// headers, then of the path, then of the query.
func (c *call) missingParameters() (names []string) {
	for _, place := range []string{"header", "path", "querystring"} {
		var of []string
		for full, required := range c.method.Method.Parameters {
			name, ok := strings.CutPrefix(full, "method.request."+place+".")
			if !ok || !required {
				continue
			}
			if value, ok := c.requestValue(place + "." + name); !ok || value == "" {
				of = append(of, name)
			}
		}
		slices.Sort(of)
		names = append(names, of...)
	}
	return names
}

// modelName is the model for the request's content type; without one it is JSON.
func (c *call) modelName() (string, bool) {
	media := mediaType(c.header.Get("Content-Type"))
	if media == "" {
		media = "application/json"
	}
	for contentType, name := range c.method.Method.Models {
		if strings.EqualFold(contentType, media) {
			return name, true
		}
	}
	name, ok := c.method.Method.Models["$default"]
	return name, ok
}
