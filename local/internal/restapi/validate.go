// Validation: required parameters first, then the body against its model (recorded
// from 2024 to 2025).

package restapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
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
	if err := g.models.validate(name, c.body); err != nil {
		return &failure{kind: badRequestBody, reason: fmt.Sprintf("the body does not fit model %s: %v", name, err), detail: "[" + err.Error() + "]"}
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

// models are the compiled schemas of an API.
type models struct {
	texts map[string]json.RawMessage

	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
	failed   map[string]error
}

func newModels(texts map[string]json.RawMessage) *models {
	return &models{texts: texts, compiled: map[string]*jsonschema.Schema{}, failed: map[string]error{}}
}

// check says why a model can't be used, or nil.
func (m *models) check(name string) error {
	if name == "Empty" && m.texts[name] == nil || name == "Error" && m.texts[name] == nil {
		return nil // every API has them
	}
	_, err := m.schema(name)
	return err
}

func (m *models) schema(name string) (*jsonschema.Schema, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.compiled[name]; s != nil {
		return s, nil
	}
	if err := m.failed[name]; err != nil {
		return nil, err
	}
	s, err := m.compile(name)
	if err != nil {
		m.failed[name] = err
		return nil, err
	}
	m.compiled[name] = s
	return s, nil
}

// modelBase is the address under which models refer to each other here.
const modelBase = "gatehouse:///models/"

func (m *models) compile(name string) (*jsonschema.Schema, error) {
	if m.texts[name] == nil {
		return nil, fmt.Errorf("there is no model %q", name)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	for other, text := range m.texts {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", other, err)
		}
		if err := c.AddResource(modelBase+other, local4(doc)); err != nil {
			return nil, fmt.Errorf("model %s: %w", other, err)
		}
	}
	return c.Compile(modelBase + name)
}

// local4 rewrites references to models, and leaves out what names another draft.
func local4(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			if key == "$schema" || key == "id" && isText(item) {
				continue
			}
			if ref, ok := item.(string); ok && key == "$ref" {
				if i := strings.LastIndex(ref, "/models/"); i >= 0 && strings.Contains(ref, "://") {
					item = modelBase + ref[i+len("/models/"):]
				}
			}
			out[key] = local4(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = local4(item)
		}
		return out
	}
	return v
}

func isText(v any) bool { _, ok := v.(string); return ok }

// validate checks a body against a model.
func (m *models) validate(name string, body []byte) error {
	if m.check(name) == nil && m.texts[name] == nil {
		return nil
	}
	s, err := m.schema(name)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the body is not JSON")
	}
	return s.Validate(doc)
}
