// The console of a real server.

package local_test

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// consoleOf starts a console and a server that it shows.
func consoleOf(t *testing.T, template object, change func(*local.Config)) (*local.Console, *local.Server) {
	t.Helper()
	console, err := local.StartConsole(local.ConsoleConfig{Project: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(console.Close)
	_, srv, _ := serve(t, template, func(cfg *local.Config) {
		cfg.Console = console
		if change != nil {
			change(cfg)
		}
	})
	return console, srv
}

// tell calls the console's API.
func tell(t *testing.T, c *local.Console, method, path, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+c.Address()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Token())
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
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

func TestTheConsoleKnowsTheApp(t *testing.T) {
	console, srv := consoleOf(t, template(nil, map[string]object{
		"GET /todos/{id}": nil,
		"POST /todos":     {"AuthorizationType": "AWS_IAM"},
	}, nil), nil)
	status, text := tell(t, console, "GET", "/api/app", "")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	var app map[string]any
	if err := json.Unmarshal([]byte(text), &app); err != nil {
		t.Fatal(err)
	}
	api := app["apis"].([]any)[0].(map[string]any)
	if api["kind"] != "http" || api["url"] != srv.URL("S/Api") {
		t.Errorf("the API is %v", api)
	}
	var routes []any
	for _, r := range api["routes"].([]any) {
		r := r.(map[string]any)
		routes = append(routes, []any{r["key"], r["function"], r["auth"].(map[string]any)["kind"]})
	}
	want := []any{[]any{"POST /todos", "S/F", "AWS_IAM"}, []any{"GET /todos/{id}", "S/F", "NONE"}}
	if !reflect.DeepEqual(routes, want) {
		t.Errorf("routes are %v, want %v", routes, want)
	}
	if app["generation"] != 0.0 || app["serving"] != true {
		t.Errorf("got %s", text)
	}
}
