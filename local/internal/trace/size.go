// What recordings take of memory.

package trace

import (
	"net/http"
	"unsafe"
)

// entrySize is what the recorder needs of memory for a trace, beside the recording.
const entrySize = 384

// count estimates the bytes that a recording keeps alive, rather too many than
// too few; r.mu is held. Texts that several recordings share count for each.
func (r *Recording) count() int {
	n := int(unsafe.Sizeof(*r)) + entrySize
	n += len(r.id) + len(r.reason) + len(r.connection)
	n += r.asked.bytes() + r.answered.bytes() + min(r.spanSize, maxSpanBytes)
	for _, one := range r.made {
		n += 128 + len(one.requestID) + len(one.header)
	}
	if cap(r.steps) > len(r.firstSteps) {
		n += cap(r.steps) * int(unsafe.Sizeof(step{}))
	}
	if cap(r.details) > len(r.firstDetails) {
		n += cap(r.details) * int(unsafe.Sizeof(detail{}))
	}
	for i := range r.steps {
		n += len(r.steps[i].name) + len(r.steps[i].reason)
		if r.steps[i].lazy != nil {
			n += 64
		}
	}
	for i := range r.details {
		n += sizeOf(r.details[i].value)
	}
	return n
}

func (m *message) bytes() int {
	return len(m.method) + len(m.host) + len(m.target) + cap(m.body) + headerSize(m.header)
}

func sizeOf(value any) int {
	switch v := value.(type) {
	case string:
		return 24 + len(v)
	case []byte:
		return 32 + cap(v)
	case http.Header:
		return headerSize(v)
	case map[string]string:
		n := mapSize(len(v), 32)
		for name, text := range v {
			n += len(name) + len(text) + 16
		}
		return n
	case []string:
		n := 24
		for _, text := range v {
			n += 24 + len(text)
		}
		return n
	}
	return 256 // closures, errors and what is shown as JSON
}

// headerSize is what a header takes, whose names are mostly known to net/http.
func headerSize(h http.Header) int {
	if h == nil {
		return 0
	}
	n := mapSize(len(h), 40)
	for _, values := range h {
		n += 24
		for _, v := range values {
			n += 24 + len(v)
		}
	}
	return n
}

// mapSize is what a map of n entries takes without what they refer to.
func mapSize(n, entry int) int {
	slots := 8
	for slots*7/8 < n && n > 8 {
		slots *= 2
	}
	return 96 + slots*(entry+1)
}
