// Headers of a response, whatever the case their names were written in.

package router

import (
	"net/http"
	"slices"
	"strings"
)

// setHeader replaces a header, in whatever case its name was written.
func setHeader(h http.Header, name, v string) {
	deleteHeader(h, name)
	h[name] = []string{v}
}

// deleteHeader removes a header, in whatever case its name was written.
func deleteHeader(h http.Header, name string) {
	for key := range h {
		if len(key) == len(name) && strings.EqualFold(key, name) {
			delete(h, key)
		}
	}
}

// headerOf returns a header's first value, in whatever case its name was
// written.
func headerOf(h http.Header, name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	for key, v := range h {
		if len(v) > 0 && strings.EqualFold(key, name) {
			return v[0]
		}
	}
	return ""
}

// addVary adds a name to Vary, unless it is there.
func addVary(h http.Header, name string) {
	for key, values := range h {
		if !strings.EqualFold(key, "Vary") {
			continue
		}
		for _, v := range values {
			for part := range strings.SplitSeq(v, ",") {
				if part = strings.TrimSpace(part); part == "*" || strings.EqualFold(part, name) {
					return
				}
			}
		}
		if values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" }); len(values) > 0 {
			h[key] = append(values, name)
			return
		}
		delete(h, key)
	}
	h["Vary"] = []string{name}
}

// storable reports whether caches may keep the response (RFC 9111, 3): by its
// status alone, or because the response says so.
func storable(r *Response) bool {
	control := strings.ToLower(headerOf(r.Header, "Cache-Control"))
	if strings.Contains(control, "no-store") {
		return false
	}
	switch r.status() {
	case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501: // RFC 9110, 15.1
		return true
	}
	return strings.Contains(control, "max-age") || strings.Contains(control, "s-maxage") || strings.Contains(control, "public") ||
		headerOf(r.Header, "Expires") != ""
}
