// Package things holds the handler of the measured routes.
package things

import "net/http"

// Get answers every route.
func Get(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(r.PathValue("id")))
}
