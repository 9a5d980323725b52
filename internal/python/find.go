// An interpreter: the one of the project's virtual environment, the one of a
// Lambda runtime's version, or the one in PATH.

package python

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// An Interpreter is a Python program of this machine.
type Interpreter struct {
	Program  string // absolute, past the shims that version managers put in PATH
	Version  string // "3.13"
	Packages string // the folder of a virtual environment's packages; "" for none
}

// ErrNone is the error if there is no interpreter.
var ErrNone = errors.New("no python3 in PATH")

// environments are the usual names of a project's virtual environment.
var environments = []string{".venv", "venv", ".env", "env"}

// Version returns the version in the name of a Lambda runtime: "3.13" of
// "python3.13".
func Version(runtime string) string { return strings.TrimPrefix(runtime, "python") }

// Find returns the interpreter for a Lambda runtime: that of the virtual
// environment in one of the project's folders or above them, else that of the
// runtime's version in PATH, else python3. A runtime of "" has no preference.
func Find(runtime string, project ...string) (*Interpreter, error) {
	if i := Environment(project...); i != nil {
		return i, nil
	}
	return InPath(runtime)
}

// InPath is Find without virtual environments, except for one that is active.
func InPath(runtime string) (*Interpreter, error) {
	names := []string{"python3", "python"}
	if Version(runtime) != "" {
		names = append([]string{"python" + Version(runtime)}, names...)
	}
	for _, name := range names {
		program, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if i := examine(program); i != nil {
			return i, nil
		}
	}
	return nil, ErrNone
}

// At returns the interpreter that is a program.
func At(program string) (*Interpreter, error) {
	i := examine(program)
	if i == nil {
		return nil, fmt.Errorf("%s is no Python 3 that works", program)
	}
	own := *i
	own.Program = program
	return &own, nil
}

// Environment returns the interpreter of the nearest virtual environment in the
// project's folders or above them, nil if there is none that works.
func Environment(project ...string) *Interpreter {
	for _, dir := range project {
		dir, err := filepath.Abs(dir)
		for err == nil {
			for _, name := range environments {
				if i := environment(filepath.Join(dir, name)); i != nil {
					return i
				}
			}
			if dir == filepath.Dir(dir) {
				break
			}
			dir = filepath.Dir(dir)
		}
	}
	return nil
}

func environment(dir string) *Interpreter {
	if _, err := os.Stat(filepath.Join(dir, "pyvenv.cfg")); err != nil {
		return nil
	}
	for _, program := range []string{filepath.Join("bin", "python"), filepath.Join("Scripts", "python.exe")} {
		at := filepath.Join(dir, program)
		if _, err := os.Stat(at); err != nil {
			continue
		}
		i := examine(at)
		if i == nil {
			continue
		}
		own := *i
		own.Program = at // what it resolves to does not know the environment
		own.Packages = packages(dir)
		return &own
	}
	return nil
}

// packages is the folder of an environment's packages.
func packages(dir string) string {
	for _, pattern := range []string{"lib/python3*/site-packages", "Lib/site-packages"} {
		if match, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern))); len(match) > 0 {
			return match[0]
		}
	}
	return ""
}

// about prints what an interpreter is.
const about = `import sys; print(sys.executable); print("%d.%d" % sys.version_info[:2])`

var examined sync.Map // of programs, nil for one that does not work

// examine asks a program once what it is; nil if it is no Python 3 that works, as
// a version manager's shim without the version behind it.
func examine(program string) *Interpreter {
	if known, ok := examined.Load(program); ok {
		return known.(*Interpreter)
	}
	var found *Interpreter
	output, err := exec.Command(program, "-I", "-S", "-c", about).Output()
	if lines := strings.Fields(string(output)); err == nil && len(lines) == 2 && strings.HasPrefix(lines[1], "3.") {
		found = &Interpreter{Program: lines[0], Version: lines[1]}
	}
	examined.Store(program, found)
	return found
}
