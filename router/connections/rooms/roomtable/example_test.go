// The package as its users see it.

package roomtable_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
	"github.com/gatehouse-go/gatehouse/router/connections/rooms/roomtable"
)

func ExampleNew() {
	server := httptest.NewServer(&fake{items: map[string]attributes{}})
	defer server.Close()
	ctx := context.Background()

	store := roomtable.New(client(server.URL), "rooms", nil)
	if err := store.Join(ctx, rooms.Member{Room: "lobby", Connection: "a="}); err != nil {
		fmt.Println(err)
	}
	members, err := store.Members(ctx, "lobby")
	fmt.Println(len(members), members[0].Connection, err)
	// Output: 1 a= <nil>
}
