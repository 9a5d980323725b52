// Updates and rollbacks against an API Gateway that refuses what the real one refuses.

package routesettings

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/cfn"

	"github.com/gatehouse-go/gatehouse/internal/awssign"
)

// gateway is API Gateway with one API: its routes, and the settings of routes by
// stage. It does what the real one does where that matters: settings are merged,
// and an update is refused while there are some of a route that is gone.
type gateway struct {
	t        *testing.T
	routes   []string
	stages   map[string]map[string]bool
	deleted  []string
	failures int // how many calls are answered 429 first
	status   int // of every call, if it is not 0
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	for i, p := range parts {
		parts[i], _ = url.PathUnescape(p)
	}
	answer := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	switch {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=KEY/"):
		w.WriteHeader(403)
	case g.status != 0:
		w.WriteHeader(g.status)
	case g.failures > 0:
		g.failures--
		w.WriteHeader(429)
	case len(parts) < 3 || parts[2] != "api1":
		w.WriteHeader(404)
	case r.Method == "GET" && len(parts) == 4 && parts[3] == "routes": // two a page
		from := 0
		_, _ = fmt.Sscan(r.URL.Query().Get("nextToken"), &from)
		var items []map[string]string
		for _, key := range g.routes[from:min(from+2, len(g.routes))] {
			items = append(items, map[string]string{"routeKey": key, "routeId": "x"})
		}
		page := map[string]any{"items": items}
		if from+2 < len(g.routes) {
			page["nextToken"] = fmt.Sprint(from + 2)
		}
		answer(page)
	case len(parts) < 5 || g.stages[parts[4]] == nil:
		w.WriteHeader(404)
	case r.Method == "GET" && len(parts) == 5:
		settings := map[string]any{}
		for key := range g.stages[parts[4]] {
			settings[key] = map[string]any{"throttlingRateLimit": 1.0}
		}
		answer(map[string]any{"stageName": parts[4], "routeSettings": settings})
	case r.Method == "DELETE" && len(parts) == 7 && parts[5] == "routesettings" && g.stages[parts[4]][parts[6]]:
		delete(g.stages[parts[4]], parts[6])
		g.deleted = append(g.deleted, parts[4]+" "+parts[6])
		w.WriteHeader(204)
	default:
		w.WriteHeader(404)
	}
}

// update is what CloudFormation does with a stage: settings are added, or the
// update is refused.
func (g *gateway) update(stage string, keys ...string) error {
	for key := range g.stages[stage] {
		if !slices.Contains(g.routes, key) {
			return fmt.Errorf("unable to find Route by key %s within the provided RouteSettings", key)
		}
	}
	for _, key := range keys {
		g.stages[stage][key] = true
	}
	return nil
}

func (g *gateway) has(stage string) string {
	return strings.Join(slices.Sorted(maps.Keys(g.stages[stage])), ", ")
}

