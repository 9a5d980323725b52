// The OpenAPI document that an API is made of: in the template, or a file among the
// assets.

package assembly

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"gopkg.in/yaml.v3"

	"github.com/gatehouse-go/gatehouse/internal/serve/definition"
)

// importOptions are the parameters of the import of an API's document.
func (p place) importOptions(basePath string) definition.Options {
	return definition.Options{BasePath: basePath, Variables: map[string]string{
		"AWS::AccountId": p.s.account, "AWS::Region": p.s.region, "AWS::Partition": asText(p.s.ref("AWS::Partition")),
	}}
}

func (api *API) warn(p props, warnings []string) {
	for _, w := range warnings {
		api.Warnings = append(api.Warnings, Problem{p.path, "its definition: " + w})
	}
}

// definitionOf finds the document; nil with a problem of the properties.
func (r *reader) definitionOf(p place, props props) (any, error) {
	if props.has("Body") {
		if whole, ok := props.values["Body"].(map[string]any); ok && whole["Fn::Transform"] != nil {
			return nil, errors.New("it is included at deployment, so only AWS knows it")
		}
		// What can't be known within it is a problem of the part that needs it.
		body := p.s.eval(props.values["Body"])
		if u, ok := body.(*unresolved); ok {
			return nil, errors.New(u.reason)
		}
		if text, ok := body.(string); ok {
			return parseDocument("it", []byte(text))
		}
		return body, nil
	}
	if !props.has("BodyS3Location") {
		return nil, nil
	}
	key := props.inside("BodyS3Location").string("Key")
	file := p.s.assets[key]
	if file == "" {
		return nil, fmt.Errorf("object %q of S3 is not an asset of this assembly", key)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseDocument(file, text)
}

// parseDocument reads a document that is a text.
func parseDocument(name string, text []byte) (any, error) {
	var document any
	if json.Unmarshal(text, &document) == nil {
		return document, nil
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s is neither JSON nor YAML: %w", name, err)
	}
	return textKeys(document), nil
}

// textKeys makes the keys of objects text: YAML takes a status code for a number.
func textKeys(v any) any {
	switch v := v.(type) {
	case map[any]any:
		out := map[string]any{}
		for key, item := range v {
			out[fmt.Sprint(key)] = textKeys(item)
		}
		return out
	case map[string]any:
		for key, item := range v {
			v[key] = textKeys(item)
		}
	case []any:
		for i, item := range v {
			v[i] = textKeys(item)
		}
	}
	return v
}
