// Package users has handlers for tests.
package users

import "net/http"

// Get answers requests.
func Get(http.ResponseWriter, *http.Request) {}

// List answers requests.
func List(http.ResponseWriter, *http.Request) {}
