// Whose code a frame of a trace is.

package panics

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

const gatehouse = "github.com/gatehouse-go/gatehouse"

// packageOf returns the import path in the full name of a function.
func packageOf(function string) string {
	slash := strings.LastIndexByte(function, '/') + 1
	name, _, _ := strings.Cut(function[slash:], ".")
	return function[:slash] + name
}

func isCDK(pkg string) bool {
	for _, module := range []string{"github.com/aws/jsii-runtime-go", "github.com/aws/aws-cdk-go", "github.com/aws/constructs-go",
		"github.com/cdklabs"} {
		if within(pkg, module) {
			return true
		}
	}
	return false
}

// isGatehouse reports whether a package is the library's. The programs that
// come with it are somebody's own.
func isGatehouse(pkg string) bool {
	return within(pkg, gatehouse) && !within(pkg, gatehouse+"/examples")
}

func within(pkg, module string) bool {
	rest, ok := strings.CutPrefix(pkg, module)
	return ok && (rest == "" || rest[0] == '/')
}

// isUsers reports whether a call is in the user's own code: not in the
// standard library, whose import paths have no dot in front of the first slash,
// not in a module that was downloaded or vendored, and not in the library.
func isUsers(f runtime.Frame) bool {
	pkg := packageOf(f.Function)
	switch first, _, _ := strings.Cut(pkg, "/"); {
	case isCDK(pkg), isGatehouse(pkg):
		return false
	case pkg == "main" || within(pkg, mainModule()):
		return true
	default:
		return strings.Contains(first, ".") && !strings.Contains(f.File, "@v") && !strings.Contains(f.File, "/vendor/")
	}
}

var mainModule = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path != "" && info.Main.Path != gatehouse {
		return info.Main.Path
	}
	return "main"
})

// NameOf returns how to speak of a function: its name, or its place if it has
// none.
func NameOf(function any) string {
	f := runtime.FuncForPC(reflect.ValueOf(function).Pointer())
	if name := shortName(f.Name()); !literal.MatchString(name) {
		return name
	}
	return fmt.Sprintf("the function at %v", placeOf(function))
}

// literal matches the names that the compiler gives to function literals.
var literal = regexp.MustCompile(`\.func\d+(\.|$)`)

// shortName returns the name of a function as its callers write it: main.todo.
func shortName(function string) string {
	return function[strings.LastIndexByte(function, '/')+1:]
}

// placeOf returns where a function is written.
func placeOf(function any) plan.Pos {
	pc := reflect.ValueOf(function).Pointer()
	file, line := runtime.FuncForPC(pc).FileLine(pc)
	return plan.Pos{File: file, Line: line}
}
