// Package handlers has handlers for tests.
package handlers

import "net/http"

// Get answers requests.
func Get(http.ResponseWriter, *http.Request) {}
