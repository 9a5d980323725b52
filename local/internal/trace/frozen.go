// Recordings that have rested for a while are put into one piece of bytes each, in
// which the garbage collector has nothing to look for: ten thousand trees of steps
// would cost every request more than their recording does.

package trace

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"sync"
	"time"
)

// frozen is a recording in one piece. What the traces of an API share is beside it.
type frozen []byte

// freeze puts a recording into one piece; r.mu is held.
func (r *Recording) freeze(places *places) frozen {
	scratch := buffers.Get().(*[]byte)
	w := writer{(*scratch)[:0]}
	w.text(string(r.event))
	w.int(r.start.UnixNano())
	w.text(r.connection)
	w.text(r.reason)
	w.int(int64(r.took))
	w.int(int64(r.status))
	w.message(&r.asked)
	w.message(&r.answered)
	w.int(int64(len(r.steps)))
	for i := range r.steps {
		s := &r.steps[i]
		w.text(s.name)
		w.text(s.reason)
		w.int(int64(s.at))
		w.int(int64(s.took))
		w.int(int64(s.parent))
		w.int(int64(s.kind))
		w.int(int64(s.state))
		w.int(int64(places.number(s.place)))
		w.nodes(s.lazy)
	}
	w.int(int64(len(r.details)))
	for i := range r.details {
		d := &r.details[i]
		w.text(d.name)
		w.int(int64(d.step))
		w.value(d.value)
	}
	w.int(int64(len(r.spans)))
	for i := range r.spans {
		w.int(int64(r.spans[i].below))
		text, err := json.Marshal(r.spans[i].ExportedSpan)
		if err != nil {
			text = []byte("{}") // texts and times always have a JSON form
		}
		w.text(string(text))
	}
	f := append(make(frozen, 0, len(w.b)), w.b...)
	if cap(w.b) <= 64<<10 {
		*scratch = w.b
		buffers.Put(scratch)
	}
	return f
}

// buffers are written to before the size is known.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// size is what it takes; the allocator rounds up by an eighth at most.
func (f frozen) size() int { return 32 + cap(f)*9/8 }

// places numbers places, from 1 on: those of all traces are few, and alike after
// a reload.
type places struct {
	mu      sync.Mutex
	numbers map[Place]int
	list    []*Place
}

