// One go build for many main packages.

package gobuild

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Error is a build that failed, as the go command reported it.
type Error struct{ Output string }

func (e *Error) Error() string { return "go build failed:\n" + e.Output }

// Build compiles the main packages and returns for each the folder that holds
// its executable, named bootstrap, and nothing else. Packages of one module
// for one system are one run of the go command. Each run that fails is an
// [*Error] within the error.
func Build(ctx context.Context, mains []code.Main) ([]string, error) {
	root, err := code.CacheDir("build")
	if err != nil {
		return nil, fmt.Errorf("gobuild: %w", err)
	}
	var order []target
	groups := map[target][]*generated{}
	dirs := make([]string, len(mains))
	for i, m := range mains {
		g, err := generate(m)
		if err != nil {
			return nil, err
		}
		t := target{m.ModuleDir, m.GOOS, m.GOARCH}
		if groups[t] == nil {
			order = append(order, t)
		}
		groups[t] = append(groups[t], g)
		dirs[i] = t.cache(root).function(g.name)
	}
	var errs []error
	for _, t := range order {
		errs = append(errs, t.build(ctx, t.cache(root), groups[t]))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return dirs, nil
}

// target is what one run of the go command builds for.
type target struct{ module, goos, goarch string }

func (t target) build(ctx context.Context, c cache, mains []*generated) error {
	if err := c.create(); err != nil {
		return fmt.Errorf("gobuild: %w", err)
	}
	unlock, err := lockedfile.MutexAt(c.path("lock")).Lock()
	if err != nil {
		return fmt.Errorf("gobuild: %w", err)
	}
	defer unlock()

	workDir := t.workDir()
	packages, err := writeOverlay(c, mains, workDir)
	if err != nil {
		return fmt.Errorf("gobuild: %w", err)
	}
	args := slices.Concat([]string{"build", "-overlay", c.path("overlay.json"), "-ldflags=-s -w",
		"-o", c.path("bin") + string(filepath.Separator)}, Flags(), packages)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = workDir
	cmd.Env = Env(workDir, t.goos, t.goarch)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		if out.Len() == 0 {
			return fmt.Errorf("the go command, which builds the functions, can't be run: %w", err)
		}
		return &Error{Output: explain(out.String(), t.module, mains)}
	}
	for _, g := range mains {
		if err := c.publish(g.name, t.goos); err != nil {
			return fmt.Errorf("gobuild: %w", err)
		}
	}
	c.trim()
	return nil
}

// Flags returns the flags of the go command under which the packages of all
// functions are compiled. Whoever asks the go command about these packages uses
// the same, and finds them compiled.
func Flags() []string {
	return []string{"-trimpath", "-buildvcs=false", "-tags=" + strings.Join(source.Tags(), ",")}
}

// Env returns the environment of the go command for a system, run in dir.
func Env(dir, goos, goarch string) []string {
	return append(os.Environ(), "PWD="+dir, "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0")
}

// workDir is where the go command runs. Its error texts name files relative to
// that folder, so it is the user's own working directory if that lies in the
// module.
func (t target) workDir() string {
	wd, err := os.Getwd()
	if err != nil {
		return t.module
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			if dir == t.module {
				return wd
			}
			return t.module
		}
		if dir == filepath.Dir(dir) {
			return t.module
		}
	}
}

// overlayDir is the folder, below a package of handlers, of the main packages
// that the overlay adds.
const overlayDir = ".gatehouse"

// writeOverlay writes the main packages and the overlay that places them, and
// returns the packages as arguments of the go command.
func writeOverlay(c cache, mains []*generated, workDir string) ([]string, error) {
	var packages []string
	replace := map[string]string{}
	for _, g := range mains {
		file := c.path("src", g.name+".go")
		if err := os.WriteFile(file, g.text, 0o644); err != nil {
			return nil, err
		}
		dir := filepath.Join(g.main.Dir, overlayDir, g.name)
		placed := filepath.Join(dir, "main.go")
		if _, twice := replace[placed]; twice {
			continue // two functions with the same routes and handlers are one executable
		}
		replace[placed] = file
		rel, err := filepath.Rel(workDir, dir)
		if err != nil {
			return nil, err
		}
		packages = append(packages, "."+string(filepath.Separator)+rel)
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	return packages, os.WriteFile(c.path("overlay.json"), text, 0o644)
}
