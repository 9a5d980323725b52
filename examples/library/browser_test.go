// The client in TypeScript, compiled strictly, in a real browser. To copy it, bring
// a way to load a page: the helpers here are the project's own.

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
	"github.com/gatehouse-go/gatehouse/internal/testing/tsctest"
)

func TestClientInTypeScript(t *testing.T) {
	dir := tsctest.Compile(t, "web/client.ts", "web/page.ts")
	srv := serve(t)
	api := srv.API("Library/Api")
	done := make(chan struct{})
	var got map[string]any
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		settings, err := json.Marshal(map[string]string{
			"api": api.URL, "live": srv.API("Library/Live").URL, "token": api.Token("login", scope),
		})
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, `<!doctype html><img src="/done" hidden><script type="module">
			import { run } from "./page.js";
			const body = JSON.stringify(await run(%s).catch((error) => ({ failed: String(error) })));
			await fetch("/result", { method: "POST", body });
		</script>`, settings)
	})
	mux.HandleFunc("POST /result", func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		close(done)
	})
	mux.HandleFunc("GET /done", func(w http.ResponseWriter, r *http.Request) { // the page has not finished loading before
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	pages := httptest.NewServer(mux)
	t.Cleanup(pages.Close)
	browsertest.DOM(t, pages.URL+"/page")
	want := map[string]any{
		"first": "Pride and Prejudice", "next": "978-0-14-143951-8", "sequel": "Faust II", "cover": "image/svg+xml",
		"unknown": "404 no such book", "invalid": "422 query.limit", "outside": "401", "removed": true, "added": "Emma novel brought by me",
		"retried": 3.0, "hits": []any{"Faust I"},
	}
	for key, value := range want {
		if !reflect.DeepEqual(got[key], value) {
			t.Errorf("%s: %v, want %v", key, got[key], value)
		}
	}
	if failed := got["failed"]; failed != nil {
		t.Errorf("the page failed: %v", failed)
	}
	if files, err := filepath.Glob(filepath.Join(dir, "*.js")); err != nil || len(files) != 2 {
		t.Errorf("%q, %v", files, err)
	}
}
