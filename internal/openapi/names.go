// Names of operations and of schemas: the same for the same API, in whatever
// order its routes are declared.

package openapi

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// An Operand is a method of a path that is to have an operation id.
type Operand struct {
	Method, Path string // of a WebSocket API the path is the route's key
	Handler      string // "functions/todos.List"; empty if it leads elsewhere
	Any          bool   // one of the methods of a route that takes all
}

// OperationIDs returns the ids of operations, each its own. The id of a handler
// is the name of its folder and of its function, "todosList", or of the function
// alone if that has the folder's name in it, "listTodos"; of any other route it is
// made of method and path, "getTodosId". Of several with one id that with the
// shortest path keeps it; the others have method and path at their end. A route of
// any method has one for each, "filesServeGet".
func OperationIDs(operands []Operand) []string {
	order := make([]int, len(operands))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := operands[a], operands[b]
		return cmp.Or(strings.Count(x.Path, "/")-strings.Count(y.Path, "/"), strings.Compare(x.Path, y.Path),
			slices.Index(methods, x.Method)-slices.Index(methods, y.Method), strings.Compare(x.Method, y.Method))
	})
	ids := make([]string, len(operands))
	taken := map[string]bool{}
	take := func(i int, id string) bool {
		if taken[strings.ToLower(id)] { // clients may write it in another case
			return false
		}
		taken[strings.ToLower(id)] = true
		ids[i] = id
		return true
	}
	for _, i := range order {
		o := operands[i]
		where := upperFirst(camel(strings.ToLower(o.Method)+" "+words(o.Path), "anywhere"))
		id := idOf(o)
		if o.Any && o.Handler != "" {
			id += upperFirst(strings.ToLower(o.Method))
		}
		if take(i, id) || take(i, id+where) {
			continue
		}
		for n := 2; !take(i, fmt.Sprintf("%s%s%d", id, where, n)); n++ {
		}
	}
	return ids
}

func idOf(o Operand) string {
	source, name, ok := cutLast(o.Handler, ".")
	if !ok {
		return camel(strings.ToLower(o.Method)+" "+words(o.Path), "root")
	}
	folder := path.Base(source)
	if strings.Contains(strings.ToLower(name), strings.ToLower(folder)) {
		return camel(name, "handler")
	}
	return camel(folder+" "+name, "handler")
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// words are the words of a path.
func words(p string) string {
	if p == "/" {
		return "root"
	}
	return p
}

// camel joins the words of a text, all that is not letters and digits between
// them: "get /todos/{id}" is getTodosId. Without any it is otherwise.
func camel(text, otherwise string) string {
	var b strings.Builder
	fields := strings.FieldsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, f := range fields {
		if i == 0 {
			b.WriteString(lowerFirst(f))
		} else {
			b.WriteString(upperFirst(f))
		}
	}
	id := b.String()
	if id == "" {
		return otherwise
	}
	if unicode.IsDigit(rune(id[0])) {
		return "op" + id
	}
	return id
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// lowerFirst writes the first word of a name in lower case: "ID" is id, "List"
// list, "HTTPStatus" httpStatus.
func lowerFirst(s string) string {
	n := 0
	for n < len(s) && unicode.IsUpper(rune(s[n])) {
		n++
	}
	if n > 1 && n < len(s) && unicode.IsLower(rune(s[n])) {
		n-- // the last capital begins the next word
	}
	return strings.ToLower(s[:n]) + s[n:]
}

// tagOf groups operations: by the folder of their handlers, or else by the first
// word of the path.
func tagOf(o Operand) string {
	if source, _, ok := cutLast(o.Handler, "."); ok {
		return path.Base(source)
	}
	if p, err := routekey.ParsePath(o.Path); err == nil {
		for _, s := range p.Segments() {
			if s.String() != "" && !strings.HasPrefix(s.String(), "{") {
				return s.String()
			}
		}
	}
	return ""
}