// number is that of a place; 0 for none.
func (ps *places) number(p *Place) int {
	if p == nil {
		return 0
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	n := ps.numbers[*p]
	if n == 0 {
		if ps.numbers == nil {
			ps.numbers = map[Place]int{}
		}
		ps.list = append(ps.list, p)
		n = len(ps.list)
		ps.numbers[*p] = n
	}
	return n
}

func (ps *places) place(n int) *Place {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if n == 0 {
		return nil
	}
	return ps.list[n-1]
}

// thaw makes the recording again, for one who looks.
func (f frozen) thaw(id string, api *API, route *Route, places *places) *Recording {
	r := reader{f}
	out := &Recording{id: id, api: api, route: route, finished: true}
	out.event = Event(r.text())
	out.start = time.Unix(0, r.int())
	out.connection, out.reason = r.text(), r.text()
	out.took, out.status = time.Duration(r.int()), int(r.int())
	out.asked, out.answered = r.message(), r.message()
	for range r.int() {
		s := step{name: r.text(), reason: r.text(), at: uint32(r.int()), took: uint32(r.int()), parent: int16(r.int()), kind: Kind(r.int()),
			state: state(r.int())}
		s.place = places.place(int(r.int()))
		s.lazy = r.nodes()
		out.steps = append(out.steps, s)
	}
	for range r.int() {
		out.details = append(out.details, detail{name: r.text(), step: int16(r.int()), value: r.value()})
	}
	for range r.int() {
		s := attached{&ExportedSpan{}, int16(r.int())}
		_ = json.Unmarshal([]byte(r.text()), s.ExportedSpan) // as freeze wrote it
		out.spans = append(out.spans, s)
	}
	return out
}

// The forms of values.
const (
	isNil byte = iota
	isText
	isBytes
	isInt
	isFloat
	isBool
	isDuration
	isHeader
	isMap
	isList
)

type writer struct{ b []byte }

func (w *writer) int(n int64) { w.b = binary.AppendVarint(w.b, n) }

func (w *writer) text(s string) {
	w.b = binary.AppendUvarint(w.b, uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) message(m *message) {
	w.text(m.method)
	w.text(m.host)
	w.text(m.target)
	w.header(m.header)
	w.b = binary.AppendUvarint(w.b, uint64(len(m.body)))
	w.b = append(w.b, m.body...)
	w.int(m.size)
}

// header writes a header; -1 stands for nil.
func (w *writer) header(h http.Header) {
	if h == nil {
		w.int(-1)
		return
	}
	w.int(int64(len(h)))
	for name, values := range h {
		w.text(name)
		w.list(values)
	}
}

func (w *writer) list(values []string) {
	w.int(int64(len(values)))
	for _, v := range values {
		w.text(v)
	}
}

// nodes writes the steps that a function makes; nil makes none.
func (w *writer) nodes(make func() []*Node) {
	if make == nil {
		w.text("")
		return
	}
	text, err := json.Marshal(make())
	if err != nil {
		text = nil // nodes always have a JSON form
	}
	w.text(string(text))
}

func (w *writer) form(f byte) { w.b = append(w.b, f) }

func (w *writer) value(v any) {
	if make, ok := v.(func() any); ok {
		v = make()
	}
	switch v := v.(type) {
	case nil:
		w.form(isNil)
	case string:
		w.form(isText)
		w.text(v)
	case []byte:
		w.form(isBytes)
		w.b = binary.AppendUvarint(w.b, uint64(len(v)))
		w.b = append(w.b, v...)
	case int:
		w.form(isInt)
		w.int(int64(v))
	case float64:
		w.form(isFloat)
		w.int(int64(math.Float64bits(v)))
	case bool:
		w.form(isBool)
		if v {
			w.int(1)
		} else {
			w.int(0)
		}
	case time.Duration:
		w.form(isDuration)
		w.int(int64(v))
	case http.Header:
		w.form(isHeader)
		w.header(v)
	case map[string]string:
		w.form(isMap)
		w.int(int64(len(v)))
		for name, value := range v {
			w.text(name)
			w.text(value)
		}
	case []string:
		w.form(isList)
		w.list(v)
	default:
		w.form(isText)
		w.text(plain(v))
	}
}

// reader reads what a writer wrote.
type reader struct{ b []byte }

func (r *reader) int() int64 {
	n, size := binary.Varint(r.b)
	r.b = r.b[size:]
	return n
}

func (r *reader) take() []byte {
	n, size := binary.Uvarint(r.b)
	out := r.b[size : size+int(n) : size+int(n)]
	r.b = r.b[size+int(n):]
	return out
}

func (r *reader) text() string { return string(r.take()) }

func (r *reader) message() message {
	return message{method: r.text(), host: r.text(), target: r.text(), header: r.header(), body: r.take(), size: r.int()}
}

func (r *reader) nodes() func() []*Node {
	text := r.take()
	if len(text) == 0 {
		return nil
	}
	return func() (list []*Node) {
		_ = json.Unmarshal(text, &list) // as a writer wrote it
		return list
	}
}

func (r *reader) header() http.Header {
	n := r.int()
	if n < 0 {
		return nil
	}
	h := make(http.Header, n)
	for range n {
		name := r.text()
		h[name] = r.list()
	}
	return h
}

func (r *reader) list() []string {
	list := make([]string, r.int())
	for i := range list {
		list[i] = r.text()
	}
	return list
}

func (r *reader) value() any {
	form := r.b[0]
	r.b = r.b[1:]
	switch form {
	case isText:
		return r.text()
	case isBytes:
		return r.take()
	case isInt:
		return int(r.int())
	case isFloat:
		return math.Float64frombits(uint64(r.int()))
	case isBool:
		return r.int() == 1
	case isDuration:
		return time.Duration(r.int())
	case isHeader:
		return r.header()
	case isMap:
		m := map[string]string{}
		for range r.int() {
			name := r.text()
			m[name] = r.text()
		}
		return m
	case isList:
		return r.list()
	}
	return nil
}
