// Models: what messages must be.

package websocket

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/model"
)

// models are those of a route; nil for none.
type models struct {
	selection selection
	keys      map[string]json.RawMessage
	set       *model.Set
}

func parseModels(r *assembly.SocketRoute) (*models, error) {
	if r == nil || len(r.Models) == 0 {
		return nil, nil
	}
	m := &models{selection: parseSelection(r.ModelSelection), keys: map[string]json.RawMessage{}}
	for key, text := range r.Models {
		m.keys[key] = json.RawMessage(text)
	}
	m.set = model.New(m.keys)
	for _, key := range slices.Sorted(maps.Keys(m.keys)) {
		if err := m.set.Check(key); err != nil {
			return nil, fmt.Errorf("model %q: %w", key, err)
		}
	}
	return m, nil
}

// check says why a message is not what the route's model wants.
func (m *models) check(e *event) error {
	if m == nil {
		return nil
	}
	key, ok := m.selection.eval(e.value)
	if !ok || m.keys[key] == nil {
		if key = defaultKey; m.keys[key] == nil {
			return nil
		}
	}
	if e.parsed == nil {
		return errors.New("the message is not JSON, which the route's model wants")
	}
	if err := m.set.Validate(key, e.body); err != nil {
		return fmt.Errorf("the message does not fit the route's model: %w", err)
	}
	return nil
}
