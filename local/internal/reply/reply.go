// An answer, from the step that makes it to the client.

package reply

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Reply is an answer on its way to the client.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Stream io.ReadCloser // instead of Body; Send closes it
	Plain  []byte        // for the trace: Body before it was compressed; nil if it was not

	Reason string // for the log: why it is not what the client asked for
	Called Called // for the log
}

// Called is the function that was called for an answer.
type Called struct {
	Function string        // construct path; empty if none was
	Cold     bool          // a process was started for it
	Init     time.Duration // how long that took
}

// Message is an answer with the text in the form that API Gateway's own have:
// {"message":"Not Found"}.
func Message(status int, text string) *Reply {
	return &Reply{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: JSON(map[string]string{"message": text})}
}

// Fail is a message to the client, with a reason for the log.
func Fail(status int, text, format string, args ...any) *Reply {
	a := Message(status, text)
	a.Reason = fmt.Sprintf(format, args...)
	return a
}

// Internal is what clients see of a fault behind the gateway.
func Internal(format string, args ...any) *Reply {
	return Fail(http.StatusInternalServerError, "Internal Server Error", format, args...)
}

// Unable is the answer to what the local server cannot do: 501, with the reason
// for client and log.
func Unable(reason string) *Reply {
	a := Message(http.StatusNotImplemented, "gatehouse: "+reason)
	a.Reason = reason
	return a
}

// JSON encodes a value that always has a JSON form. It panics if it has none.
func JSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("reply: " + err.Error())
	}
	return b
}

// SetHeader puts the answer's headers into h, without those that belong to one
// connection and the length, which SetLength sets.
func (a *Reply) SetHeader(h http.Header) {
	for name, values := range a.Header {
		if name != "Content-Length" && !IsHopByHop(name) {
			h[name] = values
		}
	}
}

// SetLength puts the length of the body into h, where the answer may have one.
func (a *Reply) SetLength(h http.Header) {
	if a.Stream == nil && a.Status != http.StatusNoContent && a.Status != http.StatusNotModified {
		h["Content-Length"] = []string{strconv.Itoa(len(a.Body))}
	}
}

// Send writes status and body; the headers must be in w already. An error says
// that the stream broke off: the client can only be told by cutting the
// connection (panic(http.ErrAbortHandler)).
func (a *Reply) Send(w http.ResponseWriter) (written int64, err error) {
	if a.Stream != nil {
		defer a.Stream.Close()
		w.WriteHeader(a.Status)
		return pass(w, a.Stream)
	}
	w.WriteHeader(a.Status)
	w.Write(a.Body)
	return int64(len(a.Body)), nil
}

// pass passes a stream on, each part as it comes.
func pass(w http.ResponseWriter, from io.Reader) (written int64, err error) {
	flush := http.NewResponseController(w)
	buf := make([]byte, 32*1024)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			m, werr := w.Write(buf[:n])
			written += int64(m)
			if werr != nil {
				return written, werr
			}
			if werr := flush.Flush(); werr != nil {
				return written, werr
			}
		}
		if err == io.EOF {
			return written, nil
		}
		if err != nil {
			return written, err
		}
	}
}

var hopByHop = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Proxy-Authenticate": true, "Proxy-Authorization": true, "Proxy-Connection": true,
	"Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true,
}

// IsHopByHop reports whether a header belongs to one connection, so that
// gateways do not pass it on (RFC 9110, section 7.6.1).
func IsHopByHop(name string) bool { return hopByHop[http.CanonicalHeaderKey(name)] }
