// Traces as they are shown: made when somebody looks, without secrets.

package trace

import (
	"encoding/base64"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Summary is the line of a trace in a list.
type Summary struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind"` // "http", "rest" or "websocket"; empty where no API was found
	Event      Event     `json:"event"`
	API        string    `json:"api"` // construct path, or that of the custom domain where no API was found
	Start      time.Time `json:"start"`
	DurationMS float64   `json:"durationMs"`
	Method     string    `json:"method"`
	Path       string    `json:"path"` // and query
	Status     int       `json:"status"`
	Route      string    `json:"route,omitempty"`
	Function   string    `json:"function,omitempty"` // construct path
	Outcome    Outcome   `json:"outcome"`
	Reason     string    `json:"reason,omitempty"` // why it ended as it did, in a sentence
	Connection string    `json:"connection,omitempty"`
	ReplayOf   string    `json:"replayOf,omitempty"`
}

// Trace is all that is known of a request, connection or message.
type Trace struct {
	Summary
	Place    *Place   `json:"place,omitempty"` // of the route, or else of the API
	Request  Asked    `json:"request"`
	Response Answered `json:"response"`
	Steps    []*Node  `json:"steps"`
}

// Asked is what the client sent.
type Asked struct {
	Method  string      `json:"method"`
	URL     string      `json:"url"`  // empty for messages
	Path    string      `json:"path"` // of the URL, without the query
	Headers [][2]string `json:"headers"`
	Body    *Body       `json:"body,omitempty"`
}

// Answered is what it got.
type Answered struct {
	Status  int         `json:"status"`
	Headers [][2]string `json:"headers"`
	Body    *Body       `json:"body,omitempty"`
}

// Body is a body: Text where it is UTF-8, else Base64.
type Body struct {
	Text      string `json:"text,omitempty"`
	Base64    string `json:"base64,omitempty"`
	Size      int64  `json:"size"`                // bytes of the whole
	Truncated bool   `json:"truncated,omitempty"` // only its beginning is here
}

// Node is a step as it is shown.
type Node struct {
	Kind       Kind     `json:"kind"`
	Name       string   `json:"name"`
	AtMS       float64  `json:"atMs"` // since the start of the trace
	DurationMS float64  `json:"durationMs"`
	Outcome    Outcome  `json:"outcome"`
	Reason     string   `json:"reason,omitempty"` // why it did not end in order
	Detail     []Detail `json:"detail,omitempty"`
	Place      *Place   `json:"place,omitempty"`
	Steps      []*Node  `json:"steps,omitempty"`
}

// Detail is a value that a step went by.
type Detail struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// maxShown is how many bytes of a body or a value are shown.
const maxShown = 256 << 10

func (r *Recording) summary(replayOf string) Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.summarise(r.masker(), replayOf)
}

// summarise makes the summary; r.mu is held.
func (r *Recording) summarise(m *masker, replayOf string) Summary {
	s := Summary{
		ID: r.id, Event: r.event, Start: r.start.UTC().Truncate(time.Millisecond), DurationMS: ms(r.took), Method: r.asked.method,
		Path: m.target(r.asked.target), Status: r.status, Outcome: r.outcome(), Reason: m.text(r.reason), Connection: r.connection,
		ReplayOf: replayOf,
	}
	if r.api != nil {
		s.Kind, s.API = r.api.Kind, r.api.Path
	}
	if r.route != nil {
		s.Route, s.Function = r.route.Key, r.route.Function
	}
	return s
}

// outcome is how the whole ended; r.mu is held.
func (r *Recording) outcome() Outcome {
	switch {
	case r.status >= 500:
		return Failed
	case r.reason != "":
		return Refused
	}
	return OK
}

// ms is a duration in milliseconds, to the microsecond.
func ms(d time.Duration) float64 { return math.Round(float64(d)/1e3) / 1e3 }

func micro(n uint32) time.Duration { return time.Duration(n) * time.Microsecond }

