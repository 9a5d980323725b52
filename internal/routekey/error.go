// Errors of the grammar: each knows where in the text it is.

package routekey

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Error is one problem of a route key or path.
type Error struct {
	Input  string // the whole text that was parsed
	Offset int    // in bytes from the start of Input
	Msg    string // what is wrong, and what would be right

	kind string // what Input is: "route key" or "path"
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s %q: offset %d: %s", cmp.Or(e.kind, "route key"), e.Input, e.Offset, e.Msg)
}

// Errors are all problems of one route key, in the order of their offsets.
// It is the type of every error that Parse and ParsePath return.
type Errors []*Error

// Error gives one line for each problem.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes each problem visible to errors.As.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i, err := range e {
		list[i] = err
	}
	return list
}

func (p *parser) add(offset int, format string, args ...any) {
	p.list = append(p.list, &Error{Input: p.input, Offset: offset, Msg: fmt.Sprintf(format, args...), kind: p.kind})
}

// err returns the problems in the order of the text, or nil if there are none.
func (p *parser) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b *Error) int { return a.Offset - b.Offset })
	return p.list
}
