// Rooms in memory, and what every store must do.

package rooms_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/connectionstest"
	"github.com/gatehouse-go/gatehouse/router/connections"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms/internal/storetest"
)

func TestMemory(t *testing.T) {
	clock := storetest.NewClock()
	storetest.Run(t, rooms.NewMemory(clock.Now), clock)
}

func TestMemoryIsForManyGoroutines(t *testing.T) {
	s := rooms.NewMemory(nil)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			id := fmt.Sprint(i)
			_ = s.Join(t.Context(), rooms.Member{Room: "lobby", Connection: id})
			_, _ = s.Members(t.Context(), "lobby")
			if i%2 == 0 {
				_, _ = s.Drop(t.Context(), id)
			}
		})
	}
	wg.Wait()
	if list, _ := s.Members(t.Context(), "lobby"); len(list) != 10 {
		t.Errorf("%d members, want 10", len(list))
	}
}

func TestMembersKeepNoDataOfTheCaller(t *testing.T) {
	s := rooms.NewMemory(nil)
	data := map[string]string{"name": "Anna"}
	_ = s.Join(t.Context(), rooms.Member{Room: "lobby", Connection: "a=", Data: data})
	data["name"] = "Ben"
	list, _ := s.Members(t.Context(), "lobby")
	list[0].Data["name"] = "Carl"
	if again, _ := s.Members(t.Context(), "lobby"); again[0].Data["name"] != "Anna" {
		t.Errorf("data %v", again[0].Data)
	}
}

func TestBroadcastDropsTheGone(t *testing.T) {
	endpoint := connectionstest.New(t)
	for name, value := range connectionstest.Environment() {
		t.Setenv(name, value)
	}
	api, err := connections.New(t.Context(), endpoint.URL)
	if err != nil {
		t.Fatal(err)
	}
	s := rooms.NewMemory(nil)
	endpoint.Open("a=", "c=")
	for _, m := range []rooms.Member{{Room: "lobby", Connection: "a="}, {Room: "lobby", Connection: "b="}, {Room: "attic", Connection: "b="}, {Room: "attic", Connection: "c="}} {
		if err := s.Join(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if err := rooms.Broadcast(t.Context(), api, s, "lobby", map[string]string{"text": "hi"}); err != nil {
		t.Fatal(err)
	}
	if got := endpoint.Messages("a="); !slices.Equal(got, []string{`{"text":"hi"}`}) {
		t.Errorf("a got %q", got)
	}
	if got := endpoint.Messages("c="); len(got) > 0 {
		t.Errorf("c, who is in another room, got %q", got)
	}
	if list, _ := s.Rooms(t.Context(), "b="); len(list) > 0 {
		t.Errorf("b, who is gone, is still in %v", list)
	}
}
