// Package lists has handlers for tests.
package lists

import "net/http"

// Get answers requests.
func Get(http.ResponseWriter, *http.Request) {}

// List answers requests.
func List(http.ResponseWriter, *http.Request) {}
