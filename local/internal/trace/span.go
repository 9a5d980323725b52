// Spans that functions export: which request they belong to, and where they
// stand in its tree.

package trace

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ExportedSpan is a span as a function exported it. Ids are lower-case hex.
type ExportedSpan struct {
	TraceID, ID, Parent string
	Name                string
	Kind                string // e.g. "client"; empty if it is internal
	Start, End          time.Time
	Error               string // why it failed; empty if it did not
	Attributes          []Detail
	Events              []SpanEvent
	RequestID           string // of the event in whose course it was made, where the span knows it
}

// SpanEvent is something that happened during a span.
type SpanEvent struct {
	Name       string
	At         time.Time
	Attributes []Detail
}

// What a recording keeps of spans.
const (
	maxSpans     = 1000
	maxSpanBytes = 1 << 20
)

// attached is a span with the step of the call that made it.
type attached struct {
	*ExportedSpan
	below int16
}

// Spans takes what a function exported at once, and returns how many spans belong
// to no request that is known.
//
// A span belongs to the request whose traceparent, or whose X-Amzn-Trace-Id, has
// its trace id; or in whose course it was made by the id of the event that the
// span names; or by time, if only one event of the function was being handled
// when it began. The spans of its trace follow it.
func (c *Recorder) Spans(function string, spans []ExportedSpan) (unknown int) {
	if c == nil {
		return len(spans)
	}
	groups := map[string][]*ExportedSpan{}
	for i := range spans {
		groups[spans[i].TraceID] = append(groups[spans[i].TraceID], &spans[i])
	}
	for id, group := range groups {
		made := c.callOf(function, id, group)
		if made == nil {
			unknown += len(group)
			continue
		}
		made.step.of.attach(made.step.i, group)
	}
	return unknown
}

func (r *Recording) attach(below int16, group []*ExportedSpan) {
	r.mu.Lock()
	for _, s := range group {
		if r.spanSize += s.bytes(); len(r.spans) < maxSpans && r.spanSize <= maxSpanBytes {
			r.spans = append(r.spans, attached{s, below})
		}
	}
	late := r.finished
	r.mu.Unlock()
	if late {
		r.recorder.grew(r)
	}
}

// callOf finds the call in whose course spans of one trace were made.
func (c *Recorder) callOf(function, traceID string, group []*ExportedSpan) *call {
	var byTrace, byRequest, byTime *call
	times := 0
	c.eachCall(func(one *call) bool {
		switch {
		case one.follows(traceID):
			byTrace = better(byTrace, one, function)
		case slices.ContainsFunc(group, func(s *ExportedSpan) bool { return s.RequestID != "" && s.RequestID == one.requestID }):
			byRequest = one
		case one.function == function && slices.ContainsFunc(group, one.during):
			byTime, times = one, times+1
		}
		return byTrace == nil || byTrace.function != function
	})
	switch {
	case byTrace != nil:
		return byTrace
	case byRequest != nil:
		return byRequest
	case times == 1:
		return byTime
	}
	return nil
}

func better(old, one *call, function string) *call {
	if old == nil || old.function != function && one.function == function {
		return one
	}
	return old
}

// eachCall gives all calls, those under way and then those of the last traces,
// the newest first, until f returns false.
func (c *Recorder) eachCall(f func(*call) bool) {
	c.calls.mu.Lock()
	under := make([]*call, 0, len(c.calls.open))
	for _, one := range c.calls.open {
		under = append(under, one)
	}
	c.calls.mu.Unlock()
	c.mu.Lock()
	var kept []*Recording // frozen ones take no more spans
	for _, e := range c.kept[c.live:] {
		if e.live != nil {
			kept = append(kept, e.live)
		}
	}
	c.mu.Unlock()
	for _, one := range under {
		if !f(one) {
			return
		}
	}
	for _, r := range slices.Backward(kept) {
		r.mu.Lock()
		made := r.made
		r.mu.Unlock()
		for _, one := range made {
			if !slices.Contains(under, one) && !f(one) {
				return
			}
		}
	}
}

