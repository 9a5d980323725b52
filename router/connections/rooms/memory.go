// Rooms in the memory of one process.

package rooms

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is a Store in memory. Each process of a function has its own, so on
// AWS its members would not find each other. The zero value is not usable.
type Memory struct {
	now func() time.Time

	mu      sync.Mutex
	members map[key]entry
}

type key struct{ room, connection string }

type entry struct {
	data    map[string]string
	expires time.Time
}

// NewMemory returns an empty store. The clock is for tests; nil is time.Now.
func NewMemory(clock func() time.Time) *Memory {
	if clock == nil {
		clock = time.Now
	}
	return &Memory{now: clock, members: map[key]entry{}}
}

// Join implements Store.
func (s *Memory) Join(_ context.Context, m Member) error {
	if err := m.Check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	s.members[key{m.Room, m.Connection}] = entry{maps.Clone(m.Data), s.now().Add(MaxAge)}
	return nil
}

// expire forgets who can't be connected anymore.
func (s *Memory) expire() {
	now := s.now()
	maps.DeleteFunc(s.members, func(_ key, e entry) bool { return !e.expires.After(now) })
}

// Leave implements Store.
func (s *Memory) Leave(_ context.Context, room, connection string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.members, key{room, connection})
	return nil
}

// Drop implements Store.
func (s *Memory) Drop(ctx context.Context, connection string) ([]string, error) {
	rooms, err := s.Rooms(ctx, connection)
	for _, room := range rooms {
		_ = s.Leave(ctx, room, connection)
	}
	return rooms, err
}

// Members implements Store.
func (s *Memory) Members(_ context.Context, room string) ([]Member, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	var list []Member
	for k, e := range s.members {
		if k.room == room {
			list = append(list, Member{k.room, k.connection, maps.Clone(e.data)})
		}
	}
	slices.SortFunc(list, func(a, b Member) int { return strings.Compare(a.Connection, b.Connection) })
	return list, nil
}

// Rooms implements Store.
func (s *Memory) Rooms(_ context.Context, connection string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	var list []string
	for k := range s.members {
		if k.connection == connection {
			list = append(list, k.room)
		}
	}
	slices.Sort(list)
	return list, nil
}
