// What mappings do to requests and responses.

package mapping

import (
	"fmt"
	"net/http"
	"strconv"
)

// Request is what mappings can change of a request.
type Request struct {
	Header  http.Header
	Query   Query
	Path    string // decoded
	OwnPath bool   // a mapping has set the path
}

// Apply returns the request after its mappings. A variable without a value maps nothing.
func (m Request) Apply(rules []Rule, source Source) Request {
	if len(rules) == 0 {
		return m
	}
	m.Header = m.Header.Clone()
	for _, rule := range rules {
		value, ok := rule.Value.Eval(source)
		if !ok && rule.Verb != Remove {
			continue
		}
		switch rule.Place {
		case "header":
			change(m.Header, rule, value)
		case "querystring":
			m.Query = m.Query.change(rule, value)
		case "path":
			m.Path, m.OwnPath = value, true
		}
	}
	return m
}

// ApplyResponse returns status and header of a response after its mappings.
func ApplyResponse(status int, header http.Header, rules []Rule, source Source) (int, http.Header, error) {
	header = header.Clone()
	for _, rule := range rules {
		value, ok := rule.Value.Eval(source)
		if !ok && rule.Verb != Remove {
			continue
		}
		if rule.Place == "header" {
			change(header, rule, value)
			continue
		}
		code, err := strconv.Atoi(value)
		if err != nil || code < 200 || code > 599 {
			return 0, nil, fmt.Errorf("a mapping gives status code %q", value)
		}
		status = code
	}
	return status, header, nil
}

func change(h http.Header, rule Rule, value string) {
	switch rule.Verb {
	case Append:
		h.Add(rule.Name, value)
	case Overwrite:
		h.Set(rule.Name, value)
	case Remove:
		h.Del(rule.Name)
	}
}
