// What happens to an answer last: compression, and the access log.

package restapi

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

// compress compresses an answer that is large enough, for clients that take gzip.
func (g *restAPI) compress(c *call, out *reply.Reply, h http.Header) {
	least := g.rest.MinimumCompression
	if least < 0 || out.Stream != nil || len(out.Body) < least || len(out.Body) == 0 || h["Content-Encoding"] != nil {
		return
	}
	if out.Status == http.StatusNoContent || out.Status == http.StatusNotModified || !takesGzip(c.Header) {
		return
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(out.Body) // a Buffer takes everything
	w.Close()
	out.Plain, out.Body = out.Body, b.Bytes()
	h["Content-Encoding"] = []string{"gzip"}
}

// takesGzip reports whether a client takes answers in gzip: "gzip;q=0" says that it doesn't.
func takesGzip(h http.Header) bool {
	for coding := range strings.SplitSeq(strings.Join(h["Accept-Encoding"], ","), ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, ok := strings.Cut(weight, "=")
		value, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !ok || err != nil || value > 0
	}
	return false
}

// logVariable is a variable of an access log's format.
var logVariable = regexp.MustCompile(`\$context\.[A-Za-z0-9_.\-]*[A-Za-z0-9_\-]`)

// logAccess writes the stage's access log to the server's own.
func (g *restAPI) logAccess(c *call, a *answer, out *reply.Reply) {
	if c.stage == nil || c.stage.REST == nil || c.stage.REST.LogFormat == "" || g.host.Log == nil {
		return
	}
	line := logVariable.ReplaceAllStringFunc(c.stage.REST.LogFormat, func(match string) string {
		switch name := strings.TrimPrefix(match, "$context."); name {
		case "status":
			return fmt.Sprint(out.Status)
		case "responseLength":
			return fmt.Sprint(len(out.Body))
		case "responseLatency", "integrationLatency", "integration.latency":
			return fmt.Sprint(time.Since(c.Started).Milliseconds())
		case "error.message":
			return orDash(a.failed != nil, func() string { return a.failed.text() })
		case "error.messageString":
			return orDash(a.failed != nil, func() string { return string(jsonText(a.failed.text())) })
		case "error.responseType":
			return orDash(a.failed != nil, func() string { return a.failed.kind })
		case "error.validationErrorString":
			return orDash(a.failed != nil && a.failed.detail != "", func() string { return a.failed.detail })
		case "xrayTraceId":
			return orDash(c.header != nil, func() string { return c.header.Get("X-Amzn-Trace-Id") })
		default:
			if v, ok := c.vars().Text(name); ok {
				return v
			}
			return "-"
		}
	})
	g.host.Log.Info("access", "api", g.api.Path, "stage", c.stage.Name, "line", line)
}

func orDash(known bool, text func() string) string {
	if !known {
		return "-"
	}
	return text()
}
