// Query strings whose parameters keep their order and their form.

package mapping

import (
	"net/url"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

// Query is the parameters of a query string, in order.
type Query []parameter

type parameter struct{ name, value, raw string }

// ParseQuery reads a query string. It splits at & only; text that cannot be
// decoded stays as it is.
func ParseQuery(raw string) (q Query) {
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		q = append(q, parameter{urltext.UnescapeQuery(name), urltext.UnescapeQuery(value), part})
	}
	return q
}

// Get returns the decoded values of a parameter, in order.
func (q Query) Get(name string) (values []string) {
	for _, p := range q {
		if p.name == name {
			values = append(values, p.value)
		}
	}
	return values
}

// Raw is the query string: parameters that no mapping touched are as the client
// sent them.
func (q Query) Raw() string {
	parts := make([]string, len(q))
	for i, p := range q {
		parts[i] = p.raw
	}
	return strings.Join(parts, "&")
}

func (q Query) change(rule Rule, value string) (changed Query) {
	for _, p := range q {
		if rule.Verb == Append || p.name != rule.Name {
			changed = append(changed, p)
		}
	}
	if rule.Verb != Remove {
		changed = append(changed, parameter{rule.Name, value, url.QueryEscape(rule.Name) + "=" + url.QueryEscape(value)})
	}
	return changed
}

// Names returns the names of the parameters, each once, in the order of their first.
func (q Query) Names() (names []string) {
	seen := map[string]bool{}
	for _, p := range q {
		if !seen[p.name] {
			seen[p.name] = true
			names = append(names, p.name)
		}
	}
	return names
}
