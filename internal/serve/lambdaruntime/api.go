// The Runtime API as one process sees it.

package lambdaruntime

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	apiPrefix = "/2018-06-01/runtime/"

	headerMode      = "Lambda-Runtime-Function-Response-Mode"
	headerErrorType = "Lambda-Runtime-Function-Error-Type"
	headerErrorBody = "Lambda-Runtime-Function-Error-Body"
)

type api struct {
	worker *worker
	host   string
	secret string // "/" and what only the process knows, before each path; or empty
}

func (a *api) handle(rw *answerer, r *http.Request) {
	// A web page in the developer's browser can reach this port, by its number or
	// under a name of its own.
	if r.Host != a.host || isBrowser(r.Header) {
		refuse(rw, http.StatusForbidden, "InvalidHost", "this is the Runtime API of one function's process")
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, a.secret)
	if !ok {
		refuse(rw, http.StatusForbidden, "InvalidAddress", "this is the Runtime API of one function's process; its address has a path")
		return
	}
	rest, ok := strings.CutPrefix(path, apiPrefix)
	if !ok {
		refuse(rw, http.StatusNotFound, "NotFound", "no such resource: "+r.URL.Path)
		return
	}
	if r.Method == http.MethodGet && rest == "invocation/next" {
		a.next(rw, r)
		return
	}
	if r.Method == http.MethodPost && rest == "init/error" {
		a.initError(rw, r)
		return
	}
	id, verb, _ := strings.Cut(strings.TrimPrefix(rest, "invocation/"), "/")
	if r.Method != http.MethodPost || verb != "response" && verb != "error" {
		refuse(rw, http.StatusNotFound, "NotFound", "no such resource: "+r.Method+" "+r.URL.Path)
		return
	}
	inv, ok := a.worker.working(id)
	if !ok {
		refuse(rw, http.StatusBadRequest, "InvalidRequestID", "this process has no event "+id)
		return
	}
	if verb == "error" {
		a.invocationError(rw, r, inv)
	} else if inv.stream {
		a.stream(rw, r, inv)
	} else {
		a.response(rw, r, inv)
	}
}

// isBrowser reports whether a header is that of a web page's request: no runtime
// sends these.
func isBrowser(h http.Header) bool {
	for name := range h {
		if name == "Origin" || strings.HasPrefix(name, "Sec-Fetch-") {
			return true
		}
	}
	return false
}

func (a *api) next(rw *answerer, r *http.Request) {
	w := a.worker
	if !w.begin() {
		refuse(rw, http.StatusForbidden, "InvalidStateTransition", "the last event has no answer yet")
		return
	}
	// A runtime that asks anew has given up its last connection.
	gone := w.asks()
	var inv *invocation
	select {
	case inv = <-w.next:
	case <-w.killed:
		// Its end is near. As in Lambda, no answer comes first: runtimes log
		// whatever they get here, and a swap of code is not an error.
		<-w.dead
		return
	case <-gone:
		return
	case <-w.dead:
		return
	}
	deadline, ok := w.hand(inv)
	if !ok {
		w.f.again(inv)
		return
	}
	rw.write(http.StatusOK, inv.payload,
		"Lambda-Runtime-Aws-Request-Id", inv.id,
		"Lambda-Runtime-Deadline-Ms", strconv.FormatInt(deadline.UnixMilli(), 10),
		"Lambda-Runtime-Invoked-Function-Arn", inv.arn,
		"Lambda-Runtime-Trace-Id", inv.trace,
		"Lambda-Runtime-Client-Context", inv.clientContext,
	)
}

