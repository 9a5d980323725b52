// Comparison: what is expected may hold placeholders, such as
// {"$is": "traceId"} or {"$match": "^x"}.

package truth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Compare returns what is wrong with an event.
func (e *Event) Compare(got []byte) (problems []string) {
	want, event := decode(e.Event), decode(got)
	object, ok := event.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("no object: %.100s", got)}
	}
	if e.HeaderNames == "insensitive" {
		for _, v := range []any{want, event} {
			for _, member := range []string{"headers", "multiValueHeaders"} {
				if m, ok := v.(map[string]any)[member].(map[string]any); ok {
					v.(map[string]any)[member] = lowered(m)
				}
			}
		}
	}
	problems = Diff("", want, event)
	for _, path := range e.NullOrAbsent {
		if v := at(object, path); v != nil {
			problems = append(problems, fmt.Sprintf("%s: %s, want null or nothing", path, textOf(v)))
		}
	}
	for _, path := range e.Absent {
		parent, name := cutLast(path)
		if m, ok := at(object, parent).(map[string]any); ok {
			if v, there := m[name]; there {
				problems = append(problems, fmt.Sprintf("%s: %s, want nothing", path, textOf(v)))
			}
		}
	}
	for _, member := range []string{"headers", "multiValueHeaders"} {
		headers, _ := object[member].(map[string]any)
		for name := range headers {
			if slices.ContainsFunc(e.AbsentHeaders, func(absent string) bool { return strings.EqualFold(absent, name) }) {
				problems = append(problems, fmt.Sprintf("%s: has %s", member, name))
			}
		}
	}
	for path, names := range e.Keys {
		m, _ := at(object, path).(map[string]any)
		if got := slices.Sorted(maps.Keys(m)); !slices.Equal(got, slices.Sorted(slices.Values(names))) {
			problems = append(problems, fmt.Sprintf("%s: members %q, want %q", path, got, names))
		}
	}
	slices.Sort(problems)
	return problems
}

// Compare returns what is wrong with an answer.
func (r *Response) Compare(status int, header http.Header, body []byte) (problems []string) {
	want := &r.Response
	if status != want.Status {
		problems = append(problems, fmt.Sprintf("status %d, want %d", status, want.Status))
	}
	got := map[string][]string{}
	for name, values := range header {
		name = strings.ToLower(name)
		got[name] = append(got[name], values...)
	}
	for name, values := range want.Headers {
		if !slices.Equal(got[name], values) {
			problems = append(problems, fmt.Sprintf("header %s: %q, want %q", name, got[name], values))
		}
	}
	for _, name := range want.Present {
		if got[name] == nil {
			problems = append(problems, fmt.Sprintf("header %s: missing", name))
		}
	}
	for _, name := range want.Absent {
		if got[name] != nil {
			problems = append(problems, fmt.Sprintf("header %s: %q, want none", name, got[name]))
		}
	}
	switch {
	case want.Body != nil && string(body) != *want.Body:
		problems = append(problems, fmt.Sprintf("body %q, want %q", body, *want.Body))
	case want.Body64 != nil && base64.StdEncoding.EncodeToString(body) != *want.Body64:
		problems = append(problems, fmt.Sprintf("body %q, want the bytes %s", body, *want.Body64))
	case want.BodyJSON != nil && !reflect.DeepEqual(decode(body), decode(want.BodyJSON)):
		problems = append(problems, fmt.Sprintf("body %q, want JSON %s", body, want.BodyJSON))
	}
	slices.Sort(problems)
	return problems
}

// Diff compares what is expected with what is there: objects may have more
// members than expected, arrays are whole.
func Diff(path string, want, got any) (problems []string) {
	wrong := func() []string { return []string{fmt.Sprintf("%s: %s, want %s", path, textOf(got), textOf(want))} }
	switch want := want.(type) {
	case map[string]any:
		if form, ok := want["$is"].(string); ok {
			if !hasForm(form, got) {
				return wrong()
			}
			return nil
		}
		if expr, ok := want["$match"].(string); ok {
			if s, ok := got.(string); !ok || !regexp.MustCompile(expr).MatchString(s) {
				return wrong()
			}
			return nil
		}
		object, ok := got.(map[string]any)
		if !ok {
			return wrong()
		}
		for name, w := range want {
			below := strings.TrimPrefix(path+"."+name, ".")
			if g, there := object[name]; there {
				problems = append(problems, Diff(below, w, g)...)
			} else {
				problems = append(problems, fmt.Sprintf("%s: missing, want %s", below, textOf(w)))
			}
		}
		return problems
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return wrong()
		}
		for i := range want {
			problems = append(problems, Diff(fmt.Sprintf("%s[%d]", path, i), want[i], list[i])...)
		}
		return problems
	}
	if !reflect.DeepEqual(want, got) {
		return wrong()
	}
	return nil
}

// forms are the forms of texts that placeholders name.
var forms = map[string]*regexp.Regexp{
	"string":      regexp.MustCompile(`(?s)`),
	"host":        regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]+$`),
	"backendHost": regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]+$`),
	"traceId":     regexp.MustCompile(`(^|;)Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;|$)`),
	"uuid":        regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`),
	"apiId":       regexp.MustCompile(`^[a-z0-9]+$`),
	"resourceId":  regexp.MustCompile(`^[a-z0-9]+$`),
	"clfTime":     regexp.MustCompile(`^\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000$`),
}

func hasForm(form string, v any) bool {
	switch form {
	case "number":
		_, ok := v.(json.Number)
		return ok
	case "epochMs":
		n, ok := v.(json.Number)
		return ok && len(n) == 13
	case "clientIp":
		s, _ := v.(string)
		_, err := netip.ParseAddr(s)
		return err == nil
	}
	s, ok := v.(string)
	re := forms[form]
	return ok && re != nil && re.MatchString(s)
}

func decode(data []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return fmt.Sprintf("not JSON: %s", data)
	}
	return v
}

func textOf(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(out)
}

func lowered(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for name, v := range m {
		out[strings.ToLower(name)] = v
	}
	return out
}

// at returns the member with the given path, nil for none.
func at(v any, path string) any {
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

func cutLast(path string) (parent, name string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}
