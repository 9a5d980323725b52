// Messages and handshakes of WebSocket APIs that are sent again.

package console

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// replaySocket sends a message again, or connects again.
func (c *Console) replaySocket(ctx context.Context, server Server, t *trace.Trace, changes *Changes) (any, error) {
	switch t.Event {
	case trace.Connect:
		return c.connectAgain(ctx, server, t, changes)
	case trace.Message:
	default:
		return nil, refuse(http.StatusConflict, "the event %q can't be sent again", t.Event)
	}
	raw, ok := server.Recorder().Raw(t.ID)
	if !ok || !raw.Whole {
		return nil, refuse(http.StatusConflict, "the message was not kept whole")
	}
	m := outgoing{body: raw.Body, header: http.Header{}}
	if err := m.change(changes); err != nil {
		return nil, err
	}
	s := c.sockets.forAPI(t.API, t.Connection)
	if s == nil {
		connect, _ := connectOf(server.Recorder(), t)
		if connect == nil {
			return nil, refuse(http.StatusConflict, "the console has no connection to %s: connect first, then send the message again", t.API)
		}
		done, err := c.connectAgain(ctx, server, connect, nil)
		if err != nil {
			return nil, err
		}
		if done.Connection == "" {
			return done, nil
		}
		if s, err = c.sockets.find(done.Connection); err != nil {
			return nil, err
		}
	}
	var last string
	for _, one := range server.Recorder().List(trace.Query{Limit: 1}) {
		last = one.ID
	}
	if err := c.write(ctx, s, m.body, utf8.Valid(m.body)); err != nil {
		return nil, err
	}
	sent := &Sent{ReplayOf: t.ID}
	if now := messageAfter(ctx, server.Recorder(), last, s.ID); now != nil {
		sent.Trace, sent.Response, sent.Duration = now.ID, now.Response, now.DurationMS
		server.Recorder().Replays(now.ID, t.ID)
	}
	c.events.publish("replayed", map[string]string{"trace": sent.Trace, "replayOf": t.ID})
	return sent, nil
}

// messageAfter waits for the next message of a connection.
func messageAfter(ctx context.Context, recorder *trace.Recorder, last, connection string) *trace.Trace {
	ctx, cancel := context.WithTimeout(ctx, 35*time.Second) // longer than an integration
	defer cancel()
	for {
		for _, s := range recorder.List(trace.Query{After: last}) {
			if s.Event != trace.Message || s.Connection != connection {
				continue
			}
			if t, ok := recorder.Get(s.ID); ok {
				return t
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// connectAgain connects as the client of a trace did.
func (c *Console) connectAgain(ctx context.Context, server Server, t *trace.Trace, changes *Changes) (*Connected, error) {
	raw, ok := server.Recorder().Raw(t.ID)
	if !ok {
		return nil, refuse(http.StatusNotFound, "there is no trace %s any more", quoted(t.ID))
	}
	m := outgoing{
		address: "ws" + strings.TrimPrefix(server.Address(raw.API), "http"), host: raw.Host, target: raw.Target, header: raw.Header,
	}
	if err := m.change(changes); err != nil {
		return nil, err
	}
	var protocols []string
	for _, value := range raw.Header["Sec-Websocket-Protocol"] {
		for part := range strings.SplitSeq(value, ",") {
			protocols = append(protocols, strings.TrimSpace(part))
		}
	}
	done, err := c.dial(ctx, server, raw.API, m, protocols)
	if err != nil {
		return nil, err
	}
	done.ReplayOf = t.ID
	server.Recorder().Replays(done.Trace, t.ID)
	c.events.publish("replayed", map[string]string{"trace": done.Trace, "replayOf": t.ID})
	return done, nil
}
