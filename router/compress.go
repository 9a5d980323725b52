// Compression of bodies with gzip.

package router

import (
	"bytes"
	"compress/gzip"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

var gzipWriters = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compress compresses the body if the route or the response asks for it, the
// client takes it, and it's of a size and type that gains by it.
func (r *responder) compress(req *Request, resp *Response, b *body) error {
	on := resp.Compress == On || resp.Compress == Default && (r.config.Compress || req.route != nil && req.route.Compress)
	if !on || b.stream != nil || b.size() < r.config.CompressMin || headerOf(resp.Header, "Content-Encoding") != "" ||
		!compressible(resp.contentType()) || resp.fixed() {
		return nil
	}
	if !acceptsGzip(strings.Join(req.HeaderValues("Accept-Encoding"), ",")) {
		return nil
	}
	var out bytes.Buffer
	w := gzipWriters.Get().(*gzip.Writer)
	defer func() {
		w.Reset(nil) // let go of the response
		gzipWriters.Put(w)
	}()
	w.Reset(&out)
	var err error
	if b.binary != nil {
		_, err = w.Write(b.binary)
	} else {
		_, err = w.Write([]byte(b.text))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return err
	}
	*b = body{binary: out.Bytes()}
	// Caches may serve an uncompressed body to any client, so only a compressed
	// one is marked as depending on the request.
	addVary(resp.header(), "Accept-Encoding")
	setHeader(resp.Header, "Content-Encoding", "gzip")
	deleteHeader(resp.Header, "Content-Length")
	weaken(resp)
	return nil
}

// fixed reports whether the body must stay the bytes it is: a part of
// something, or what may not be changed on the way.
func (r *Response) fixed() bool {
	return r.status() == http.StatusPartialContent || headerOf(r.Header, "Content-Range") != "" ||
		strings.Contains(strings.ToLower(headerOf(r.Header, "Cache-Control")), "no-transform")
}

// weaken turns a strong ETag into a weak one: the compressed body isn't the
// same bytes.
func weaken(resp *Response) {
	if tag := headerOf(resp.Header, "ETag"); strings.HasPrefix(tag, `"`) {
		setHeader(resp.Header, "ETag", "W/"+tag)
	}
}

// compressible reports whether content of the type isn't compressed already. A
// type that isn't known to be text is left alone; none at all is text.
func compressible(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		t, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	}
	top, sub, ok := strings.Cut(t, "/")
	if !ok || top == "text" || strings.HasSuffix(sub, "+json") || strings.HasSuffix(sub, "+xml") {
		return true
	}
	switch t {
	case "application/json", "application/javascript", "application/xml", "application/x-ndjson", "application/wasm",
		"application/x-www-form-urlencoded", "application/graphql", "application/yaml", "application/toml", "image/bmp", "font/ttf", "font/otf":
		return true
	}
	return false
}

// acceptsGzip reads Accept-Encoding with its q-values (RFC 9110, 12.5.3).
func acceptsGzip(header string) bool {
	star := false
	for item := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(item, ";")
		wanted := true
		for p := range strings.SplitSeq(params, ";") {
			if q, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(p)), "q="); ok {
				n, err := strconv.ParseFloat(q, 64)
				wanted = err == nil && n > 0
			}
		}
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return wanted
		case "*":
			star = wanted
		}
	}
	return star
}
