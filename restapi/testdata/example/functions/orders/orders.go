// Package orders answers for orders.
package orders

import "net/http"

// Process answers every method.
func Process(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusAccepted)
}
