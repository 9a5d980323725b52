// Package connectionstest is an endpoint for @connections of a WebSocket API,
// for tests: it speaks HTTP as API Gateway does, checks signatures, and keeps
// what was sent.
package connectionstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// The credentials that requests must be signed with. Put them into the
// environment of who sends them.
const (
	AccessKey = "AKIDEXAMPLE"
	SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	Region    = "eu-west-1"
)

// Environment is what the SDK of a process that calls the endpoint needs.
func Environment() map[string]string {
	return map[string]string{"AWS_ACCESS_KEY_ID": AccessKey, "AWS_SECRET_ACCESS_KEY": SecretKey, "AWS_REGION": Region, "AWS_SESSION_TOKEN": ""}
}

// Endpoint is a stage's management side.
type Endpoint struct {
	URL string // with the stage's name

	server   *httptest.Server
	stage    string
	mu       sync.Mutex
	open     map[string][]string // messages by connection
	throttle int                 // how many requests are answered 429
	busy     int
	peak     int
	requests int
}

// New starts the endpoint of stage "v1", until the test ends.
func New(t testing.TB) *Endpoint { return NewOf(t, "v1") }

// NewOf starts the endpoint of a stage, until the test ends.
func NewOf(t testing.TB, stage string) *Endpoint {
	e := start(stage)
	t.Cleanup(e.Close)
	return e
}

// Start starts the endpoint of stage "v1", until Close.
func Start() *Endpoint { return start("v1") }

func start(stage string) *Endpoint {
	e := &Endpoint{stage: stage, open: map[string][]string{}}
	e.server = httptest.NewServer(e)
	e.URL = e.server.URL + "/" + stage
	return e
}

// Close ends the endpoint.
func (e *Endpoint) Close() { e.server.Close() }

// Open opens connections.
func (e *Endpoint) Open(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range ids {
		e.open[id] = []string{}
	}
}

// Throttle has the next n requests answered 429.
func (e *Endpoint) Throttle(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.throttle = n
}

// Messages returns what was sent to a connection, and forgets it.
func (e *Endpoint) Messages(id string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	messages, open := e.open[id]
	if open {
		e.open[id] = []string{}
	}
	return messages
}

// IsOpen reports whether a connection is open.
func (e *Endpoint) IsOpen(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, open := e.open[id]
	return open
}

// Load returns how many requests came, and how many of them at once.
func (e *Endpoint) Load() (requests, peak int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.requests, e.peak
}

// ServeHTTP implements http.Handler.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = checkSignature(r, body)
	}
	if err != nil {
		refuse(w, http.StatusForbidden, "ForbiddenException", err.Error())
		return
	}
	defer e.begin()()
	id, ok := strings.CutPrefix(r.URL.Path, "/"+e.stage+"/@connections/")
	if !ok {
		refuse(w, http.StatusForbidden, "ForbiddenException", "no such path: "+r.URL.Path)
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	messages, open := e.open[id]
	switch {
	case e.throttle > 0:
		e.throttle--
		refuse(w, http.StatusTooManyRequests, "LimitExceededException", "Too Many Requests")
	case !open:
		refuse(w, http.StatusGone, "GoneException", "")
	case r.Method == http.MethodPost && len(body) > 128<<10:
		refuse(w, http.StatusRequestEntityTooLarge, "PayloadTooLargeException", "")
	case r.Method == http.MethodPost:
		e.open[id] = append(messages, string(body))
	case r.Method == http.MethodDelete:
		delete(e.open, id)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet:
		writeJSON(w, map[string]any{
			"connectedAt": "2026-01-02T03:04:05Z", "lastActiveAt": "2026-01-02T03:05:05Z",
			"identity": map[string]string{"sourceIp": "203.0.113.7", "userAgent": "test"},
		})
	default:
		refuse(w, http.StatusMethodNotAllowed, "ForbiddenException", r.Method)
	}
}

// begin counts a request while it is answered, which takes long enough for
// others to come meanwhile.
func (e *Endpoint) begin() (end func()) {
	e.mu.Lock()
	e.requests++
	e.busy++
	e.peak = max(e.peak, e.busy)
	e.mu.Unlock()
	time.Sleep(time.Millisecond)
	return func() {
		e.mu.Lock()
		e.busy--
		e.mu.Unlock()
	}
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("X-Amzn-ErrorType", kind)
	w.WriteHeader(status)
	writeJSON(w, map[string]string{"message": message})
}

func writeJSON(w io.Writer, v any) { _ = json.NewEncoder(w).Encode(v) }

// checkSignature signs the request again, with the headers that its sender
// signed, and compares.
func checkSignature(r *http.Request, body []byte) error {
	got := r.Header.Get("Authorization")
	_, list, ok := strings.Cut(got, "SignedHeaders=")
	if !ok {
		return fmt.Errorf("not signed: Authorization is %q", got)
	}
	list, _, _ = strings.Cut(list, ",")
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		return err
	}
	if d := time.Since(at); d > 5*time.Minute || d < -5*time.Minute {
		return fmt.Errorf("signed at %v", at)
	}
	again := &http.Request{Method: r.Method, URL: r.URL, Host: r.Host, Header: http.Header{}, ContentLength: r.ContentLength}
	again.URL.Host = r.Host
	for name := range strings.SplitSeq(list, ";") {
		if name != "host" && name != "content-length" {
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	sum := sha256.Sum256(body)
	credentials := aws.Credentials{AccessKeyID: AccessKey, SecretAccessKey: SecretKey}
	if err := v4.NewSigner().SignHTTP(context.Background(), credentials, again, hex.EncodeToString(sum[:]), "execute-api", Region,
		at); err != nil {
		return err
	}
	if want := again.Header.Get("Authorization"); got != want {
		return fmt.Errorf("the signature does not match:\n%s\n%s", got, want)
	}
	return nil
}
