// The contract between server and gateways.

package gateway

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/fault"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/jwt"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Gateway answers the requests of one API of one assembly. A reload makes a new one.
type Gateway interface {
	// Serve answers a request.
	Serve(w http.ResponseWriter, r *Request)

	// Reason says why no request can be answered, or is empty.
	Reason() string

	// HasStage reports whether a custom domain can lead to a stage of that name.
	HasStage(name string) bool

	// Routes are the API's routes, in any order.
	Routes() []Route
}

// Route is a route as a gateway serves it.
type Route struct {
	*assembly.Route
	Reason string // why it is not served, or empty
}

// Host is what a server does for its gateways. Its functions may be called concurrently.
type Host struct {
	Functions   *functions.Set
	Verifier    *jwt.Verifier
	Transport   *http.Transport          // to the backends of URL integrations
	Client      *http.Client             // to AWS services
	Getenv      func(name string) string // of the functions' settings, then of this process
	Credentials func() map[string]string // secrets by access key, whose signatures count
	IsOurs      func(host string) bool   // reports whether a Host header names this server
	Faults      *fault.Switches          // that the developer has switched on; nil has none
	Warn        func(text string)        // logs a text once for each assembly
	Log         *slog.Logger             // nil drops records
	Traces      *trace.Recorder          // of all requests; nil records none
	Kept        *sync.Map                // what gateways keep over reloads, by keys of their own; nil keeps nothing
}

// NotOurs is the answer to a request whose Host is not a name of this server: a
// web page that gives its own name this machine's address gets no further.
func NotOurs(host string) *reply.Reply {
	return reply.Fail(http.StatusForbidden, "Forbidden", "host %q is not a name of this server; see Config.Hosts or --host-name", host)
}

// Send sends an answer, logs the request and ends its trace. The record has what
// only the gateway knows; the rest is filled in. It panics with
// http.ErrAbortHandler when a stream breaks off, since the client has its status
// already.
//
// Headers that are not the answer's own, such as those of CORS, must be in w.
func Send(host *Host, w http.ResponseWriter, r *Request, a *reply.Reply, record requestlog.Record) {
	a.SetLength(w.Header())
	passed := r.watch(a)
	if passed == nil { // who has the answer finds the trace
		r.endTrace(w.Header(), a, nil, 0)
	}
	written, err := a.Send(w)
	if err != nil {
		a.Reason = "the answer broke off: " + err.Error()
	}
	if passed != nil {
		r.endTrace(w.Header(), a, passed, written)
	}
	record.Method, record.Target, record.ID, record.Started = r.Method, r.Asked.URL.RequestURI(), r.ID, r.Started
	record.Status, record.Bytes, record.Reason, record.Called = a.Status, written, a.Reason, a.Called
	requestlog.Write(host.Log, record)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// IntegrationTime is how long an integration may take, and takes by default
// (developer guide, "Quotas for HTTP APIs": 30 s).
const IntegrationTime = 30 * time.Second
