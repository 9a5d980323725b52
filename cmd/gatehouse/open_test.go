// "gatehouse dev --open": the address that the browser gets leads to the page.

package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDevOpensTheConsole(t *testing.T) {
	dir := t.TempDir()
	for name, text := range assemblyFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "asset.code"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	opened := make(chan string, 1)
	defer func(old func(string) error) { browse = old }(browse)
	browse = func(url string) error {
		opened <- url
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out output
	ended := make(chan error, 1)
	go func() {
		ended <- (&devCommand{AppDir: ".", Assembly: dir, Host: "127.0.0.1", Workers: 1, Open: true}).Run(&console{ctx, &out, &out})
	}()
	var url string
	select {
	case url = <-opened:
	case err := <-ended:
		t.Fatalf("%v\n%s", err, out.String())
	case <-time.After(time.Minute):
		t.Fatalf("nothing is opened:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "console "+url) {
		t.Errorf("%s is not printed:\n%s", url, out.String())
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Jar: jar}).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(page), "<html") {
		t.Errorf("the page: %d, %v, %.200s", response.StatusCode, err, page)
	}
	if response.Request.URL.RawQuery != "" {
		t.Errorf("the token stays in the address: %s", response.Request.URL)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
