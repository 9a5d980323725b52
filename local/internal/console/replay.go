// Requests that are sent again: one, one that was edited, or the last ones after
// a save.

package console

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Replay is the body of POST /api/traces/{id}/replay.
type Replay struct {
	Changes *Changes `json:"changes"` // nil sends the request as it was
}

// Changes are what is other than in the request before.
type Changes struct {
	Method     string             `json:"method"`  // empty: as before
	Path       string             `json:"path"`    // and query, with the stage as in the trace; empty: as before
	Headers    map[string]*string `json:"headers"` // replace those of the same name; null takes one away, *** leaves it as it was
	Body       *string            `json:"body"`    // nil: as before
	BodyBase64 string             `json:"bodyBase64"`
}

func (c *Console) replay(r *http.Request) (any, error) {
	var asked Replay
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	t, err := c.traceOf(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if t.Kind == "websocket" && t.Event != trace.Post {
		return c.replaySocket(r.Context(), server, t, asked.Changes)
	}
	return c.again(r.Context(), server, t.ID, asked.Changes)
}

// again sends the request of a trace again.
func (c *Console) again(ctx context.Context, server Server, id string, changes *Changes) (*Sent, error) {
	raw, ok := server.Recorder().Raw(id)
	if !ok {
		return nil, refuse(http.StatusNotFound, "there is no trace %s any more", quoted(id))
	}
	address := server.Address(raw.API)
	if address == "" {
		return nil, refuse(http.StatusConflict, "%s is not served any more", quoted(raw.API))
	}
	m := outgoing{method: raw.Method, address: address, host: raw.Host, target: raw.Target, header: raw.Header, body: raw.Body}
	if m.header == nil {
		m.header = http.Header{}
	}
	hasBody := changes != nil && (changes.Body != nil || changes.BodyBase64 != "")
	if !raw.Whole && !hasBody {
		return nil, refuse(http.StatusConflict, "only the first %d bytes of the body were kept, so the request can't be sent again as it was",
			len(raw.Body))
	}
	if err := m.change(changes); err != nil {
		return nil, err
	}
	sent, err := c.send(ctx, server, m)
	if err != nil {
		return nil, err
	}
	sent.ReplayOf = id
	if sent.Trace != "" {
		server.Recorder().Replays(sent.Trace, id)
	}
	c.events.publish("replayed", map[string]string{"trace": sent.Trace, "replayOf": id})
	return sent, nil
}

func (m *outgoing) change(by *Changes) error {
	if by == nil {
		return nil
	}
	if by.Method != "" {
		m.method = by.Method
	}
	if by.Path != "" {
		m.target = unmasked(by.Path, m.target)
	}
	for name, value := range by.Headers {
		if value != nil && strings.Contains(*value, trace.Masked) {
			continue // as it was: it stands for a secret
		}
		m.header.Del(name)
		if value == nil {
			continue
		}
		if err := addHeaders(m, [][2]string{{name, *value}}); err != nil {
			return err
		}
	}
	if by.Body == nil && by.BodyBase64 == "" {
		return nil
	}
	body, err := bodyOf(by.Body, by.BodyBase64)
	m.body = body
	return err
}

// unmasked puts the values of the query before in the place of those that stand
// for secrets.
func unmasked(target, before string) string {
	path, query, ok := strings.Cut(target, "?")
	if !ok {
		return target
	}
	_, old, _ := strings.Cut(before, "?")
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if value != trace.Masked {
			continue
		}
		for was := range strings.SplitSeq(old, "&") {
			if strings.HasPrefix(was, name+"=") {
				parts[i] = was
			}
		}
	}
	return path + "?" + strings.Join(parts, "&")
}

// ReplayLast is the body of POST /api/replay-last.
type ReplayLast struct {
	Count   int      `json:"count"`   // how many different requests, the newest; 0 is 20
	Methods []string `json:"methods"` // only these, e.g. GET; empty is all
}

// Replayed is the answer to POST /api/replay-last.
type Replayed struct {
	Replayed []Again `json:"replayed"`
}

// Again is a request that was sent again.
type Again struct {
	Was     trace.Summary  `json:"was"`
	Now     *trace.Summary `json:"now,omitempty"` // nil if there is no trace
	Changed bool           `json:"changed"`       // the answer is another one
	Changes []Difference   `json:"changes"`       // of the answer
	Problem string         `json:"problem,omitempty"`
}

// The most requests that are sent again at once, and how many without a count.
const (
	mostAgain  = 200
	usualAgain = 20
)

// replayLast sends the last requests again, each once, and compares the answers.
func (c *Console) replayLast(r *http.Request) (any, error) {
	asked := ReplayLast{}
	if err := read(r, &asked); err != nil {
		return nil, err
	}
	if asked.Count < 0 || asked.Count > mostAgain {
		return nil, refuse(http.StatusBadRequest, "count is %d: it is a number from 1 to %d", asked.Count, mostAgain)
	}
	if asked.Count == 0 {
		asked.Count = usualAgain
	}
	server, err := c.serving()
	if err != nil {
		return nil, err
	}
	done := Replayed{[]Again{}}
	for _, was := range lastRequests(server.Recorder(), asked) {
		if err := r.Context().Err(); err != nil {
			return nil, err // the client has left
		}
		done.Replayed = append(done.Replayed, c.onceMore(r.Context(), server, was))
	}
	return done, nil
}

// lastRequests are the last different requests, oldest first, without those that
// the console has sent again itself.
func lastRequests(recorder *trace.Recorder, asked ReplayLast) (list []trace.Summary) {
	seen := map[string]bool{}
	all := recorder.List(trace.Query{})
	slices.Reverse(all)
	for _, s := range all {
		if s.Event != trace.Request || s.ReplayOf != "" || len(asked.Methods) > 0 && !slices.Contains(asked.Methods, s.Method) {
			continue
		}
		raw, ok := recorder.Raw(s.ID)
		if !ok || !raw.Whole || raw.API == "" {
			continue
		}
		id := fmt.Sprintf("%s %s %s %q %x", raw.API, raw.Method, raw.Target, raw.Header["Authorization"], sha256.Sum256(raw.Body))
		if seen[id] {
			continue
		}
		seen[id] = true
		if list = append(list, s); len(list) == asked.Count {
			break
		}
	}
	slices.Reverse(list)
	return list
}

func (c *Console) onceMore(ctx context.Context, server Server, was trace.Summary) Again {
	one := Again{Was: was, Changes: []Difference{}}
	before, there := server.Recorder().Get(was.ID)
	sent, err := c.again(ctx, server, was.ID, nil)
	switch {
	case err != nil:
		one.Changed, one.Problem = true, err.Error()
	case !there:
		one.Problem = "the trace of the request before was dropped"
	default:
		one.Changes = differences(before.Response, sent.Response)
		one.Changed = len(one.Changes) > 0
		if t, ok := server.Recorder().Get(sent.Trace); ok {
			one.Now = &t.Summary
		}
	}
	return one
}
