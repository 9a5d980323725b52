// The package as its users see it.

package rooms_test

import (
	"context"
	"fmt"

	"github.com/gatehouse-go/gatehouse/router/connections/rooms"
)

func ExampleMemory() {
	ctx := context.Background()
	store := rooms.NewMemory(nil)
	_ = store.Join(ctx, rooms.Member{Room: "lobby", Connection: "a=", Data: map[string]string{"name": "Anna"}})
	_ = store.Join(ctx, rooms.Member{Room: "user/anna", Connection: "a="})

	members, _ := store.Members(ctx, "lobby")
	fmt.Println(len(members), members[0].Data["name"])
	left, _ := store.Drop(ctx, "a=")
	fmt.Println(left)
	// Output:
	// 1 Anna
	// [lobby user/anna]
}
