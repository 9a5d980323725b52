// Functions in Node and Python: their managed runtimes bring a client of the
// Runtime API along, which here is a small client of our own.

package lambdaruntime

import (
	"debug/buildinfo"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
)

//go:embed clients/node.mjs
var nodeClient []byte

//go:embed clients/python.py
var pythonClient []byte

// KnowsPaths reports whether a program's client of the Runtime API keeps a path
// in the address that it is given: that of Go does, and a Go program says what
// it is made of. Of other programs it is not known.
func KnowsPaths(program string) bool {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(info.Deps, func(m *debug.Module) bool { return m.Path == "github.com/aws/aws-lambda-go" })
}

// Node is the command for functions in JavaScript, with its client in dir.
// The error says so if there is no node in PATH.
func Node(dir string) ([]string, error) {
	return interpreter(dir, "node.mjs", nodeClient, "node")
}

// Python is the command for functions in Python, run by the interpreter program,
// with its client in dir. They see the standard library, their code, and the
// modules in paths: not what is installed on this machine.
func Python(dir, program string, paths ...string) ([]string, error) {
	client := filepath.Join(dir, "python.py")
	if err := os.WriteFile(client, pythonClient, 0o600); err != nil {
		return nil, err
	}
	// No site packages, and no compiled files beside the sources.
	return append([]string{program, "-S", "-B", client}, paths...), nil
}

func interpreter(dir, file string, client []byte, names ...string) ([]string, error) {
	for _, name := range names {
		program, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		path := filepath.Join(dir, file)
		return []string{program, path}, os.WriteFile(path, client, 0o600)
	}
	return nil, fmt.Errorf("its runtime needs %s, which is not in PATH", names[0])
}
