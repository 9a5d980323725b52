// Answers in JSON.

package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the most bytes of a request to the console: a body of 10 MB, the
// most that API Gateway takes, in base64, and something around it.
const maxBody = 16 << 20

// failure is an error with the status that it deserves.
type failure struct {
	status int
	text   string
}

func (f *failure) Error() string { return f.text }

// refuse makes an error with a status.
func refuse(status int, format string, args ...any) error {
	return &failure{status, fmt.Sprintf(format, args...)}
}

// fail answers {"error": ...}.
func fail(w http.ResponseWriter, status int, format string, args ...any) {
	send(w, status, map[string]string{"error": fmt.Sprintf(format, args...)})
}

// send answers with a value as JSON.
func send(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil { // values of ours always can be written
		status, body = http.StatusInternalServerError, []byte(`{"error":"the answer can't be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// answering makes a handler of a function that returns a value or an error.
func answering(f func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := f(r)
		if refused, ok := errors.AsType[*failure](err); ok {
			fail(w, refused.status, "%s", refused.text)
			return
		}
		if err != nil {
			fail(w, http.StatusInternalServerError, "%v", err)
			return
		}
		send(w, http.StatusOK, v)
	}
}

// bodyTime is how long a client may take to send its body; a variable for tests.
var bodyTime = time.Minute

// readWhole reads the body of a request before anything is done with it. Then the
// connection has no deadline: a call may take as long as a gateway does.
func readWhole(w http.ResponseWriter, r *http.Request) error {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(bodyTime)); err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "the body is larger than %d bytes", maxBody)
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "the body did not come whole: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return control.SetReadDeadline(time.Time{})
}

// read decodes the body of a request into v. Fields that v lacks are refused:
// a slip in a name should not go unnoticed.
func read(r *http.Request, v any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(v)
	if err == nil && decoder.More() {
		err = errors.New("more than one value")
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "the body is not the JSON that is expected: %v", err)
	}
	return nil
}

// quoted writes what somebody sent into a message, cut if it is long.
func quoted(s string) string {
	if len(s) > 100 {
		s = s[:100] + "..."
	}
	return strconv.Quote(s)
}
