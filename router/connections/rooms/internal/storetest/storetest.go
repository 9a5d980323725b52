// Package storetest checks what every store of rooms must do.
package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
)

// Clock is a clock that stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock.
func NewClock() *Clock { return &Clock{now: time.Unix(1_800_000_000, 0)} }

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves the clock on.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Run checks a store that is empty and goes by the clock.
func Run(t *testing.T, s rooms.Store, clock *Clock) {
	ctx := t.Context()
	join := func(room, connection string, data map[string]string) {
		t.Helper()
		if err := s.Join(ctx, rooms.Member{Room: room, Connection: connection, Data: data}); err != nil {
			t.Fatal(err)
		}
	}
	wantMembers := func(room string, want ...string) {
		t.Helper()
		list, err := s.Members(ctx, room)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range list {
			if m.Room != room {
				t.Errorf("member of %q in %q", m.Room, room)
			}
			got = append(got, m.Connection+m.Data["name"])
		}
		if !slices.Equal(got, want) {
			t.Errorf("members of %s: %v, want %v", room, got, want)
		}
	}
	wantRooms := func(connection string, want ...string) {
		t.Helper()
		got, err := s.Rooms(ctx, connection)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("rooms of %s: %v, want %v", connection, got, want)
		}
	}

	wantMembers("lobby")
	wantRooms("a=")
	join("lobby", "b=", map[string]string{"name": "Ben"})
	join("lobby", "a=", nil)
	join("attic", "a=", map[string]string{"name": "Anna"})
	join("user/ben", "b=", nil)
	wantMembers("lobby", "a=", "b=Ben")
	wantMembers("user/ben", "b=")
	wantRooms("a=", "attic", "lobby")

	join("lobby", "a=", map[string]string{"name": "Anna"}) // again
	wantMembers("lobby", "a=Anna", "b=Ben")

	for range 2 { // leaving twice is leaving
		if err := s.Leave(ctx, "lobby", "a="); err != nil {
			t.Fatal(err)
		}
	}
	wantMembers("lobby", "b=Ben")
	wantMembers("attic", "a=Anna")

	dropped, err := s.Drop(ctx, "b=")
	if err != nil || !slices.Equal(dropped, []string{"lobby", "user/ben"}) {
		t.Errorf("dropped %v, %v", dropped, err)
	}
	if again, err := s.Drop(ctx, "b="); err != nil || len(again) > 0 {
		t.Errorf("dropped again: %v, %v", again, err)
	}
	wantMembers("lobby")

	clock.Move(rooms.MaxAge - time.Second)
	wantMembers("attic", "a=Anna")
	join("attic", "c=", nil)
	clock.Move(time.Second)
	wantMembers("attic", "c=")
	wantRooms("a=")

	var want []string
	for i := range 60 { // more than a page of a table, if pages are small
		id := fmt.Sprintf("n%02d=", i)
		want = append(want, id)
		join("crowd", id, nil)
	}
	wantMembers("crowd", want...)

	for _, wrong := range []rooms.Member{{Room: "lobby"}, {Connection: "a="}} {
		if err := s.Join(ctx, wrong); err == nil {
			t.Errorf("%+v joined", wrong)
		}
	}
}