func (r *Recording) show(replayOf string) *Trace {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.masker()
	t := &Trace{Summary: r.summarise(m, replayOf), Steps: []*Node{}}
	path, _, _ := strings.Cut(t.Path, "?")
	t.Request = Asked{Method: t.Method, Path: path, Headers: m.headers(r.asked.header), Body: m.body(r.asked)}
	if r.asked.host != "" {
		t.Request.URL = "http://" + r.asked.host + t.Path
	}
	t.Response = Answered{Status: t.Status, Headers: m.headers(r.answered.header), Body: m.body(r.answered)}
	switch {
	case r.route != nil && r.route.Place != nil:
		t.Place = r.route.Place
	case r.api != nil:
		t.Place = r.api.Place
	}
	t.Steps = r.nodes(m)
	return t
}

// nodes makes the tree of steps; r.mu is held.
func (r *Recording) nodes(m *masker) []*Node {
	all := make([]*Node, len(r.steps))
	root := &Node{Steps: []*Node{}}
	for i, s := range r.steps {
		n := &Node{
			Kind: s.kind, Name: m.text(s.name), AtMS: ms(micro(s.at)), DurationMS: ms(micro(s.took)), Outcome: s.state.outcome(),
			Reason: m.text(s.reason), Place: s.place,
		}
		if s.state == open {
			n.DurationMS = ms(max(0, r.took-micro(s.at)))
		}
		if s.lazy != nil {
			n.below(s.lazy(), m)
		}
		all[i] = n
		parent := root
		if s.parent >= 0 {
			parent = all[s.parent]
		}
		parent.Steps = append(parent.Steps, n)
	}
	for _, d := range r.details {
		if value := m.value(d.name, d.value); d.step >= 0 && value != "" {
			all[d.step].Detail = append(all[d.step].Detail, Detail{d.name, value})
		}
	}
	if r.api != nil && r.api.Why != nil {
		for i, n := range all {
			if n.Kind == Routing {
				n.below(r.api.Why(r.valueOf(i, "method"), r.valueOf(i, "path"), r.steps[i].name), m)
			}
		}
	}
	r.nest(all, root, m)
	return root.Steps
}

// below puts steps below one that were made when somebody looked.
func (n *Node) below(list []*Node, m *masker) {
	for _, one := range list {
		one.AtMS = n.AtMS
		m.node(one)
		n.Steps = append(n.Steps, one)
	}
}

// valueOf is a text that a step went by; r.mu is held.
func (r *Recording) valueOf(i int, name string) string {
	for _, d := range r.details {
		if int(d.step) == i && d.name == name {
			text, _ := d.value.(string)
			return text
		}
	}
	return ""
}

func (s state) outcome() Outcome {
	switch s {
	case refused:
		return Refused
	case failed:
		return Failed
	case skipped:
		return Skipped
	}
	return OK
}

// Raw is a request as it was sent, secrets and all, to be sent again.
type Raw struct {
	API    string
	Method string
	Host   string
	Target string // path and query
	Header http.Header
	Body   []byte
	Whole  bool // the whole body is there
}

// Raw returns the request of a trace with its secrets. It is for sending it
// again, and is never shown.
func (c *Recorder) Raw(id string) (*Raw, bool) {
	r, _ := c.look(id)
	if r == nil {
		return nil, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	raw := &Raw{
		Method: r.asked.method, Host: r.asked.host, Target: r.asked.target, Header: r.asked.header.Clone(),
		Body: slices.Clone(r.asked.body), Whole: r.asked.size == int64(len(r.asked.body)),
	}
	if r.api != nil {
		raw.API = r.api.Path
	}
	return raw, true
}

func (m *masker) body(of message) *Body {
	if of.size == 0 {
		return nil
	}
	b := &Body{Size: of.size, Truncated: of.size > int64(len(of.body)) || len(of.body) > maxShown}
	shown := of.body[:min(len(of.body), maxShown)]
	whole := shown
	if b.Truncated {
		whole = wholeRunes(shown)
	}
	if utf8.Valid(whole) {
		b.Text = m.json(string(whole))
	} else {
		b.Base64 = base64.StdEncoding.EncodeToString(shown)
	}
	return b
}

// wholeRunes leaves a character out that was cut in two.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
