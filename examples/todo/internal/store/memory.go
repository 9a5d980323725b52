// Todos in memory, for tests and local runs.

package store

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
)

type memory struct {
	mu    sync.Mutex
	todos map[string]Todo
}

func newMemory() *memory { return &memory{todos: map[string]Todo{}} }

func (m *memory) List(context.Context) ([]Todo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	todos := slices.AppendSeq([]Todo{}, maps.Values(m.todos))
	slices.SortFunc(todos, func(a, b Todo) int { return strings.Compare(a.ID, b.ID) })
	return todos, nil
}

func (m *memory) Get(_ context.Context, id string) (Todo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	todo, ok := m.todos[id]
	if !ok {
		return Todo{}, ErrNotFound
	}
	return todo, nil
}

func (m *memory) Put(_ context.Context, todo Todo) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.todos[todo.ID] = todo
	return nil
}

func (m *memory) Delete(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.todos, id)
	return nil
}
