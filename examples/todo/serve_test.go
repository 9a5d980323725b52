// The application as "gatehouse dev" serves it: real HTTP in front, the
// functions' real programs behind.

package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
	"github.com/gatehouse-go/gatehouse/local"
)

// serveTodo serves the application and returns its address, and what makes
// tokens of the login page.
func serveTodo(t *testing.T) (url string, token func(claims map[string]any) string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signing := jose.JSONWebKey{Key: key, KeyID: "test"}
	dir, _ := synth(t)
	srv, err := local.Start(t.Context(), local.Config{
		Assembly:    dir,
		Environment: map[string]string{"TODO_TABLE": "memory"},
		Keys:        &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{signing.Public()}},
		Workers:     1, // todos in memory are those of one process
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: signing}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return srv.URL("Todo/Api"), func(claims map[string]any) string {
		all := map[string]any{"iss": "https://login.example.com", "aud": "todo-app", "sub": "alice", "exp": time.Now().Add(time.Hour).Unix()}
		for name, v := range claims {
			all[name] = v
		}
		text, err := jwt.Signed(signer).Claims(all).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

func TestTodoServes(t *testing.T) {
	url, token := serveTodo(t)
	send := func(method, path, body, token string) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}
	check := func(method, path, body, token string, status int, want string) string {
		t.Helper()
		got, text := send(method, path, body, token)
		if got != status || !strings.Contains(text, want) {
			t.Errorf("%s %s: got %d %s, want %d with %q", method, path, got, text, status, want)
		}
		return text
	}
	good := token(nil)
	check("GET", "/health", "", "", 200, "ok")
	check("GET", "/todos", "", good, 200, "[]")
	var todo struct{ ID string }
	if err := json.Unmarshal([]byte(check("POST", "/todos", `{"title":"milk"}`, good, 201, "milk")), &todo); err != nil || todo.ID == "" {
		t.Fatalf("no id: %v", err)
	}
	check("GET", "/todos/"+todo.ID, "", good, 200, `"title":"milk"`)
	check("POST", "/todos", `{"title":" "}`, good, 400, "title is missing")
	check("DELETE", "/todos/"+todo.ID, "", good, 204, "")
	check("GET", "/todos/"+todo.ID, "", good, 404, "no such todo")
	check("GET", "/elsewhere", "", good, 404, `{"message":"Not Found"}`)

	check("GET", "/todos", "", "", 401, "Unauthorized")
	check("GET", "/todos", "", good[:len(good)-8]+"AAAAAAAA", 401, "Unauthorized")
	check("GET", "/todos", "", token(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), 401, "Unauthorized")
	check("GET", "/todos", "", token(map[string]any{"aud": "another-app"}), 401, "Unauthorized")
}

// A page of the application's own origin may call it with a token; a page of
// another origin may not.
func TestTodoInABrowser(t *testing.T) {
	url, token := serveTodo(t)
	pages := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><p id="out"></p><script>
			fetch(%q, {method: "POST", body: '{"title":"milk"}', headers: {"Content-Type": "application/json", "Authorization": "Bearer %s"}})
				.then((r) => r.json().then((todo) => r.status + " " + todo.title), () => "blocked")
				.then((text) => { document.getElementById("out").textContent = "result: " + text; });
			</script>`, url+"/todos", token(nil))
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
