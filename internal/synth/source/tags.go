// The build tags under which functions are compiled.

package source

import (
	"os/exec"
	"slices"
	"strings"
	"sync"
)

// norpc leaves the protocol of Lambda's retired Go runtime out of executables.
const norpc = "lambda.norpc"

// Tags returns the build tags of all functions: lambda.norpc, and those that
// the user's GOFLAGS name, from the environment or from "go env -w".
func Tags() []string { return slices.Clone(tags()) }

var tags = sync.OnceValue(func() []string {
	flags, err := exec.Command("go", "env", "GOFLAGS").Output()
	if err != nil {
		flags = nil // the build, which needs the go command, will say so
	}
	return append([]string{norpc}, tagsOf(string(flags))...)
})

// tagsOf returns the tags that a value of GOFLAGS names. The last -tags counts,
// as it does for the go command.
func tagsOf(flags string) []string {
	var found []string
	for _, flag := range fields(flags) {
		name, value, ok := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		if !ok || name != "tags" {
			continue
		}
		found = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return found
}

// fields splits a value of GOFLAGS at blanks; a flag that holds blanks stands
// in quotes. (go help environment.)
func fields(flags string) []string {
	var out []string
	for flags = strings.TrimSpace(flags); flags != ""; flags = strings.TrimSpace(flags) {
		end := strings.IndexAny(flags, " \t\n")
		if quote := flags[0]; quote == '\'' || quote == '"' {
			if i := strings.IndexByte(flags[1:], quote); i >= 0 {
				out, flags = append(out, flags[1:1+i]), flags[i+2:]
				continue
			}
		}
		if end < 0 {
			end = len(flags)
		}
		out, flags = append(out, flags[:end]), flags[end:]
	}
	return out
}
