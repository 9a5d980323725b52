// The files of the page, compressed once, and the headers that keep them harmless.

package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed files
var files embed.FS

// Policy is the page's Content-Security-Policy: scripts and styles from files of the
// page only, connections to its own server only. Trusted Types make a browser that
// knows them refuse to parse any string as HTML.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// file is a file of the page as it is sent.
type file struct {
	plain, zipped []byte
	kind, tag     string
}

// all has the files by their path in the URL.
var all = sync.OnceValue(func() map[string]file {
	sent := map[string]file{}
	err := fs.WalkDir(files, "files", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		url := strings.TrimSuffix(strings.TrimPrefix(name, "files"), "index.html")
		if path.Ext(url) == ".css" {
			return nil // part of style.css
		}
		sent[url] = newFile(name, plain)
		return nil
	})
	var style []byte
	for _, name := range styles {
		part, problem := files.ReadFile("files/" + name)
		style, err = append(style, part...), errors.Join(err, problem)
	}
	if err != nil {
		panic("page: " + err.Error()) // the files are part of the program
	}
	sent["/style.css"] = newFile("style.css", style)
	return sent
})

// styles are sent as one file, in this order: nothing is painted before the last
// style has come.
var styles = []string{"base.css", "layout.css", "lists.css", "request.css", "forms.css", "tools.css"}

func newFile(name string, plain []byte) file {
	sum := sha256.Sum256(plain)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	return file{plain: plain, zipped: zip(plain), kind: kinds[path.Ext(name)], tag: tag}
}

// kinds does not depend on what types this machine knows.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

func zip(plain []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic("page: " + err.Error()) // the level is one of the package's
	}
	w.Write(plain) // to memory: can't fail
	w.Close()
	return out.Bytes()
}

// Handler serves the page at "/" and its files beside it. It asks nobody who they
// are: the caller has checked that.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := all()[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the page is read with GET", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("Content-Type", f.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache") // the next version has the same names
		h.Set("ETag", f.tag)
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("If-None-Match"), f.tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := f.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.zipped
		}
		if r.Method == http.MethodGet {
			w.Write(body)
		}
	})
}
