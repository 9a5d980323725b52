// The file of a folder's console, its end, and what a killed process leaves.

package attach

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serve is a console that takes one token.
func serve(t *testing.T) Console {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer good" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.URL.Path == "/api/broken" {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"error":"it is broken"}`)
			return
		}
		fmt.Fprint(w, "{}")
	}))
	t.Cleanup(server.Close)
	return Console{Address: strings.TrimPrefix(server.URL, "http://"), Token: "good", PID: os.Getpid()}
}

func TestTheFileIsTheUsersAndGoesInTheEnd(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	file, err := File(".")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Find(t.Context(), file); !errors.Is(err, ErrNone) {
		t.Errorf("before there is one: %v", err)
	}
	console := serve(t)
	if err := Write(file, console); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	found, err := Find(t.Context(), file)
	if err != nil || *found != console {
		t.Errorf("found %v, %v", found, err)
	}
	if _, err := found.Ask(t.Context(), "GET", "/api/broken", nil); err == nil || err.Error() != "it is broken" {
		t.Errorf("a refusal: %v", err)
	}
	Remove(file)
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is there still")
	}
}

// The process was killed: nothing listens, or something else does.
func TestAStaleFileIsRemoved(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "x.json")
	other := serve(t)
	other.Token = "of another start"
	for name, console := range map[string]Console{"nothing listens": {"127.0.0.1:1", "good", 1}, "another console": other} {
		if err := Write(file, console); err != nil {
			t.Fatal(err)
		}
		if _, err := Find(t.Context(), file); !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s: the file is there still", name)
		}
	}
}

// One that was started later keeps its file when an earlier one ends.
func TestTheFileOfAnotherProcessStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.json")
	if err := Write(file, Console{"127.0.0.1:1", "t", os.Getpid() + 1}); err != nil {
		t.Fatal(err)
	}
	Remove(file)
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestABrokenFileIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(t.Context(), file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}

// A folder has one file, whatever it is called by.
func TestAFolderHasOneFile(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	a, err := File(dir)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := File(link + "/."); err != nil || a != b {
		t.Errorf("%s and %s, %v", a, b, err)
	}
}

func ExampleFind() {
	_, err := Find(context.Background(), "/no/such/file")
	fmt.Println(err)
	// Output: no "gatehouse dev" runs for this folder
}
