// Path parameters of test events.

package routertest

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
)

func TestEventFindsTheParametersOfThePath(t *testing.T) {
	for kind, want := range map[router.EventKind]string{router.HTTPEvent: "a b", router.RESTEvent: "a%20b"} { // REST APIs leave them as sent
		event, err := Event(kind, httptest.NewRequest("GET", "/todos/a%20b/files/x/y", nil), Route{Key: "GET /todos/{id}/files/{rest+}"})
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ PathParameters map[string]string }
		if err := json.Unmarshal(event, &got); err != nil {
			t.Fatal(err)
		}
		if all := map[string]string{"id": want, "rest": "x/y"}; !maps.Equal(got.PathParameters, all) {
			t.Errorf("kind %v: %v, want %v", kind, got.PathParameters, all)
		}
	}
	if _, err := Event(router.HTTPEvent, httptest.NewRequest("GET", "/todo", nil), Route{Key: "GET /todos/{id}"}); err == nil {
		t.Error("a path that does not lead to the route gives an event")
	}
	if _, err := Event(router.HTTPEvent, httptest.NewRequest("GET", "/todos/7", nil), Route{Key: "todos"}); err == nil {
		t.Error("a bad key gives an event")
	}
}
