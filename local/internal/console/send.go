// Requests that the console sends to the app's APIs, by their real ports.

package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Sent is the answer to a call or a replay.
type Sent struct {
	Trace    string         `json:"trace"`              // id; empty if the request left none
	ReplayOf string         `json:"replayOf,omitempty"` // id of the trace whose request was sent again
	Response trace.Answered `json:"response"`           // without secrets
	Duration float64        `json:"durationMs"`
}

// outgoing is a request to send.
type outgoing struct {
	method  string
	address string // of the API's or domain's port, e.g. "http://127.0.0.1:3000"
	host    string // Host header; empty is that of the address
	target  string // path and query, as they stand in the request
	header  http.Header
	body    []byte
}

// maxAnswer is the most bytes that are read of an answer.
const maxAnswer = 32 << 20

// patience is how long the console waits for an answer: longer than any gateway.
const patience = 2 * time.Minute

// transport sends requests as they are.
var transport = &http.Transport{DisableCompression: true, DisableKeepAlives: true}

// hop has the headers that are of one connection, or that the client sets itself.
var hop = []string{
	"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Content-Length", "Host",
}

// send sends a request and returns what came of it. It ends with ctx.
func (c *Console) send(ctx context.Context, server Server, m outgoing) (*Sent, error) {
	r, err := m.request()
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "the request can't be sent: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	begin := time.Now()
	response, err := transport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, refuse(http.StatusBadGateway, "no answer came: %v", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, refuse(http.StatusBadGateway, "the answer broke off after %d bytes: %v", len(body), err)
	}
	sent := &Sent{Duration: milliseconds(time.Since(begin))}
	id := response.Header.Get("Apigw-Requestid")
	if id == "" {
		id = response.Header.Get("X-Amz-Apigw-Id")
	}
	if t := awaited(ctx, server.Recorder(), id); t != nil {
		sent.Trace, sent.Response = t.ID, t.Response
		return sent, nil
	}
	sent.Response = answered(response, body)
	return sent, nil
}

// request makes the request.
func (m outgoing) request() (*http.Request, error) {
	if !strings.HasPrefix(m.target, "/") {
		return nil, fmt.Errorf("the path %s does not begin with \"/\"", quoted(m.target))
	}
	to, err := url.Parse(m.address)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(m.method, m.address, bytes.NewReader(m.body))
	if err != nil {
		return nil, err
	}
	// Opaque goes out as it is, but for two slashes, which would name a host.
	r.URL = &url.URL{Scheme: to.Scheme, Host: to.Host, Opaque: printableTarget(m.target)}
	if strings.HasPrefix(m.target, "//") {
		if r.URL, err = url.ParseRequestURI(to.Scheme + "://" + to.Host + printableTarget(m.target)); err != nil {
			return nil, err
		}
	}
	r.Host = m.host
	for name, values := range m.header {
		if !slices.Contains(hop, http.CanonicalHeaderKey(name)) {
			r.Header[name] = values
		}
	}
	if r.Header["User-Agent"] == nil {
		r.Header["User-Agent"] = []string{"gatehouse-console"}
	}
	if len(m.body) == 0 {
		r.Body, r.ContentLength = http.NoBody, 0
	}
	return r, nil
}

// printableTarget encodes what can't stand in a request line.
func printableTarget(target string) string {
	var b strings.Builder
	for _, c := range []byte(target) {
		if c <= ' ' || c >= 0x7f || c == '#' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// awaited is the trace of a request that has just been answered. It is there a
// moment after the answer.
func awaited(ctx context.Context, recorder *trace.Recorder, id string) *trace.Trace {
	if recorder == nil || id == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	for pause := time.Millisecond; ; pause *= 2 {
		if t, ok := recorder.Get(id); ok {
			return t
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// answered is a response without a trace: its headers may hold secrets, so none are shown.
func answered(response *http.Response, body []byte) trace.Answered {
	a := trace.Answered{Status: response.StatusCode, Headers: [][2]string{}}
	if kind := response.Header.Get("Content-Type"); kind != "" {
		a.Headers = append(a.Headers, [2]string{"Content-Type", kind})
	}
	if len(body) > 0 {
		a.Body = &trace.Body{Size: int64(len(body))}
		if utf8.Valid(body) {
			a.Body.Text = string(body)
		} else {
			a.Body.Base64 = encoded(body)
		}
	}
	return a
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// errNoServer is the error of all that needs an app that is served.
var errNoServer = errors.New("nothing is served yet: the first synth has not succeeded; GET /api/app has its problems")

// serving returns the server that is shown, or why there is none.
func (c *Console) serving() (Server, error) {
	server, _ := c.attached()
	if server == nil {
		return nil, refuse(http.StatusServiceUnavailable, "%v", errNoServer)
	}
	return server, nil
}
