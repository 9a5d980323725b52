// A document of the user's own beside what routes make: it adds to operations what
// no route says, and operations that no route makes. What both say is refused.

package body

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// Own is a document of the user's.
type Own struct {
	doc Object
}

// ParseOwn reads a document, and says what is wrong with it by itself.
func ParseOwn(text string) (own *Own, problems []string) {
	doc := Object{}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return nil, []string{fmt.Sprintf("is not a JSON object: %v", err)}
	}
	if version, _ := doc["openapi"].(string); !strings.HasPrefix(version, "3.0.") {
		problems = append(problems, fmt.Sprintf(`openapi is %q: API Gateway reads 3.0: write "3.0.1"`, version))
	}
	for name, why := range map[string]string{
		"security": "it would hold for routes, too: write it on operations",
		"servers":  "where the API is reached is said by Props and domains: remove it",
	} {
		if doc[name] != nil {
			problems = append(problems, fmt.Sprintf("has %s: %s", name, why))
		}
	}
	slices.Sort(problems)
	return &Own{doc}, problems
}

// Title is the title of the document; "" if it has none.
func (o *Own) Title() string {
	if o == nil {
		return ""
	}
	title, _ := objectIn(o.doc, "info")["title"].(string)
	return title
}

// Tags reports whether the document has tags.
func (o *Own) Tags() bool { return o != nil && o.doc["tags"] != nil }

func objectIn(o Object, name string) Object {
	in, _ := o[name].(Object)
	return in
}

// Merge takes in a document, and says what of it can't be beside the routes.
func (b *Body) Merge(own *Own) []string {
	m := &merger{body: b}
	for _, name := range sortedKeys(own.doc) {
		value := own.doc[name]
		switch name {
		case "openapi", "security", "servers":
		case "info":
			m.info(value)
		case "paths":
			m.paths(value)
		case "components":
			for _, section := range sortedKeys(objectIn(own.doc, name)) {
				if b.components[section] == nil {
					b.components[section] = Object{}
				}
				m.members("components."+section, objectIn(b.components, section), objectIn(objectIn(own.doc, name), section))
			}
		default:
			m.member(name, value)
		}
	}
	m.operationIDs()
	return m.problems
}

type merger struct {
	body     *Body
	problems []string
}

