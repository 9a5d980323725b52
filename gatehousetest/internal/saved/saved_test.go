// Requests of every kind, saved as tests, which are built and run.

package saved

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

// ask calls the console's API.
func ask(t *testing.T, c *local.Console, path string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest("GET", "http://"+c.Address()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Token())
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestSavedTestsRun(t *testing.T) {
	// The sources of the app are looked at where the tests are saved.
	project := t.TempDir()
	main, err := os.ReadFile("app/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(project, "main.go"), main, 0o644); err != nil {
		t.Fatal(err)
	}
	console, err := local.StartConsole(local.ConsoleConfig{Project: project})
	if err != nil {
		t.Fatal(err)
	}
	defer console.Close()
	server := gatehousetest.Serve(t, Declare, local.Config{Console: console})
	api, rest := server.API("Saved/Http"), server.API("Saved/Rest")
	api.Do("POST", "/open/it's \"quoted\"/%2e%2e?x=`y`&z=$HOME", "line\n`back` \"double\" \\ é", gatehousetest.Header("X-Note", `a "b" \c`)).Status(200)
	api.Do("PUT", "/open/binary", []byte{0, 0xff, '`', '"'}, gatehousetest.Header("Content-Type", "application/octet-stream")).Status(200)
	api.Do("GET", "/mine", nil, gatehousetest.Bearer(api.Token("login", map[string]any{"scope": "read write", "roles": []any{"admin", 1.5, nil}}))).Status(200)
	api.Do("GET", "/mine", nil, gatehousetest.Bearer(api.Token("login", map[string]any{"scope": "other"}))).Status(403)
	api.Do("GET", "/signed", nil, api.Signed()).Status(200)
	api.Do("GET", "/nowhere", nil).Status(404)
	rest.Do("GET", "/keyed", nil, rest.APIKey("tea-house")).Status(200)
	rest.Do("GET", "/keyed", nil).Status(403)
	socket := server.API("Saved/Chat").Connect("?room=a%20b")
	socket.Send(`{"action":"say","text":"it's ` + "`quoted`" + `"}`)
	socket.Receive()

	dir, err := filepath.Abs("app")
	if err != nil {
		t.Fatal(err)
	}
	overlay := map[string]string{}
	_, list := ask(t, console, "/api/traces")
	var traces struct {
		Traces []struct{ ID, Event, Path string }
	}
	if err := json.Unmarshal([]byte(list), &traces); err != nil {
		t.Fatal(err)
	}
	for _, one := range traces.Traces {
		status, text := ask(t, console, "/api/traces/"+one.ID+"/gotest")
		if status != http.StatusOK {
			t.Errorf("%s %s: %d %s", one.Event, one.Path, status, text)
			continue
		}
		// Two tests of one route have one name: each is saved under a name of its own.
		text = strings.Replace(text, "(t *testing.T)", "_"+string(rune('a'+len(overlay)))+"(t *testing.T)", 1)
		name := "saved" + string(rune('a'+len(overlay))) + "_test.go"
		file := filepath.Join(project, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(dir, name)] = file
	}
	if len(overlay) != 10 {
		t.Errorf("%d tests were saved, want 10: %s", len(overlay), list)
	}
	server.Close()
	replaced, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(project, "overlay.json")
	if err := os.WriteFile(file, replaced, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "-count=1", "-overlay", file, "-v", "./app").CombinedOutput()
	for name := range overlay {
		text, _ := os.ReadFile(overlay[name])
		if err != nil {
			t.Logf("%s:\n%s", filepath.Base(name), text)
		}
	}
	if err != nil || strings.Count(string(out), "--- PASS") != len(overlay) {
		t.Errorf("%v\n%s", err, out)
	}
}
