// Package connectionsenv is the environment variable by which a construct tells
// a function where the connections of its WebSocket API are: constructs write
// it, and router/connections reads it, which constructs don't import.
package connectionsenv

import "strings"

// Name is the variable. For functions of handlers its value names the URL below
// which /@connections is for each stage, "v1=https://a.b/v1 beta=https://a.b/beta",
// since one function may serve several stages. For others users set one URL.
const Name = "GATEHOUSE_CONNECTIONS"

// URL is that of the connections of a stage; the Stage is "" in a value that
// names none.
type URL struct{ Stage, URL string }

// Format makes a value.
func Format(urls []URL) string {
	var parts []string
	for _, u := range urls {
		parts = append(parts, u.Stage+"="+u.URL)
	}
	return strings.Join(parts, " ")
}

// Parse reads a value.
func Parse(value string) []URL {
	var urls []URL
	for part := range strings.FieldsSeq(value) {
		stage, url, named := strings.Cut(part, "=")
		if !named || strings.Contains(stage, ":") { // a URL with a query, which is not one of ours
			stage, url = "", part
		}
		urls = append(urls, URL{stage, url})
	}
	return urls
}