func start(t *testing.T, routes ...string) (*gateway, func(kind cfn.RequestType, stages map[string]any) (string, error)) {
	g := &gateway{t: t, routes: routes, stages: map[string]map[string]bool{"$default": {}, "test": {}}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	was := slices.Clone(pauses)
	pauses = []time.Duration{time.Microsecond, time.Microsecond, time.Microsecond, 0}
	t.Cleanup(func() { pauses = was })
	return g, func(kind cfn.RequestType, stages map[string]any) (string, error) {
		text, err := json.Marshal(stages)
		if err != nil {
			t.Fatal(err)
		}
		id, _, err := clean(context.Background(), cfn.Event{RequestType: kind, PhysicalResourceID: "as it was", ResourceProperties: map[string]any{
			"ServiceToken": "arn", "API": "api1", "Endpoint": server.URL, "Stages": string(text),
		}}, awssign.Signer{Service: "apigateway", Region: "eu-west-1", Key: "KEY", Secret: "SECRET", Token: "TOKEN"})
		return id, err
	}
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// A route with a throttle goes. Without the function, the update after that is
// refused; this is the order in which CloudFormation acts.
func TestAnUpdateThatRemovesARoute(t *testing.T) {
	for _, cleaned := range []bool{false, true} {
		g, call := start(t, "GET /a/{id}", "$default", "POST /b")
		if err := g.update("$default", "GET /a/{id}", "$default"); err != nil {
			t.Fatal(err)
		}
		if err := g.update("$default", "$default"); err != nil { // the stage no longer sets GET /a/{id}
			t.Fatal(err)
		}
		if cleaned {
			id, err := call(cfn.RequestUpdate, map[string]any{"$default": []string{"$default"}, "test": []string{}})
			if err != nil || id != "route settings of api1" {
				t.Fatal(id, err)
			}
			want(t, "deleted", strings.Join(g.deleted, ", "), "$default GET /a/{id}")
		}
		g.routes = []string{"$default", "POST /b"} // the clean-up
		if err := g.update("$default", "POST /b"); (err == nil) != cleaned {
			t.Errorf("cleaned %t: the next update: %v", cleaned, err)
		}
	}
}

// An update adds a route with a throttle and fails: the stage gets the old
// settings, which takes none away, and the route goes.
func TestARollbackOfAnUpdateThatAddsARoute(t *testing.T) {
	g, call := start(t, "GET /a", "GET /new")
	if err := g.update("test", "GET /a", "GET /new"); err != nil {
		t.Fatal(err)
	}
	if err := g.update("test", "GET /a"); err != nil { // the rollback
		t.Fatal(err)
	}
	if _, err := call(cfn.RequestUpdate, map[string]any{"test": []string{"GET /a"}}); err != nil {
		t.Fatal(err)
	}
	g.routes = []string{"GET /a"}
	if err := g.update("test"); err != nil {
		t.Error(err)
	}
	want(t, "settings", g.has("test"), "GET /a")
}

// The last throttle goes, and the resource stays.
func TestNoSettingsAreLeftOfTheLastThrottle(t *testing.T) {
	g, call := start(t, "GET /a")
	g.stages["test"]["GET /a"] = true
	if _, err := call(cfn.RequestUpdate, map[string]any{"test": []string{}}); err != nil {
		t.Fatal(err)
	}
	want(t, "settings", g.has("test"), "")
}

// The setting is switched on for a stage that has stale settings already.
func TestCreateCleansWhatIsThere(t *testing.T) {
	g, call := start(t, "GET /a")
	g.stages["$default"] = map[string]bool{"GET /a": true, "GET /gone": true}
	if _, err := call(cfn.RequestCreate, map[string]any{"$default": []string{"GET /a"}}); err != nil {
		t.Fatal(err)
	}
	want(t, "settings", g.has("$default"), "GET /a")
}

// Deleting leaves the settings of routes that are there, also those on later
// pages, and never fails: nothing of it is worth a stack that can't be deleted.
func TestDelete(t *testing.T) {
	g, call := start(t, "GET /a", "GET /b", "GET /c", "GET /d", "GET /e")
	g.stages["test"] = map[string]bool{"GET /e": true, "GET /gone": true}
	id, err := call(cfn.RequestDelete, map[string]any{"test": []string{"GET /gone"}})
	if err != nil || id != "as it was" {
		t.Fatal(id, err)
	}
	want(t, "settings", g.has("test"), "GET /e")
	for _, status := range []int{403, 404, 500} {
		g.status = status
		if _, err := call(cfn.RequestDelete, map[string]any{"test": []string{}}); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestWhatIsGoneIsClean(t *testing.T) {
	_, call := start(t)
	if _, err := call(cfn.RequestUpdate, map[string]any{"gone": []string{"GET /a"}}); err != nil {
		t.Error(err)
	}
}

func TestTroubleIsTriedAgainAndThenReported(t *testing.T) {
	g, call := start(t, "GET /a")
	g.stages["test"]["GET /a"] = true
	g.failures = 3
	if _, err := call(cfn.RequestUpdate, map[string]any{"test": []string{}}); err != nil {
		t.Error(err)
	}
	want(t, "settings", g.has("test"), "")
	g.failures = 4
	if _, err := call(cfn.RequestUpdate, map[string]any{"test": []string{}}); err == nil || !strings.Contains(err.Error(), "429") {
		t.Error(err)
	}
	g.status = 403
	if _, err := call(cfn.RequestUpdate, map[string]any{"test": []string{}}); err == nil || !strings.Contains(err.Error(), "/v2/apis/api1/stages/test: 403") {
		t.Error(err)
	}
	if _, _, err := clean(t.Context(), cfn.Event{RequestType: cfn.RequestUpdate}, awssign.Signer{}); err == nil {
		t.Error("no properties, no error")
	}
}
