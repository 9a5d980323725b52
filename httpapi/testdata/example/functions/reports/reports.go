// Package reports holds the handlers of /reports.
package reports

import "net/http"

func List(w http.ResponseWriter, r *http.Request)   {}
func Create(w http.ResponseWriter, r *http.Request) {}