// response takes an answer as a whole.
func (a *api) response(rw *answerer, r *http.Request, inv *invocation) {
	payload, err := readBody(r)
	if errors.Is(err, errTooLarge) {
		failure := newFunctionError("Function.ResponseSizeTooLarge",
			"Response payload size exceeded maximum allowed payload size ("+strconv.Itoa(MaxPayload)+" bytes).", false)
		a.settle(inv, result{err: failure})
		refuse(rw, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", failure.Message)
		return
	}
	if err != nil {
		return // the process broke off: it is ending, or its timeout decides
	}
	answer := result{payload: payload, contentType: r.Header.Get("Content-Type")}
	if failure := trailerError(r); failure != nil {
		answer = result{err: failure}
	}
	a.accept(rw, inv, answer)
}

func (a *api) invocationError(rw *answerer, r *http.Request, inv *invocation) {
	body, err := readBody(r)
	if err != nil {
		return
	}
	a.accept(rw, inv, result{err: readFunctionError(r.Header.Get(headerErrorType), body, false)})
}

func (a *api) initError(rw *answerer, r *http.Request) {
	if a.worker.isReady() {
		refuse(rw, http.StatusForbidden, "InvalidStateTransition", "the function has started: it has asked for an event")
		return
	}
	body, err := readBody(r)
	if err != nil {
		return
	}
	a.worker.log.drain()
	a.worker.failNext(readFunctionError(r.Header.Get(headerErrorType), body, true))
	accepted(rw)
	a.worker.kill()
}

// accept gives the answer to who waits for it, and the process its next event.
func (a *api) accept(rw *answerer, inv *invocation, answer result) {
	if !a.settle(inv, answer) {
		refuse(rw, http.StatusGone, "Timeout", "the event timed out")
		return
	}
	accepted(rw)
}

func (a *api) settle(inv *invocation, answer result) bool {
	took, ok := a.worker.complete(inv)
	if !ok {
		return false
	}
	answer.duration = took
	// First the pool, then the answer: a client that calls again at once
	// must find this process, not start a second one.
	if !a.worker.f.release(a.worker) {
		time.AfterFunc(10*time.Millisecond, a.worker.kill) // lets the process read that it was accepted
	}
	inv.finish(answer)
	return true
}

// stream passes an answer on while the process writes it.
func (a *api) stream(rw *answerer, r *http.Request, inv *invocation) {
	reader, writer := io.Pipe()
	answer := result{
		body:        reader,
		contentType: r.Header.Get("Content-Type"),
		streaming:   isStreaming(r.Header),
	}
	if !inv.finish(answer) || inv.abandoned.Load() {
		reader.Close()
	}
	_, err := io.Copy(writer, r.Body)
	if errors.Is(err, io.ErrClosedPipe) { // the reader has gone; the function may still finish
		_, err = io.Copy(io.Discard, r.Body)
	}
	if err != nil {
		writer.CloseWithError(a.broken(err))
		return
	}
	_, ok := a.worker.complete(inv)
	// As in settle, the pool has it before the reader sees the end.
	if ok && !a.worker.f.release(a.worker) {
		time.AfterFunc(10*time.Millisecond, a.worker.kill)
	}
	if failure := trailerError(r); failure != nil {
		writer.CloseWithError(failure)
	} else {
		writer.Close()
	}
	if !ok {
		refuse(rw, http.StatusGone, "Timeout", "the event timed out")
		return
	}
	accepted(rw)
}

// isStreaming reports whether the function chose to stream. Some runtimes say
// so in a header, the one for Go only by the content type.
func isStreaming(h http.Header) bool {
	return strings.EqualFold(h.Get(headerMode), "streaming") ||
		h.Get("Content-Type") == "application/vnd.awslambda.http-integration-response"
}

// broken is why the process broke its answer off.
func (a *api) broken(err error) error {
	a.worker.mu.Lock()
	defer a.worker.mu.Unlock()
	if a.worker.failure != nil {
		return a.worker.failure
	}
	return newFunctionError("Runtime.ExitError", "the answer broke off: "+err.Error(), false)
}

// trailerError is the error that a streaming answer ended with, or nil.
func trailerError(r *http.Request) *FunctionError {
	typ := r.Trailer.Get(headerErrorType)
	if typ == "" {
		return nil
	}
	body, err := base64.StdEncoding.DecodeString(r.Trailer.Get(headerErrorBody))
	if err != nil {
		body = []byte(r.Trailer.Get(headerErrorBody))
	}
	return readFunctionError(typ, body, false)
}

var errTooLarge = errors.New("the body is larger than an answer may be")

func readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxPayload {
		return nil, errTooLarge
	}
	if r.ContentLength >= 0 {
		body := make([]byte, r.ContentLength)
		_, err := io.ReadFull(r.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxPayload+1))
	if err == nil && len(body) > MaxPayload {
		err = errTooLarge
	}
	return body, err
}

func accepted(rw *answerer) {
	rw.write(http.StatusAccepted, []byte(`{"status":"OK"}`+"\n"))
}

func refuse(rw *answerer, status int, typ, message string) {
	body, err := json.Marshal(map[string]string{"errorType": typ, "errorMessage": message})
	if err != nil {
		panic("lambdaruntime: " + err.Error()) // two strings always marshal
	}
	rw.write(status, body)
}
