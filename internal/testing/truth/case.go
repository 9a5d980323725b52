// Cases as they stand in the files.

package truth

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// A Head is what every case has.
type Head struct {
	ID        string
	Kind      string // rest, http1, http2, url or alb
	Topic     string
	Certainty string // recorded, reported or documented
	Note      string
}

// Name returns the case's id.
func (h *Head) Name() string { return h.ID }

func (h *Head) kind() string { return h.Kind }

// Of returns the cases of some kinds.
func Of[C interface{ kind() string }](cases []C, kinds ...string) (some []C) {
	for _, c := range cases {
		if slices.Contains(kinds, c.kind()) {
			some = append(some, c)
		}
	}
	return some
}

// An Event is a request on the wire, and the event that a function gets for it.
type Event struct {
	Head
	API     API
	Request Request
	Event   json.RawMessage // a subset of the event; arrays are whole

	NullOrAbsent  []string            // members, by path
	Absent        []string            // members, by path
	AbsentHeaders []string            // in no spelling
	IgnoreHeaders []string            // added by a CDN
	Keys          map[string][]string // the exact members of an object, by its path
	HeaderNames   string              // "insensitive": names compare without case
}

// An API is what is known of the API, function URL or load balancer.
type API struct {
	Route             string // key of an HTTP API's route
	Resource          string // path of a REST API's resource
	Method            string
	Stage             string
	Endpoint          string // EDGE or REGIONAL
	Auth              string
	Also              []string // other resources, e.g. "/fixed (ANY)"
	BinaryMediaTypes  []string
	MultiValueHeaders bool // of a load balancer's target group
	RequestParameters map[string]string
	Domain            *struct{ Name, MappingKey string }
	Authorizer        *struct {
		Type        string
		Token       json.RawMessage // the claims
		RouteScopes []string
	}
}

// A Request is what a client sends.
type Request struct {
	Method, Target string
	Headers        [][2]string // in order and spelling
	Body64         string
	HTTP           string // "2": sent over HTTP/2
}

// Body returns the body's bytes. It panics if the case is broken.
func (r *Request) Body() []byte {
	body, err := base64.StdEncoding.DecodeString(r.Body64)
	if err != nil {
		panic(fmt.Sprintf("truth: body64: %v", err))
	}
	return body
}

// Wire returns the request as it is sent over HTTP/1.1 to a host, which is used
// unless the case names one itself.
func (r *Request) Wire(host string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.Method, r.Target)
	if r.Header("Host") == "" {
		fmt.Fprintf(&b, "Host: %s\r\n", host)
	}
	for _, h := range r.Headers {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	b.Write(r.Body())
	return b.Bytes()
}

// Header returns the first value of a header, or "".
func (r *Request) Header(name string) string {
	for _, h := range r.Headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

// A Response is the text a function returns, and the answer a client gets.
type Response struct {
	Head
	API      API
	Request  Request // its headers only
	Function struct {
		Returns string          // the text, if Fails and Missing are empty
		Fails   json.RawMessage // the error
		Missing string          // there is no function, and why
	}
	Response struct {
		Status          int
		Headers         map[string][]string // by name in lower case
		Body            *string
		Body64          *string
		BodyJSON        json.RawMessage
		Present, Absent []string // headers
	}
}

//go:embed testdata/events.jsonl.gz
var events []byte

//go:embed testdata/responses.jsonl.gz
var responses []byte

// Events returns the cases about events.
func Events(t testing.TB) []*Event {
	t.Helper()
	return read[Event](t, "TRUTH_EVENTS", events)
}

// Responses returns the cases about answers.
func Responses(t testing.TB) []*Response {
	t.Helper()
	return read[Response](t, "TRUTH_RESPONSES", responses)
}

func read[C any](t testing.TB, variable string, text []byte) (cases []*C) {
	t.Helper()
	if file := os.Getenv(variable); file != "" {
		var err error
		if text, err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	var r io.Reader = bytes.NewReader(text)
	if bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		var err error
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		c := new(C)
		if err := json.Unmarshal(lines.Bytes(), c); err != nil {
			t.Fatalf("%.80s: %v", lines.Bytes(), err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}
