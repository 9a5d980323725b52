// A page in a real browser. To copy it, bring a way to load a page: the helper
// here is the project's own.

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

// A page of the application's own origin may call it with a token; a page of
// another origin may not.
func TestTodoInABrowser(t *testing.T) {
	api := serve(t).API("Todo/Api")
	pages := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><p id="out"></p><script>
			fetch(%q, {method: "POST", body: '{"title":"milk"}', headers: {"Content-Type": "application/json", "Authorization": "Bearer %s"}})
				.then((r) => r.json().then((todo) => r.status + " " + todo.title), () => "blocked")
				.then((text) => { document.getElementById("out").textContent = "result: " + text; });
			</script>`, api.URL+"/todos", api.Token("login", nil))
	}))
	t.Cleanup(pages.Close)
	address := strings.TrimPrefix(pages.URL, "https://")
	for host, want := range map[string]string{"app.example.com": "result: 201 milk", "evil.example.com": "result: blocked"} {
		dom := browsertest.DOM(t, "https://"+host, "--ignore-certificate-errors",
			"--host-resolver-rules=MAP app.example.com:443 "+address+",MAP evil.example.com:443 "+address)
		if !strings.Contains(dom, want) {
			t.Errorf("page of %s: want %q in\n%s", host, want, dom)
		}
	}
}
