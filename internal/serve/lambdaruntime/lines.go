// What a process writes, cut into lines that carry the id of the event they
// belong to.

package lambdaruntime

import (
	"bytes"
	"sync"
)

// maxLine is the longest line that's held back for its newline.
const maxLine = 64 * 1024

// lines cuts what it's given into lines.
type lines struct {
	mu      sync.Mutex
	emit    func(requestID, text string)
	request string
	rest    []byte
}

// write takes the next bytes; l.mu is held.
func (l *lines) write(p []byte) {
	for len(p) > 0 {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			l.rest = append(l.rest, p...)
			if len(l.rest) >= maxLine {
				l.flush()
			}
			return
		}
		l.rest = append(l.rest, p[:i]...)
		l.flush()
		p = p[i+1:]
	}
}

// flush emits what there is as a line; l.mu is held.
func (l *lines) flush() {
	text := string(bytes.TrimSuffix(l.rest, []byte("\r")))
	l.rest = l.rest[:0]
	l.emit(l.request, text)
}

// setRequest says which event the lines from now on belong to.
func (l *lines) setRequest(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) > 0 {
		l.flush()
	}
	l.request = id
}

// finish emits a last line without a newline.
func (l *lines) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) > 0 {
		l.flush()
	}
}
