// The files of a bucket, from the assets that are put into it.

package front

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

// maxFile is the largest file that is served: it is read whole.
const maxFile = 64 << 20

// files are the objects of a bucket.
type files struct {
	bucket *assembly.Bucket
	open   func() []content
}

// content is an asset that can be read.
type content struct {
	fs.FS
	prefix string
}

func newFiles(b *assembly.Bucket) *files {
	return &files{bucket: b, open: sync.OnceValue(func() (all []content) {
		for _, c := range b.Content {
			if strings.HasSuffix(c.File, ".zip") {
				if text, err := os.ReadFile(c.File); err == nil {
					if archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
						all = append(all, content{archive, c.Prefix})
					}
				}
				continue
			}
			if root, err := os.OpenRoot(c.File); err == nil { // links lead nowhere outside
				all = append(all, content{root.FS(), c.Prefix})
			}
		}
		return all
	})}
}

// answer gives the object of a path, as S3 does for who may read objects but not
// list them: 403 for one that isn't there.
func (f *files) answer(escaped string) *reply.Reply {
	name, err := url.PathUnescape(escaped)
	key, ok := clean(name)
	if err != nil || !ok || !fs.ValidPath(key) {
		return denied("the path names no object")
	}
	for _, c := range f.open() {
		at, found := key, true
		if c.prefix != "" {
			at, found = strings.CutPrefix(key, c.prefix+"/")
		}
		if !found {
			continue
		}
		if text, ok := read(c.FS, at); ok {
			return object(key, text)
		}
	}
	return denied("the bucket " + f.bucket.Path + " has no object " + key)
}

func read(from fs.FS, name string) ([]byte, bool) {
	file, err := from.Open(name)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.IsDir() || info.Size() > maxFile {
		return nil, false
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile))
	return text, err == nil
}

func object(key string, text []byte) *reply.Reply {
	kind := mime.TypeByExtension(path.Ext(key))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return &reply.Reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {kind}}, Body: text}
}

// denied is S3's answer to a request for an object that may not be known.
func denied(reason string) *reply.Reply {
	text := `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
	return &reply.Reply{
		Status: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/xml"}}, Body: []byte(text), Reason: reason,
	}
}
