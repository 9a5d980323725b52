// Models: what messages must be.

package websocket

import (
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// models are those of a route; nil for none.
type models struct {
	selection selection
	schemas   map[string]*jsonschema.Schema
}

func parseModels(r *assembly.SocketRoute) (*models, error) {
	if r == nil || len(r.Models) == 0 {
		return nil, nil
	}
	m := &models{selection: parseSelection(r.ModelSelection), schemas: map[string]*jsonschema.Schema{}}
	for key, text := range r.Models {
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("model %q: %w", key, err)
		}
		compiler := jsonschema.NewCompiler()
		compiler.DefaultDraft(jsonschema.Draft4) // developer guide, "Data models"
		compiler.UseLoader(nothing{})
		if err := compiler.AddResource("model:", document); err != nil {
			return nil, fmt.Errorf("model %q: %w", key, err)
		}
		if m.schemas[key], err = compiler.Compile("model:"); err != nil {
			return nil, fmt.Errorf("model %q: %w", key, err)
		}
	}
	return m, nil
}

// nothing loads no other schemas: neither files nor URLs.
type nothing struct{}

func (nothing) Load(url string) (any, error) { return nil, errors.New("refers to " + url) }

// check says why a message is not what the route's model wants.
func (m *models) check(e *event) error {
	if m == nil {
		return nil
	}
	key, ok := m.selection.eval(e.value)
	schema := m.schemas[key]
	if !ok || schema == nil {
		if schema = m.schemas[defaultKey]; schema == nil {
			return nil
		}
	}
	if e.parsed == nil {
		return errors.New("the message is not JSON, which the route's model wants")
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(e.body)))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		return fmt.Errorf("the message does not fit the route's model: %s", strings.Join(strings.Fields(err.Error()), " "))
	}
	return nil
}
