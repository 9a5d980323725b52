// "Copy as curl": a command for a POSIX shell that sends the same request.

package console

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// left are the request headers that curl, or another client, sets itself.
var left = []string{"Content-Length", "Host", "Connection", "Accept-Encoding", "Transfer-Encoding", "User-Agent"}

func (c *Console) curl(w http.ResponseWriter, r *http.Request) {
	c.text(w, r, func(server Server, t *trace.Trace, raw *trace.Raw) (string, error) {
		if t.Kind == "websocket" && t.Event != trace.Post {
			return "", refuse(http.StatusConflict, "curl has no WebSocket messages: save it as a Go test, or send it again")
		}
		return curlOf(server.Address(raw.API), t, raw), nil
	})
}

// text answers with a text that is made of a trace.
func (c *Console) text(w http.ResponseWriter, r *http.Request, make func(Server, *trace.Trace, *trace.Raw) (string, error)) {
	text, err := c.madeOf(r.PathValue("id"), make)
	if err != nil {
		answering(func(*http.Request) (any, error) { return nil, err })(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(text))
}

// madeOf makes a text of a trace and its request.
func (c *Console) madeOf(id string, make func(Server, *trace.Trace, *trace.Raw) (string, error)) (string, error) {
	server, err := c.serving()
	if err != nil {
		return "", err
	}
	t, err := c.traceOf(id)
	if err != nil {
		return "", err
	}
	raw, ok := server.Recorder().Raw(id)
	if !ok || raw.API == "" {
		return "", refuse(http.StatusConflict, "trace %s has no request that an API took", quoted(id))
	}
	return make(server, t, raw)
}

// command is a command line whose secrets are variables.
type command struct {
	args    []string
	secrets []string
}

// curlOf writes the command for a request that came to an address.
func curlOf(address string, t *trace.Trace, raw *trace.Raw) string {
	line := &command{args: []string{"curl", "-sS", "-i", "--globoff", "--path-as-is"}}
	switch {
	case t.Method == http.MethodHead:
		line.args = append(line.args, "--head")
	default:
		line.args = append(line.args, "-X", line.quote(t.Method, "METHOD"))
	}
	if raw.Host != "" && raw.Host != strings.TrimPrefix(address, "http://") {
		line.args = append(line.args, "-H", line.quote("Host: "+raw.Host, "HOST"))
	}
	for _, f := range t.Request.Headers {
		if slices.Contains(left, http.CanonicalHeaderKey(f[0])) {
			continue
		}
		field := f[0] + ": " + f[1]
		if f[1] == "" {
			field = f[0] + ";" // so curl sends an empty one
		}
		line.args = append(line.args, "-H", line.quote(field, variable(f[0])))
	}
	before := ""
	if body, masked := textOf(t.Request.Body, raw); len(raw.Body) > 0 && (masked || isText(raw.Body)) {
		line.args = append(line.args, "--data-raw", line.quote(body, "SECRET"))
	} else if len(raw.Body) > 0 {
		before = "printf %s '" + encoded(raw.Body) + "' | base64 -d | "
		line.args = append(line.args, "--data-binary", "@-")
	}
	line.args = append(line.args, line.quote(address+printableTarget(t.Path), "TOKEN"))
	var b strings.Builder
	if len(line.secrets) > 0 {
		fmt.Fprintf(&b, "# Secrets are not copied. Set %s first.\n", strings.Join(line.secrets, ", "))
	}
	if !raw.Whole {
		fmt.Fprintf(&b, "# Only the first %d bytes of the body were kept.\n", len(raw.Body))
	}
	b.WriteString(before + strings.Join(line.args, " ") + "\n")
	return b.String()
}

// textOf is a body as text, and whether it has holes for secrets. What is masked
// is shown as it is shown elsewhere; the rest is the whole body.
func textOf(shown *trace.Body, raw *trace.Raw) (text string, masked bool) {
	if shown != nil && strings.Contains(shown.Text, trace.Masked) && !strings.Contains(string(raw.Body), trace.Masked) {
		return shown.Text, true
	}
	return string(raw.Body), false
}

// isText reports whether a body can stand in a command line.
func isText(body []byte) bool { return utf8.Valid(body) && !slices.Contains(body, 0) }

// quote writes a word for a shell. Where it is masked, it has a variable.
func (l *command) quote(word, name string) string {
	parts := strings.Split(word, trace.Masked)
	for i, part := range parts {
		parts[i] = "'" + strings.ReplaceAll(part, "'", `'\''`) + "'"
	}
	if len(parts) > 1 && !slices.Contains(l.secrets, name) {
		l.secrets = append(l.secrets, name)
	}
	return strings.Join(parts, `"$`+name+`"`)
}

var notInNames = regexp.MustCompile(`[^A-Z0-9]+`)

// variable is the name of a shell variable for a header.
func variable(header string) string {
	name := notInNames.ReplaceAllString(strings.ToUpper(header), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "H_" + name
	}
	return name
}
