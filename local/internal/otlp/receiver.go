// The receiver.

package otlp

import (
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Receiver listens on this machine. Its methods may be called concurrently.
type Receiver struct {
	traces   *trace.Recorder
	listener net.Listener
	server   *http.Server
	secret   string // in each address, so that only functions can export

	mu        sync.Mutex
	functions map[string]string // construct paths by their part of the address
}

// Listen starts a receiver. Without traces it is nil.
func Listen(traces *trace.Recorder) (*Receiver, error) {
	if traces == nil {
		return nil, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &Receiver{traces: traces, listener: listener, secret: rand.Text(), functions: map[string]string{}}
	r.server = &http.Server{Handler: r, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	go func() { _ = r.server.Serve(listener) }()
	return r, nil
}

// Endpoint is the address to which a function exports, in the form of
// OTEL_EXPORTER_OTLP_ENDPOINT.
func (r *Receiver) Endpoint(function string) string {
	hash := sha256.Sum256([]byte(function))
	name := hex.EncodeToString(hash[:6])
	r.mu.Lock()
	defer r.mu.Unlock()
	r.functions[name] = function
	return "http://" + r.listener.Addr().String() + "/" + r.secret + "/" + name
}

// Endpoints is Endpoint; nil for a nil receiver.
func (r *Receiver) Endpoints() func(function string) string {
	if r == nil {
		return nil
	}
	return r.Endpoint
}

// Close ends the receiver.
func (r *Receiver) Close() {
	if r != nil {
		_ = r.server.Close()
	}
}

// What an export may have, in bytes.
const (
	maxExport   = 4 << 20
	maxUnzipped = 16 << 20
)

// ServeHTTP takes an export (OTLP specification, "OTLP/HTTP").
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	function, signal, ok := r.find(request)
	switch {
	case !ok:
		http.Error(w, "gatehouse: this is where functions export their telemetry", http.StatusNotFound)
		return
	case request.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "gatehouse: OTLP is sent with POST", http.StatusMethodNotAllowed)
		return
	}
	media, _, err := mime.ParseMediaType(request.Header.Get("Content-Type"))
	if err != nil || media != protobufType && media != jsonType {
		http.Error(w, "gatehouse: OTLP over HTTP is "+protobufType+" or "+jsonType, http.StatusUnsupportedMediaType)
		return
	}
	body, err := read(w, request)
	if err != nil {
		status := http.StatusBadRequest
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok || errors.Is(err, errTooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "gatehouse: "+err.Error(), status)
		return
	}
	if signal == "traces" {
		spans, err := decode(media, body)
		if err != nil {
			http.Error(w, "gatehouse: "+err.Error(), http.StatusBadRequest)
			return
		}
		r.traces.Spans(function, spans)
	}
	w.Header().Set("Content-Type", media)
	if media == jsonType {
		_, _ = io.WriteString(w, "{}")
	}
}

// find finds the function and the signal of an address: traces, metrics or logs.
func (r *Receiver) find(request *http.Request) (function, signal string, ok bool) {
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
	if len(parts) != 4 || parts[0] != r.secret || parts[2] != "v1" || request.Host != r.listener.Addr().String() {
		return "", "", false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	function, ok = r.functions[parts[1]]
	return function, parts[3], ok && (parts[3] == "traces" || parts[3] == "metrics" || parts[3] == "logs")
}

var errTooLarge = errors.New("the export is larger than is taken here")

// read reads a body, which may be compressed.
func read(w http.ResponseWriter, request *http.Request) ([]byte, error) {
	body := http.MaxBytesReader(w, request.Body, maxExport)
	switch request.Header.Get("Content-Encoding") {
	case "", "identity":
		return io.ReadAll(body)
	case "gzip":
		unzipped, err := gzip.NewReader(body)
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(unzipped, maxUnzipped+1))
		if err == nil && len(text) > maxUnzipped {
			err = errTooLarge
		}
		return text, err
	}
	return nil, errors.New("the content encoding must be gzip, or none")
}
