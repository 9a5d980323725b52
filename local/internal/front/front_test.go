// Which pattern takes a path, and which files a bucket gives.

package front

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
)

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		pattern, path string
		want          bool
	}{
		{"/api/*", "/api/todos/1", true}, {"/api/*", "/api/", true}, {"/api/*", "/api", false}, {"api/*", "/api/a", true},
		{"/*.html", "/a/b.html", true}, {"/*.html", "/a.htm", false}, {"/a?", "/ab", true}, {"/a?", "/a", false}, {"/A", "/a", false},
		{"*", "/", true}, {"/ws", "/ws", true}, {"/ws", "/ws/", false}, {"/*a*b", "/xaxxb", true}, {"/*a*b", "/xbxxa", false},
	} {
		if got := (&assembly.Behavior{Pattern: test.pattern}).Takes(test.path); got != test.want {
			t.Errorf("%s of %s: %v, want %v", test.path, test.pattern, got, test.want)
		}
	}
}

// serve serves a distribution in front of a folder, an archive below "v", and a
// server.
func serve(t *testing.T, elsewhere string) *httptest.Server {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("secret", "not in the bucket")
	write("pages/index.html", "<h1>index</h1>")
	write("pages/a b.css", "body {}")
	if err := os.Symlink("../secret", filepath.Join(dir, "pages", "link")); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	packed := zip.NewWriter(&archive)
	file, err := packed.Create("x.json")
	if err == nil {
		_, err = file.Write([]byte("{}"))
	}
	if err == nil {
		err = packed.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	write("archive.zip", archive.String())
	bucket := &assembly.Origin{ID: "pages", Host: "pages.s3", Bucket: &assembly.Bucket{Path: "Pages", Content: []assembly.Content{
		{File: filepath.Join(dir, "pages")}, {File: filepath.Join(dir, "archive.zip"), Prefix: "v"},
	}}}
	get := []string{"GET", "HEAD"}
	f := New(&gateway.Host{IsOurs: func(host string) bool { return strings.HasPrefix(host, "127.0.0.1:") }, Warn: func(string) {}, Transport: &http.Transport{}},
		&assembly.Front{Path: "Front", Names: []string{"example.com"}, Root: "index.html", Behaviors: []*assembly.Behavior{
			{Pattern: "/else/*", Methods: []string{"GET", "POST"}, Rewrite: assembly.Rewrite{Cut: "/else"},
				Origin: &assembly.Origin{ID: "else", Host: elsewhere, Path: "/v2", HTTP: true, Headers: map[string]string{"X-Key": "k"}}},
			{Pattern: "/app/*", Methods: get, Origin: bucket, Rewrite: assembly.Rewrite{Cut: "/app", Page: "/index.html"}},
			{Pattern: "/fn/*", Methods: get, Origin: &assembly.Origin{ID: "fn", Host: "a.lambda-url.eu-west-1.on.aws"}},
			{Methods: get, Origin: bucket},
		}}, nil)
	server := httptest.NewUnstartedServer(f)
	server.Config.ConnContext = gateway.SpellingContext
	server.Listener = gateway.Spelling(server.Listener)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

func TestRequests(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s key=%s", r.Method, r.URL.RequestURI(), r.Header.Get("X-Key"))
	}))
	t.Cleanup(elsewhere.Close)
	server := serve(t, strings.TrimPrefix(elsewhere.URL, "http://"))
	for _, test := range []struct {
		method, path, host string
		status             int
		want               string
	}{
		{"GET", "/", "", 200, "<h1>index</h1>"},
		{"GET", "/a%20b.css", "example.com", 200, "body {}"},
		{"GET", "/v/x.json", "", 200, "{}"},
		{"GET", "/x.json", "", 403, "AccessDenied"},
		{"GET", "/app/deep/page", "", 200, "<h1>index</h1>"},
		{"GET", "/app/no.css", "", 403, "AccessDenied"},
		{"GET", "/link", "", 403, "AccessDenied"},
		{"GET", "/../secret", "", 403, "AccessDenied"},
		{"GET", "/%2e%2e/secret", "", 403, "AccessDenied"},
		{"GET", "/v/..%2f..%2fsecret", "", 403, "AccessDenied"},
		{"GET", "//etc/passwd", "", 403, "AccessDenied"},
		{"POST", "/", "", 403, "Forbidden"},
		{"GET", "/", "evil.example", 403, "Forbidden"},
		{"POST", "/else/a%2Fb?c=1", "", 200, "POST /v2/a%2Fb?c=1 key=k"},
		{"GET", "/fn/a", "", 501, "is in AWS, and not one of the app's"},
	} {
		request, err := http.NewRequest(test.method, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if request.Host = test.host; test.host == "" { // the path goes out as it is
			request.URL.Opaque = strings.TrimPrefix(server.URL, "http:") + test.path
		} else if request.URL, err = url.Parse(server.URL + test.path); err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(response.Body); err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != test.status || !strings.Contains(body.String(), test.want) {
			t.Errorf("%s %s at %q: %d %s, want %d %s", test.method, test.path, test.host, response.StatusCode, body.String(), test.status, test.want)
		}
	}
}

func ExampleNew() {
	host := &gateway.Host{IsOurs: func(string) bool { return true }, Warn: func(string) {}}
	front := New(host, &assembly.Front{Path: "Site/Front", Behaviors: []*assembly.Behavior{
		{Methods: []string{"GET"}, Origin: &assembly.Origin{}, Rewrite: assembly.Rewrite{NotFound: true}},
	}}, nil)
	answer := httptest.NewRecorder()
	front.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	fmt.Println(answer.Code, answer.Body)
	// Output: 404 {"message":"Not Found"}
}
