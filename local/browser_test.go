// A browser obeys the CORS headers that are sent.

package local_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

// page calls the API in several ways and writes down how each went.
const page = `<!doctype html><pre id="out"></pre><script>
const api = %q;
const calls = {
  plain: () => fetch(api + "/a"),
  credentials: () => fetch(api + "/a", {credentials: "include"}),
  header: () => fetch(api + "/a", {headers: {"X-Custom": "1"}, credentials: "include"}),
  otherHeader: () => fetch(api + "/a", {headers: {"X-Other": "1"}}),
  put: () => fetch(api + "/a", {method: "PUT", body: "{}", headers: {"X-Custom": "1"}}),
  delete: () => fetch(api + "/a", {method: "DELETE"}),
};
(async () => {
  for (const [name, call] of Object.entries(calls)) {
    let line;
    try {
      const response = await call();
      const event = await response.json();
      line = response.status + " cookie=" + (event.cookies ?? []).join(";") + " answer=" + response.headers.get("x-answer") + " hidden=" + response.headers.get("x-hidden");
    } catch (err) {
      line = "blocked";
    }
    document.getElementById("out").append(name + ": " + line + "\n");
  }
})();
</script>`

func TestBrowserObeysCORS(t *testing.T) {
	api := ""
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s1", Path: "/"})
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, fmt.Sprintf(page, api))
	})
	allowed, other := httptest.NewServer(pages), httptest.NewServer(pages)
	t.Cleanup(allowed.Close)
	t.Cleanup(other.Close)
	api, _, _ = serve(t, template(object{"CorsConfiguration": object{
		"AllowOrigins": list{allowed.URL}, "AllowMethods": list{"GET", "PUT"}, "AllowHeaders": list{"x-custom"},
		"ExposeHeaders": list{"x-answer"}, "AllowCredentials": true,
	}}, map[string]object{"ANY /a": {"Target": "integrations/${Echo}"}, "OPTIONS /a": nil}, object{
		"Echo": integration(object{"ResponseParameters": object{"200": object{"ResponseParameters": list{
			object{"Destination": "append:header.x-answer", "Source": "42"},
			object{"Destination": "append:header.x-hidden", "Source": "43"},
		}}}}),
	}), nil)

	got := browsertest.DOM(t, allowed.URL)
	for _, want := range []string{
		"plain: 200 cookie= answer=42 hidden=null",
		"credentials: 200 cookie=session=s1 answer=42 hidden=null",
		"header: 200 cookie=session=s1 answer=42 hidden=null",
		"otherHeader: blocked",
		"put: 200 ",
		"delete: blocked",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page of the allowed origin lacks %q:\n%s", want, got)
		}
	}
	got = browsertest.DOM(t, other.URL)
	if strings.Count(got, ": blocked") != 6 || strings.Contains(got, ": 200") {
		t.Errorf("page of another origin is not blocked:\n%s", got)
	}
}