func (m *merger) problem(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

// info takes over all but the title, which is the API's name.
func (m *merger) info(value any) {
	in, _ := value.(Object)
	ours := m.body.root["info"].(Object)
	for _, name := range sortedKeys(in) {
		switch {
		case name == "version" || name != "title" && ours[name] == nil:
			ours[name] = in[name]
		case !reflect.DeepEqual(ours[name], in[name]):
			m.problem("info.%s is %v, and that of the API %v: say it once", name, in[name], ours[name])
		}
	}
}

// member takes in a member of the document itself.
func (m *merger) member(name string, value any) {
	ours, there := m.body.root[name]
	in, isObject := value.(Object)
	of, both := ours.(Object)
	switch {
	case !there:
		m.body.root[name] = value
	case isObject && both:
		m.members(name, of, in)
	case !reflect.DeepEqual(ours, value):
		m.problem("%s: Props say otherwise: remove it", name)
	}
}

// members takes in what has a name within an object.
func (m *merger) members(where string, ours, in Object) {
	for _, name := range sortedKeys(in) {
		if other, there := ours[name]; there && !reflect.DeepEqual(other, in[name]) {
			m.problem("%s.%s: the routes make another one of this name: rename it", where, name)
			continue
		}
		ours[name] = in[name]
	}
}

func (m *merger) paths(value any) {
	in, _ := value.(Object)
	byShape := map[string]string{}
	for path := range m.body.paths {
		if parsed, err := routekey.ParsePath(path); err == nil {
			byShape[parsed.Shape()] = path
		}
	}
	for _, path := range sortedKeys(in) {
		if path != defaultPath {
			parsed, err := routekey.ParsePath(path)
			if err != nil {
				m.problem("path %q: %v", path, err)
				continue
			}
			if other, there := byShape[parsed.Shape()]; there && other != path {
				m.problem("path %q: routes name its parameters otherwise, %q: use the same names", path, other)
				continue
			}
			byShape[parsed.Shape()] = path
		}
		m.path(path, objectIn(in, path))
	}
}

// operations are the members of a path that are operations.
var operations = []string{"delete", "get", "head", "options", "patch", "post", "put", anyMethod}

// path takes in a path.
func (m *merger) path(path string, in Object) {
	ours := objectIn(m.body.paths, path)
	if ours == nil {
		ours = Object{}
		m.body.paths[path] = ours
	}
	for _, name := range sortedKeys(in) {
		where := fmt.Sprintf("path %q: %s", path, name)
		switch {
		case slices.Contains(operations, name):
			if operation, ok := in[name].(Object); ok {
				ours[name] = m.operation(where, objectIn(ours, name), operation)
			} else {
				m.problem("%s is not an object", where)
			}
		case name == "parameters":
			ours[name] = joinParameters(ours[name], in[name])
		case name == "summary" || name == "description":
			ours[name] = in[name]
		default:
			m.problem("%s can't be in a path: write operations, parameters, summary or description", where)
		}
	}
}

// fixed are the members of an operation that a route makes.
var fixed = []string{integration, "security", Auth, "x-amazon-apigateway-request-validator", "isDefaultRoute", "requestBody"}

// operation joins an operation with that of a route, if there is one.
func (m *merger) operation(where string, ours, in Object) Object {
	if ours == nil {
		if in[integration] == nil {
			m.problem("%s leads nowhere: declare the route, or give it an %s", where, integration)
		}
		return in
	}
	for _, name := range sortedKeys(in) {
		switch {
		case name == "parameters":
			ours[name] = joinParameters(ours[name], in[name])
		case name == "responses":
			ours[name] = joinResponses(ours[name], in[name])
		case slices.Contains(fixed[:4], name), slices.Contains(fixed[4:], name) && ours[name] != nil:
			m.problem("%s: the route says what %s is: remove it", where, name)
		default:
			ours[name] = in[name]
		}
	}
	return ours
}

// joinParameters adds parameters to those that a route declares, which stay.
func joinParameters(ours, in any) []any {
	list, _ := ours.([]any)
	more, _ := in.([]any)
	id := func(v any) string {
		p, _ := v.(Object)
		if ref, _ := p["$ref"].(string); ref != "" {
			return "path " + ref[strings.LastIndexByte(ref, '/')+1:]
		}
		return fmt.Sprint(p["in"], " ", p["name"])
	}
	for _, p := range more {
		if !slices.ContainsFunc(list, func(o any) bool { return id(o) == id(p) }) {
			list = append(list, p)
		}
	}
	return list
}

// joinResponses adds responses to those that a route declares. One that stands
// only for OpenAPI's sake goes; headers that an integration sets stay.
func joinResponses(ours, in any) Object {
	out := Object{}
	declared, _ := ours.(Object)
	for status, response := range declared {
		if one, _ := response.(Object); len(one) > 1 {
			out[status] = response
		}
	}
	more, _ := in.(Object)
	for status, response := range more {
		joined := Object{}
		for name, value := range objectIn(more, status) {
			joined[name] = value
		}
		if joined["headers"] == nil && objectIn(out, status)["headers"] != nil {
			joined["headers"] = objectIn(out, status)["headers"]
		}
		if len(joined) == 0 {
			out[status] = response
		} else {
			out[status] = joined
		}
	}
	return out
}

// operationIDs finds two operations of one id.
func (m *merger) operationIDs() {
	first := map[string]string{}
	for _, path := range sortedKeys(m.body.paths) {
		item := objectIn(m.body.paths, path)
		for _, method := range operations {
			id, _ := objectIn(item, method)["operationId"].(string)
			if id == "" {
				continue
			}
			where := fmt.Sprintf("%s of path %q", method, path)
			if other := first[id]; other != "" {
				m.problem("operationId %q: %s and %s have it: an id is one operation's", id, other, where)
			}
			first[id] = where
		}
	}
}
