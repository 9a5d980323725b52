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

	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
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

// User returns the place in the user's source that called into this module: the
// first caller outside it, or a test or example of it.
func User() Pos {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, module) || strings.HasPrefix(frame.Function, module+"examples/") ||
			strings.HasSuffix(frame.File, "_test.go") {
			return Pos{frame.File, frame.Line}
		}
		if !more {
			return Pos{}
		}
	}
}

const module = "github.com/gatehouse-go/gatehouse/"

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

// Problem is one thing that is wrong.
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

// Warning is one thing that is likely to be wrong, with the name by which users
// acknowledge it.
type Warning struct {
	Problem
	ID warning.ID
}

// Warn returns a warning about a place.
func Warn(pos Pos, w warning.Warning) Warning { return Warning{Problem{pos, w.Text}, w.ID} }

// SortProblems returns problems or warnings in the order of their places, each
// once.
func SortProblems[P interface {
	comparable
	place() Pos
}](problems []P) []P {
	var once []P
	seen := map[P]bool{}
	for _, p := range problems {
		if !seen[p] {
			seen[p] = true
			once = append(once, p)
		}
	}
	slices.SortStableFunc(once, func(a, b P) int {
		return cmp.Or(strings.Compare(a.place().File, b.place().File), cmp.Compare(a.place().Line, b.place().Line))
	})
	return once
}

func (p Problem) place() Pos { return p.Pos }
