// Where the user declared something, and what is wrong there.

package plan

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Pos is a place in the user's source.
type Pos struct {
	File string
	Line int
}

// Caller returns the place of a call: 0 is the line that calls Caller.
func Caller(skip int) Pos {
	_, file, line, _ := runtime.Caller(skip + 1)
	return Pos{file, line}
}

// String returns the place as "main.go:14", with the file relative to the
// working directory if it lies in it.
func (p Pos) String() string {
	file := p.File
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, filepath.FromSlash(file)); err == nil && filepath.IsLocal(rel) {
			file = filepath.ToSlash(rel)
		}
	}
	return fmt.Sprintf("%s:%d", file, p.Line)
}

// Problem is one thing that is wrong, or, as a warning, likely to be.
type Problem struct {
	Pos  Pos
	Text string
}

// String returns the problem with its place in front, if it has one.
func (p Problem) String() string {
	if p.Pos == (Pos{}) {
		return p.Text
	}
	return p.Pos.String() + ": " + p.Text
}

// SortProblems returns problems in the order of their places, each once.
func SortProblems(problems []Problem) []Problem {
	var once []Problem
	seen := map[Problem]bool{}
	for _, p := range problems {
		if !seen[p] {
			seen[p] = true
			once = append(once, p)
		}
	}
	slices.SortStableFunc(once, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line))
	})
	return once
}
