// Problems: what is wrong with an input.

package bind

import "fmt"

// A Problem is one thing that is wrong with a request.
type Problem struct {
	Loc     []any  // where: "query", "limit" or "body", "tags", 2
	Type    string // what, as pydantic names it: "missing", "int_parsing"
	Message string // for people
}

// MaxProblems is how many problems are looked for: nobody reads more, and a body
// can hold a million, which would cost more memory than a function has.
const MaxProblems = 100

// LocText writes a place as "body.tags.2".
func LocText(loc []any) string {
	text := ""
	for i, part := range loc {
		if i > 0 {
			text += "."
		}
		text += fmt.Sprint(part)
	}
	return text
}
