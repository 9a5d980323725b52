// Answers that the gateway gives by itself.

package integrations

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MockOptions holds what a mock answers. The zero value of each field means its
// default.
type MockOptions struct {
	// Status is the status of the answer. Default: 200.
	Status int

	// Body is the body's mapping template: the text itself, with
	// $context.requestId, $input.params('id') and such replaced. Default: none.
	Body string

	// ContentType is the type of the body. Default: "application/json".
	ContentType string

	// Headers of the answer, as texts. Default: none.
	Headers map[string]string
}

// Mock leads nowhere: the gateway itself answers, with options or, if they are
// nil, with status 200 and no body. Each value that Mock returns is an
// integration of its own.
//
// A WebSocket API uses one where something must accept: on $connect, to have an
// authorizer asked without a function, or for a message that keeps the
// connection open. It sends the Body only from a route that replies.
func Mock(options *MockOptions) Integration {
	m := &mock{}
	if options != nil {
		m.MockOptions = *options
		m.Headers = maps.Clone(options.Headers)
	}
	if m.Status == 0 {
		m.Status = 200
	}
	if m.ContentType == "" {
		m.ContentType = "application/json"
	}
	return m
}

type mock struct{ MockOptions }

func (*mock) Kind() string { return "Mock integration" }

func (m *mock) Problems() []string {
	var out []string
	if m.Status < 200 || m.Status > 599 {
		out = append(out, fmt.Sprintf("Mock: Status is %d; a status is 200 to 599", m.Status))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		if name == "" || strings.ContainsAny(name, " :\r\n") || strings.ContainsAny(m.Headers[name], "'\r\n") {
			out = append(out, fmt.Sprintf("Mock: header %q: %q: a name has no blank or colon, a value no quotes or line breaks", name, m.Headers[name]))
		}
	}
	return out
}
