// The router's routes, tested with events and over HTTP.

package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/router/routertest"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func TestNotesAreKept(t *testing.T) {
	for _, kind := range routertest.Kinds {
		r := newRouter(newStore(), quiet)
		resp := routertest.DoAs(t, kind, r, "POST", "/v1/notes", map[string]any{"title": "Milk", "tags": []string{"shop"}}).Status(201)
		if got := resp.Header.Get("Location"); got != "/notes/1" {
			t.Errorf("Location %q", got)
		}
		routertest.DoAs(t, kind, r, "POST", "/notes", map[string]any{"title": "Sleep"}).Status(201)

		var n Note
		routertest.DoAs(t, kind, r, "GET", "/notes/1", nil).Status(200).JSON(&n)
		if want := (Note{1, "Milk", []string{"shop"}}); !reflect.DeepEqual(n, want) {
			t.Errorf("%v: %v, want %v", kind, n, want)
		}
		var all []Note
		routertest.DoAs(t, kind, r, "GET", "/notes?tag=shop", nil).Status(200).JSON(&all)
		if len(all) != 1 {
			t.Errorf("%v: %v, want one", kind, all)
		}
		if text := routertest.DoAs(t, kind, r, "GET", "/notes/2.txt", nil).Status(200); text.Text != "Sleep\n" {
			t.Errorf("%v: %q", kind, text.Text)
		}
		routertest.DoAs(t, kind, r, "DELETE", "/notes/1", nil).Status(204)
		routertest.DoAs(t, kind, r, "GET", "/notes/1", nil).Status(404)
	}
}

func TestWrongInputIsExplained(t *testing.T) {
	r := newRouter(newStore(), quiet)
	for _, c := range []struct {
		method, path string
		body         any
		status       int
		want         string
	}{
		{"POST", "/notes", map[string]any{"tags": []string{"UP"}}, 422, `"loc":["body","title"],"type":"missing"`},
		{"POST", "/notes", map[string]any{"tags": []string{"UP"}}, 422, `"loc":["body","tags",0],"type":"string_pattern_mismatch"`},
		{"POST", "/notes", strings.Repeat("x", 65<<10), 413, "larger than 65536 bytes"},
		{"GET", "/notes?limit=0", nil, 422, `"loc":["query","limit"]`},
		{"GET", "/notes/7", nil, 404, `"message":"no note 7"`},
		{"GET", "/notes/seven", nil, 404, `"message":"Not found"`},
		{"PATCH", "/notes/7", nil, 405, "Method PATCH is not allowed"},
		{"GET", "/admin/count", nil, 403, "Administrators only"},
	} {
		resp := routertest.Do(t, r, c.method, c.path, c.body).Status(c.status)
		if !strings.Contains(resp.Text, c.want) {
			t.Errorf("%s %s: %s, want %s", c.method, c.path, resp.Text, c.want)
		}
	}
}

func TestAdministratorsCount(t *testing.T) {
	event := `{"routeKey":"GET /admin/count","rawPath":"/admin/count","requestContext":{
		"http":{"method":"GET","path":"/admin/count"},"authorizer":{"jwt":{"claims":{"group":"admin"},"scopes":[]}}}}`
	out, err := newRouter(newStore(), quiet).Invoke(t.Context(), []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	var resp struct{ Body string }
	if err := json.Unmarshal(out, &resp); err != nil || resp.Body != `{"notes":0}` {
		t.Errorf("%s", out)
	}
}

func TestPagesOfOtherSites(t *testing.T) {
	r := newRouter(newStore(), quiet)
	for origin, want := range map[string]string{"https://notes.example.com": "https://notes.example.com", "https://evil.example.com": ""} {
		resp := routertest.Do(t, r, "OPTIONS", "/notes", nil, routertest.Header("Origin", origin), routertest.Header("Access-Control-Request-Method", "POST")).Status(204)
		if got := resp.Header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: %q, want %q", origin, got, want)
		}
	}
}

// TestServedOverHTTP runs the function as it runs on a laptop.
func TestServedOverHTTP(t *testing.T) {
	server := httptest.NewServer(newRouter(newStore(), quiet))
	defer server.Close()
	for path, want := range map[string]string{"/health": "ok\n", "/site/about.html": "<!doctype html>"} {
		resp, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != 200 || !strings.HasPrefix(string(text), want) {
			t.Errorf("%s: %d %q %v", path, resp.StatusCode, text, err)
		}
	}
}
