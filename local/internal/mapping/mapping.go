// Rules: what is put where.

package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Verb is what's done to a destination.
type Verb string

// The verbs.
const (
	Append    Verb = "append"
	Overwrite Verb = "overwrite"
	Remove    Verb = "remove"
)

// Rule is one mapping.
type Rule struct {
	Verb  Verb
	Place string // header, querystring, path or statuscode
	Name  string // of the header or parameter
	Value *Value
}

// reserved are the headers that no mapping may touch.
var reserved = []string{
	"access-control-", "apigw-", "authorization", "connection", "content-encoding", "content-length", "content-location",
	"forwarded", "keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers",
	"transfer-encoding", "upgrade", "x-amz-", "x-amzn-", "x-forwarded-", "via",
}

func isReserved(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(reserved, func(r string) bool {
		return name == r || strings.HasSuffix(r, "-") && strings.HasPrefix(name, r)
	})
}

// Parse reads mappings, in the order of their keys. Places are those that may be mapped.
func Parse(m map[string]string, places ...string) (rules []Rule, problems []string) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		rule, err := parseRule(key, m[key], places)
		if err != nil {
			problems = append(problems, fmt.Sprintf("parameter mapping %q: %v", key, err))
			continue
		}
		rules = append(rules, rule)
	}
	return rules, problems
}

func parseRule(key, value string, places []string) (r Rule, err error) {
	verb, destination, ok := strings.Cut(key, ":")
	if !ok {
		return r, fmt.Errorf("its form must be verb:destination, e.g. append:header.x")
	}
	r.Verb = Verb(verb)
	r.Place, r.Name, _ = strings.Cut(destination, ".")
	whole := r.Place == "path" || r.Place == "statuscode"
	switch {
	case !slices.Contains(places, r.Place):
		return r, fmt.Errorf("%q can't be mapped; %s can", r.Place, strings.Join(places, ", "))
	case whole && (r.Name != "" || r.Verb != Overwrite):
		return r, fmt.Errorf("%s can only be overwritten as a whole", r.Place)
	case !whole && r.Name == "":
		return r, fmt.Errorf("it names no %s", r.Place)
	case r.Verb != Append && r.Verb != Overwrite && r.Verb != Remove:
		return r, fmt.Errorf("unknown verb %q; it must be append, overwrite or remove", verb)
	case r.Place == "header" && isReserved(r.Name):
		return r, fmt.Errorf("header %s is reserved", r.Name)
	}
	r.Value, err = ParseValue(value)
	return r, err
}
