// Packages installed into a folder of the cache, without Docker: wheels for the
// function's platform, or for this machine.

package pybuild

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/gatehouse-go/gatehouse/internal/python"
)

//go:embed install.py
var installProgram string

// installer installs packages for one platform.
type installer struct {
	cache string    // folder of what is installed
	uv    string    // program; "" if it is not here
	pip   string    // an interpreter that has pip; "" if there is none
	on    *platform // nil: this machine
	local string    // the interpreter that packages for this machine are for
	dir   string    // for temporary files
	from  *requirements
}

// errNoInstaller is the error where nothing can install packages.
var errNoInstaller = errors.New("it asks for packages, and neither uv nor a Python with pip is on this machine: install one of them " +
	"(functions without packages need neither)")

// installed returns the folder with the packages of requirements for a platform;
// nil is this machine with that interpreter. What was installed for the same
// requirements before is used again.
func installed(ctx context.Context, cache string, r *requirements, on *platform, local *python.Interpreter) (string, error) {
	key := r.sum + "-"
	in := &installer{cache: cache, on: on, from: r}
	if on != nil {
		key += strings.ReplaceAll("cp"+on.version+"-"+on.machine(), ".", "")
	} else {
		key += strings.NewReplacer(" ", "-", "/", "-", ".", "").Replace(here(local.Version))
		in.local = local.Program
	}
	dir := filepath.Join(cache, key)
	if _, err := os.Stat(dir); err == nil {
		touch(dir)
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	unlock, err := lockedfile.MutexAt(dir + ".lock").Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(dir); err == nil { // by another process, meanwhile
		return dir, nil
	}
	if err := in.find(on); err != nil {
		return "", fmt.Errorf("%s: %w", r.file, err)
	}
	if in.dir, err = os.MkdirTemp(cache, ".new-*"); err != nil {
		return "", err
	}
	defer os.RemoveAll(in.dir)
	into := filepath.Join(in.dir, "packages")
	if err := in.install(ctx, into); err != nil {
		return "", err
	}
	if err := clean(into); err != nil {
		return "", err
	}
	touch(into)
	return dir, os.Rename(into, dir)
}

// find looks for programs that install packages.
func (in *installer) find(on *platform) error {
	if program, err := exec.LookPath("uv"); err == nil {
		in.uv = program
		return nil
	}
	candidates := []string{in.local}
	if on != nil {
		if i, err := python.InPath(on.version); err == nil {
			candidates = append(candidates, i.Program)
		}
	}
	if i, err := python.InPath(""); err == nil {
		candidates = append(candidates, i.Program)
	}
	for _, program := range candidates {
		if program != "" && hasPip(program) {
			in.pip = program
			return nil
		}
	}
	return errNoInstaller
}

// hasPip reports whether an interpreter has pip.
func hasPip(program string) bool {
	return exec.Command(program, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('pip') is None)").Run() == nil
}

// install puts the packages into a folder.
func (in *installer) install(ctx context.Context, into string) error {
	lines, complete, err := in.list(ctx)
	if err != nil {
		return err
	}
	file := filepath.Join(in.dir, requirementsFile)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		return err
	}
	if err := os.MkdirAll(into, 0o755); err != nil {
		return err
	}
	var args []string
	if in.uv != "" {
		args = []string{"pip", "install", "--quiet", "--link-mode", "copy", "--target", into}
		if in.on != nil {
			args = append(args, "--python-version", in.on.version, "--python-platform", in.uvPlatform(), "--only-binary", ":all:")
		} else {
			args = append(args, "--python", in.local)
		}
	} else {
		args = []string{"install", "--quiet", "--disable-pip-version-check", "--no-compile", "--target", into}
		if in.on != nil {
			args = append(args, "--only-binary", ":all:", "--implementation", "cp", "--python-version", in.on.version,
				"--abi", "cp"+strings.ReplaceAll(in.on.version, ".", ""))
			for _, tag := range in.on.tags() {
				args = append(args, "--platform", tag)
			}
		}
	}
	if complete {
		args = append(args, "--no-deps")
	}
	if _, err := in.run(ctx, in.dir, append(args, "-r", file)...); err != nil {
		return in.explain(err)
	}
	return nil
}

// uvPlatform is the platform by uv's name.
func (in *installer) uvPlatform() string {
	libc := "manylinux_2_28"
	if in.on.glibc() < 28 {
		libc = "manylinux2014"
	}
	return in.on.machine() + "-" + libc
}

// program runs a command of install.py.
func (in *installer) program(ctx context.Context, command string, args ...string) (string, error) {
	version, machine := "", ""
	if in.on != nil {
		version, machine = in.on.version, in.on.machine()
	}
	return in.exec(ctx, in.dir, in.pip, append([]string{"-B", "-c", installProgram, command, version, machine}, args...)...)
}

// run runs uv or pip.
func (in *installer) run(ctx context.Context, dir string, args ...string) (string, error) {
	if in.uv != "" {
		return in.exec(ctx, dir, in.uv, args...)
	}
	return in.program(ctx, "pip", args...)
}

// toolError is what uv or pip said.
type toolError struct{ output string }

func (e *toolError) Error() string { return e.output }

func (e *toolError) indented() string { return strings.ReplaceAll(e.output, "\n", "\n    ") }

func (in *installer) exec(ctx context.Context, dir, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	// Builds of packages may put the time into their wheels.
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=315532800", "PYTHONDONTWRITEBYTECODE=1", "PIP_NO_INPUT=1", "PYTHONUTF8=1")
	var output, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &complaint
	if err := cmd.Run(); err != nil {
		text := strings.TrimSpace(complaint.String() + "\n" + output.String())
		return "", &toolError{cmp.Or(text, err.Error())}
	}
	return output.String(), nil
}

// noWheel matches what pip and uv say of a package that can't be installed.
var noWheel = regexp.MustCompile(`No matching distribution found for ([^\s(]+)|Because ([A-Za-z0-9._=-]+) has no (?:usable )?wheels|` +
	`because ([A-Za-z0-9._-]+) was not found`)

// explain says which package has no wheel, and where it is asked for.
func (in *installer) explain(err error) error {
	tool, ok := errors.AsType[*toolError](err)
	if !ok {
		return err
	}
	if found := noWheel.FindStringSubmatch(tool.output); found != nil {
		pkg := strings.TrimRight(cmp.Or(found[1], found[2], found[3]), ".,;")
		target := "Lambda (" + fmt.Sprint(in.on) + ")"
		if in.on == nil {
			target = "this machine"
		}
		return fmt.Errorf("%s: no wheel of %s for %s: choose a version that has one or the other architecture, or leave the package to a "+
			"layer; %s said:\n    %s", in.from.place(pkg), pkg, target, in.tool(), tool.indented())
	}
	return fmt.Errorf("%s: %s could not install the packages:\n    %s", in.from.file, in.tool(), tool.indented())
}

func (in *installer) tool() string {
	if in.uv != "" {
		return "uv"
	}
	return "pip"
}
