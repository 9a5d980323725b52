// Package health says that the API is there.
package health

import (
	"io"
	"net/http"
)

// Check answers GET /health.
func Check(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
}