// follows reports whether a trace id is that of the call's request, or one that
// spans of the call had before.
func (one *call) follows(traceID string) bool {
	r := one.step.of
	r.mu.Lock()
	defer r.mu.Unlock()
	if v := r.asked.header["Traceparent"]; len(v) > 0 {
		if parts := strings.Split(v[0], "-"); len(parts) == 4 && strings.EqualFold(parts[1], traceID) {
			return true
		}
	}
	if xrayID(one.header) == traceID {
		return true
	}
	return slices.ContainsFunc(r.spans, func(s attached) bool { return s.TraceID == traceID && s.below == one.step.i })
}

// xrayID is the trace id of a header such as
// "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1" as
// OpenTelemetry writes it.
func xrayID(header string) string {
	for part := range strings.SplitSeq(header, ";") {
		if root, ok := strings.CutPrefix(strings.TrimSpace(part), "Root=1-"); ok {
			return strings.ToLower(strings.Replace(root, "-", "", 1))
		}
	}
	return ""
}

// during reports whether a span began in the course of the call.
func (one *call) during(s *ExportedSpan) bool {
	r := one.step.of
	r.mu.Lock()
	defer r.mu.Unlock()
	begin, took := r.steps[one.step.i].at, r.steps[one.step.i].took
	at := s.Start.Sub(r.start)
	return at >= micro(begin) && (r.steps[one.step.i].state == open || at <= micro(begin+took))
}

// nest puts the spans into the tree; r.mu is held.
func (r *Recording) nest(all []*Node, root *Node, m *masker) {
	made := map[string]*Node{}
	nodes := make([]*Node, len(r.spans))
	for i, s := range r.spans {
		n := &Node{
			Kind: Span, Name: s.Name, AtMS: ms(s.Start.Sub(r.start)), DurationMS: ms(s.End.Sub(s.Start)), Outcome: OK, Reason: s.Error,
			Detail: slices.Clone(s.Attributes),
		}
		if s.Kind != "" {
			n.Detail = slices.Insert(n.Detail, 0, Detail{"kind", s.Kind})
		}
		if s.Error != "" {
			n.Outcome = Failed
		}
		for _, e := range s.Events {
			n.Steps = append(n.Steps, &Node{
				Kind: Log, Name: e.Name, AtMS: ms(e.At.Sub(r.start)), Outcome: OK, Detail: slices.Clone(e.Attributes),
			})
		}
		m.node(n)
		nodes[i], made[s.ID] = n, n
	}
	parents := map[string]string{}
	for _, s := range r.spans {
		parents[s.ID] = s.Parent
	}
	for i, s := range r.spans {
		parent := made[s.Parent]
		if parent == nil || leadsTo(parents, s.Parent, s.ID) {
			parent = root
			if int(s.below) < len(all) && s.below >= 0 {
				parent = all[s.below]
			}
		}
		parent.Steps = append(parent.Steps, nodes[i])
	}
	for _, n := range nodes {
		slices.SortStableFunc(n.Steps, func(a, b *Node) int { return cmp.Compare(a.AtMS, b.AtMS) })
	}
}

// leadsTo reports whether a span is below another: then it can't be above it, too.
func leadsTo(parents map[string]string, id, above string) bool {
	for range len(parents) + 1 {
		if id == above {
			return true
		}
		next, ok := parents[id]
		if !ok {
			return false
		}
		id = next
	}
	return true
}

// bytes estimates what a span takes.
func (s *ExportedSpan) bytes() int {
	n := 320 + len(s.Name) + len(s.TraceID) + len(s.ID) + len(s.Parent) + len(s.Error) + detailBytes(s.Attributes)
	for _, e := range s.Events {
		n += 100 + len(e.Name) + detailBytes(e.Attributes)
	}
	return n
}

func detailBytes(list []Detail) (n int) {
	for _, d := range list {
		n += 48 + len(d.Name) + len(d.Value)
	}
	return n
}
