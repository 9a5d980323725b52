// Package health is a second folder of handlers.
package health

import "net/http"

func Check(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte("ok"))
}
