// The server as a whole: applications of the CDK, reloads, ports and its end.

package local_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/local"
)

// plain copies the assembly of the plain CDK app, and puts programs into its functions.
func plain(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../internal/serve/assembly/testdata/plain.out")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "bootstrap" {
			putProgram(t, filepath.Dir(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// An app of plain L2 and L1 constructs, written without Gatehouse.
func TestPlainAppServes(t *testing.T) {
	srv, err := local.Start(t.Context(), local.Config{
		Assembly: plain(t), Environment: map[string]string{"TEST_FUNCTION": "yes"}, Credentials: map[string]string{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	base := srv.URL("Plain/Api")
	event := get(t, base+"/todos/7").event(t)
	if event["routeKey"] != "GET /todos/{id}" || at(event, "pathParameters", "id") != "7" {
		t.Errorf("event is %v", event)
	}
	get(t, base+"/shared").want(t, 200, "") // of another stack
	get(t, base+"/todos/7"+do("env", "TABLE_ARN")).want(t, 200, "")
	if r := get(t, base+"/todos/7"+do("env", "TABLE_ARN")); !strings.Contains(r.body, "arn:aws:dynamodb:eu-central-1:111122223333:table/todos") {
		t.Errorf("environment: %s", r.body)
	}
	get(t, srv.URL("Beta/Outer/Api")+"/nested").want(t, 200, "") // behind an alias, in a nested stack of a stage
	get(t, base+"/prod/todos/7").want(t, 200, "")
	get(t, base+"/jwt").want(t, 401, "")
	get(t, base+"/custom").want(t, 401, "")
	get(t, base+"/iam").want(t, 403, "")
	for path, reason := range map[string]string{"/container": "container image", "/private": "VPC"} {
		if r := get(t, base+path); r.StatusCode != 501 || !strings.Contains(r.body, reason) {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
		}
	}
	if r := get(t, srv.URL("Low/Api")+"/unknown"); r.StatusCode != 501 || !strings.Contains(r.body, "Low/Unknown: IntegrationUri: parameter Secret") {
		t.Errorf("what can't be resolved: %d %s", r.StatusCode, r.body)
	}
}

func TestNodeAndPythonFunctions(t *testing.T) {
	srv, err := local.Start(t.Context(), local.Config{Assembly: plain(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	for _, test := range []struct{ program, url, want string }{
		{"node", srv.URL("Plain/Api") + "/node/x/y", `"node":"/node/x/y"`},
		{"node", srv.URL("Low/Api") + "/small", "y-"},
		{"python3", srv.URL("Plain/Api") + "/py", `"python": "/py"`},
	} {
		if _, err := exec.LookPath(test.program); err != nil {
			if r := get(t, test.url); r.StatusCode != 501 || !strings.Contains(r.body, test.program) {
				t.Errorf("without %s: %d %s", test.program, r.StatusCode, r.body)
			}
			continue
		}
		if r := get(t, test.url); r.StatusCode != 200 || !strings.Contains(r.body, test.want) {
			t.Errorf("%s: %d %s", test.url, r.StatusCode, r.body)
		}
	}
}

func TestFunctionThatWasNotBuilt(t *testing.T) {
	dir := write(t, template(nil, map[string]object{"GET /": nil}, nil))
	if err := os.WriteFile(filepath.Join(dir, "asset.code", "NOT_BUILT"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	srv, err := local.Start(t.Context(), local.Config{Assembly: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	if r := get(t, srv.URL("S/Api")+"/"); r.StatusCode != 501 || !strings.Contains(r.body, "was not built") {
		t.Errorf("got %d %s", r.StatusCode, r.body)
	}
}

func TestReloadAndSwapLoseNothing(t *testing.T) {
	app := template(nil, map[string]object{"GET /": nil}, nil)
	base, srv, _ := serve(t, app, func(c *local.Config) { c.Workers = 3; c.Log = nil })
	dir := write(t, app)
	other := t.TempDir()
	putProgram(t, other)

	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				want := fmt.Sprintf("%d-%d", i, n)
				r := get(t, base+"/"+do("json", `"`+want+`"`))
				if r.StatusCode != 200 || r.body != want {
					t.Errorf("%s: got %d %s", want, r.StatusCode, r.body)
					return
				}
			}
		})
	}
	for i := range 6 {
		time.Sleep(50 * time.Millisecond)
		var err error
		if i%2 == 0 {
			err = srv.Swap("S/F", other)
		} else {
			err = srv.Reload(dir)
		}
		if err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}

func TestReloadKeepsPortsAndTheOldVersionAfterAnError(t *testing.T) {
	app := template(nil, map[string]object{"GET /a": nil}, nil)
	base, srv, _ := serve(t, app, nil)
	pid := func() string { return get(t, base+"/a"+do("env", "X")).body }
	before := pid()
	if err := srv.Reload(t.TempDir()); err == nil {
		t.Error("an empty folder is no assembly")
	}
	if after := pid(); after != before {
		t.Error("a reload that failed changed something")
	}
	dir := write(t, template(nil, map[string]object{"GET /b": nil}, nil))
	if err := srv.Reload(dir); err != nil {
		t.Fatal(err)
	}
	get(t, base+"/a").want(t, 404, "")
	get(t, base+"/b").want(t, 200, "")
	if err := srv.Swap("S/Nothing", dir); err == nil {
		t.Error("there is no such function")
	}
}

func TestCloseFreesEverything(t *testing.T) {
	dir := write(t, template(nil, map[string]object{"GET /": nil}, nil))
	http.DefaultClient.CloseIdleConnections()
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		srv, err := local.Start(ctx, local.Config{Assembly: dir})
		if err != nil {
			t.Fatal(err)
		}
		base := srv.URL("S/Api")
		get(t, base+"/").want(t, 200, "")
		cancel() // as good as Close
		srv.Close()
		if _, err := net.Dial("tcp", strings.TrimPrefix(base, "http://")); err == nil {
			t.Error("the port is still open")
		}
	}
	for range 100 {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		if runtime.NumGoroutine() <= goroutines && openFiles(t) <= files {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	t.Errorf("%d goroutines and %d files before, %d and %d after\n%s", goroutines, files, runtime.NumGoroutine(), openFiles(t), stacks)
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Skip("no /dev/fd on this system to count open files in")
	}
	return len(entries)
}

// Clients that don't keep to HTTP, or don't hurry, get an end.
func TestBadClients(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"POST /": nil, "GET /": nil}, nil), nil)
	address := strings.TrimPrefix(base, "http://")
	talk := func(text string) string {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(3 * time.Second))
		io.WriteString(conn, text)
		answer, _ := io.ReadAll(conn)
		line, _, _ := bytes.Cut(answer, []byte("\r\n"))
		return string(line)
	}
	head := "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
	for name, test := range map[string]struct{ text, want string }{
		"bad chunk size":       {head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 400"},
		"two lengths":          {head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "HTTP/1.1 400"},
		"length and chunks":    {head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 "},
		"huge length":          {head + "Content-Length: 99999999999\r\n\r\nabc", "HTTP/1.1 413"},
		"huge header":          {head + "X: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "HTTP/1.1 431"},
		"no host":              {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		"not HTTP":             {"hello\r\n\r\n", "HTTP/1.1 400"},
		"asterisk":             {"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 "},
		"endless body, bigger": {head + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("100000\r\n"+strings.Repeat("x", 1<<20)+"\r\n", 11), "HTTP/1.1 413"},
	} {
		if got := talk(test.text); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %q, want %s", name, got, test.want)
		}
	}
	get(t, base+"/").want(t, 200, "")
}

func TestURLOfAnUnknownAPIPanics(t *testing.T) {
	_, srv, _ := serve(t, template(nil, nil, nil), nil)
	defer func() {
		if text := fmt.Sprint(recover()); !strings.Contains(text, `local: there is no API, front or domain "Todo"; there are: S/Api`) {
			t.Errorf("panic is %s", text)
		}
	}()
	srv.URL("Todo")
}

func TestStartRefusesWhatIsNoAssembly(t *testing.T) {
	_, err := local.Start(t.Context(), local.Config{Assembly: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err == nil || !strings.Contains(err.Error(), "cdk synth") {
		t.Errorf("got %v", err)
	}
}
