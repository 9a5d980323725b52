// What holds for the files themselves, without a browser.

package page

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// limit is the most that the page may weigh in all, compressed.
const limit = 150 << 10

func TestPageIsSmall(t *testing.T) {
	total := 0
	for _, f := range all() {
		total += len(f.zipped)
	}
	t.Logf("%d files, %d bytes compressed", len(all()), total)
	if total > limit {
		t.Errorf("the page has %d bytes compressed; at most %d", total, limit)
	}
}

// forbidden is what would let a string become part of the page, or leave this machine.
var forbidden = regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc` +
	`|\beval\(|new Function|\son[a-z]+=|style="|javascript:|(src|href)="(https?:)?//|@import|: url\(|import\s*\(\s*['"]http`)

func TestPageHasNothingThatRunsStrings(t *testing.T) {
	eachFile(t, func(name, text string) {
		for i, line := range strings.Split(text, "\n") {
			if found := forbidden.FindString(line); found != "" {
				t.Errorf("%s:%d: %q: %s", name, i+1, found, line)
			}
		}
	})
}

var reference = regexp.MustCompile(`(?:src|href)="([^"#:]+)"|(?:from |import\()"\./([^"]+)"`)

func TestPageRefersToFilesThatExist(t *testing.T) {
	referred := map[string]bool{"/": true}
	eachFile(t, func(name, text string) {
		for _, m := range reference.FindAllStringSubmatch(text, -1) {
			to := "/" + m[1] + m[2]
			referred[to] = true
			if _, ok := all()[to]; !ok {
				t.Errorf("%s refers to %s, which does not exist", name, to)
			}
		}
	})
	for url := range all() {
		if !referred[url] {
			t.Errorf("nothing refers to %s", url)
		}
	}
	sheets, err := fs.Glob(files, "files/*.css")
	if err != nil || len(sheets) != len(styles) {
		t.Errorf("%d of %d style sheets are sent: %v", len(styles), len(sheets), err)
	}
}

func eachFile(t *testing.T, check func(name, text string)) {
	err := fs.WalkDir(files, "files", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		check(name, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreSentWithHeadersThatKeepThemHarmless(t *testing.T) {
	for url := range all() {
		r := httptest.NewRequest("GET", url, nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, r)
		h := answer.Header()
		if answer.Code != 200 || h.Get("Content-Security-Policy") != Policy || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Content-Encoding") != "gzip" || h.Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", url, answer.Code, h)
		}
		r.Header.Set("If-None-Match", h.Get("ETag"))
		again := httptest.NewRecorder()
		Handler().ServeHTTP(again, r)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s again: %d, %d bytes", url, again.Code, again.Body.Len())
		}
	}
	for _, bad := range []struct {
		method, url string
		status      int
	}{{"GET", "/page.go", 404}, {"GET", "/../doc.go", 404}, {"GET", "/index.html", 404}, {"POST", "/", 405}} {
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, httptest.NewRequest(bad.method, bad.url, nil))
		if answer.Code != bad.status {
			t.Errorf("%s %s: %d, want %d", bad.method, bad.url, answer.Code, bad.status)
		}
	}
	if strings.Contains(Policy, "unsafe") {
		t.Errorf("the policy allows what is unsafe: %s", Policy)
	}
}
