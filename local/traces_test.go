// Traces of requests: what the gateways say of what they decided.

package local_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// traced returns the story of the last request.
func traced(t *testing.T, srv *local.Server) string {
	t.Helper()
	list := srv.Traces()
	if len(list) == 0 {
		t.Fatal("there is no trace")
	}
	return list[len(list)-1].String()
}

func wantStory(t *testing.T, story string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(story, text) {
			t.Errorf("no %q in\n%s", text, story)
		}
	}
}

func TestTracesOfRequests(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /todos/{id}": nil}, nil), nil)
	get(t, base+"/todos/7").want(t, 200, "")
	get(t, base+"/nothing")
	list := srv.Traces()
	if len(list) != 2 {
		t.Fatalf("%d traces", len(list))
	}
	first, second := list[0], list[1]
	if first.Method != "GET" || first.Path != "/todos/7" || first.Status != 200 || first.Route != "GET /todos/{id}" || first.API != "S/Api" ||
		first.Function != "S/F" || first.Outcome != "ok" || first.Reason != "" {
		t.Errorf("got %+v", first)
	}
	if second.Status != 404 || second.Outcome != "refused" || second.Reason != "no route matches" {
		t.Errorf("got %+v", second)
	}
}

func TestTracesCanBeTurnedOff(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, nil), func(c *local.Config) { c.TraceBytes = -1 })
	get(t, base+"/a")
	if n := len(srv.Traces()); n != 0 {
		t.Errorf("%d traces", n)
	}
}
