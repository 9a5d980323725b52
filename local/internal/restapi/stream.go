// Functions whose answers are passed on as they come: integrations with the response
// transfer mode STREAM.

package restapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// maxPrelude bounds what stands before the body: status and headers as JSON.
const maxPrelude = 1 << 20

// preludeEnd ends it (Lambda developer guide, "Response streaming for Lambda functions").
var preludeEnd = make([]byte, 8)

func (g *restAPI) streamFunction(c *call, f *assembly.Function, qualifier string, event []byte, step trace.Step) (*answer, *failure) {
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	s, err := g.host.Functions.Stream(ctx, functions.Call{
		Function: f, Qualifier: qualifier, Event: event, TraceID: c.header.Get("X-Amzn-Trace-Id"),
		Step: step,
	})
	a := &answer{called: reply.Called{Function: f.Path}}
	if err != nil {
		cancel()
		if _, ok := errors.AsType[*lambdaruntime.FunctionError](err); ok {
			return a, malformed("the function failed: %v", err)
		}
		return a, functionFailed(c, err)
	}
	a.called.Cold = s.Cold
	body := &streamBody{ReadCloser: s.Body, cancel: cancel}
	if err := body.readPrelude(a); err != nil {
		body.Close()
		return a, malformed("%v", err)
	}
	a.stream = &reply.Reply{Stream: body}
	return a, nil
}

// streamBody is the body of a streamed answer, with what was read of it already.
type streamBody struct {
	io.ReadCloser
	cancel context.CancelFunc
	read   []byte
}

func (b *streamBody) Read(p []byte) (int, error) {
	if len(b.read) > 0 {
		n := copy(p, b.read)
		b.read = b.read[n:]
		return n, nil
	}
	return b.ReadCloser.Read(p)
}

func (b *streamBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// readPrelude reads status and headers.
func (b *streamBody) readPrelude(a *answer) error {
	var text []byte
	buf := make([]byte, 4096)
	end := -1
	for end < 0 {
		n, err := b.ReadCloser.Read(buf)
		text = append(text, buf[:n]...)
		end = bytes.Index(text, preludeEnd)
		if end < 0 && (err != nil || len(text) > maxPrelude) {
			return errors.New("the function's streamed answer has no end of its status and headers: eight zero bytes")
		}
	}
	b.read = text[end+len(preludeEnd):]
	var prelude struct {
		StatusCode        int
		Headers           map[string]string
		MultiValueHeaders map[string][]string
		Cookies           []string
	}
	if err := json.Unmarshal(text[:end], &prelude); err != nil {
		return errors.New("what the function's streamed answer begins with is no JSON object with status and headers: " + err.Error())
	}
	a.status, a.header = prelude.StatusCode, http.Header{}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	for name, value := range prelude.Headers {
		setRenamed(a.header, name, []string{value})
	}
	for name, values := range prelude.MultiValueHeaders {
		setRenamed(a.header, name, values)
	}
	if len(prelude.Cookies) > 0 {
		a.header["Set-Cookie"] = append(a.header["Set-Cookie"], prelude.Cookies...)
	}
	return nil
}
