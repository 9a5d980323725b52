// What to install: the lines of a requirements.txt, or what a lock has, with
// packages of the application built.

package pybuild

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// list returns what to install, one requirement or option a line. It is complete
// if it has what the packages need themselves, too.
func (in *installer) list(ctx context.Context) (lines []string, complete bool, err error) {
	r := in.from
	if r.name != "" {
		return in.locked(ctx)
	}
	options := r.indexOptions()
	for _, l := range r.lines {
		text := l.text
		if l.local != "" {
			if text, err = in.wheel(ctx, l.local, options); err != nil {
				return nil, false, fmt.Errorf("%s:%d: %w", l.file, l.line, err)
			}
		}
		lines = append(lines, text)
	}
	return lines, false, nil
}

// indexOptions are the options that say where packages come from.
func (r *requirements) indexOptions() (args []string) {
	for _, l := range r.lines {
		name, value := option(l.text)
		switch name {
		case "--no-index":
			args = append(args, name)
		case "-i", "--index-url":
			args = append(args, "--index-url", value)
		case "--find-links", "--extra-index-url":
			args = append(args, name, value)
		}
	}
	return args
}

// wheel builds a package of the application, and returns the file.
func (in *installer) wheel(ctx context.Context, folder string, options []string) (string, error) {
	out, err := os.MkdirTemp(in.dir, "wheel-*")
	if err != nil {
		return "", err
	}
	args := []string{"wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", out}
	if in.uv != "" {
		args = []string{"build", "--quiet", "--wheel", "--out-dir", out}
	}
	source := filepath.Join(out, "source") // builds leave files in the folder
	if err := copySources(folder, source); err != nil {
		return "", err
	}
	if _, err := in.run(ctx, out, append(append(args, options...), source)...); err != nil {
		return "", fmt.Errorf("the package in %s can't be built: %w", folder, err)
	}
	wheels, _ := filepath.Glob(filepath.Join(out, "*.whl"))
	if len(wheels) != 1 {
		return "", fmt.Errorf("the package in %s makes %d wheels, not one", folder, len(wheels))
	}
	if in.on != nil && !strings.HasSuffix(wheels[0], "-any.whl") {
		return "", fmt.Errorf("the package in %s is compiled for this machine: only pure Python can be a package of the application", folder)
	}
	return wheels[0], nil
}

// copySources copies a package without what is made from it.
func copySources(from, to string) error {
	return filepath.WalkDir(from, func(file string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(from, file)
		switch {
		case err != nil:
			return err
		case rel != "." && (leftOut(e.Name(), false) || e.Name() == "build" || isFile(filepath.Join(file, "pyvenv.cfg"))):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), text, 0o644)
	})
}

// locked returns what a lock file has.
func (in *installer) locked(ctx context.Context) (lines []string, complete bool, err error) {
	dir := filepath.Dir(in.from.file)
	if in.uv != "" {
		output, err := in.run(ctx, dir, "export", "--quiet", "--frozen", "--no-dev", "--no-hashes", "--no-header", "--no-annotate",
			"--no-emit-project", "--package", in.from.name)
		if err != nil {
			return nil, false, fmt.Errorf("%s: %w", in.from.file, err)
		}
		exported := filepath.Join(in.dir, "exported.txt")
		if err := os.WriteFile(exported, []byte(output), 0o644); err != nil {
			return nil, false, err
		}
		for line := range strings.Lines(output) {
			line = strings.TrimSpace(line)
			if _, value := option(line); strings.HasPrefix(line, "-e ") {
				line = value
			}
			local, text := localPackage(dir, line)
			if local != "" {
				if text, err = in.wheel(ctx, local, nil); err != nil {
					return nil, false, err
				}
			}
			lines = append(lines, text)
		}
		return lines, true, nil
	}
	output, err := in.program(ctx, "lock", in.from.file, in.from.name)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", in.from.file, err)
	}
	var found []struct{ Path, Requirement, Registry string }
	if err := json.Unmarshal([]byte(output), &found); err != nil {
		return nil, false, fmt.Errorf("%s: %w", in.from.file, err)
	}
	folders := true // of wheels, and no index
	for _, p := range found {
		folders = folders && !strings.Contains(p.Registry, "://") && p.Path+p.Registry != ""
		if registry := in.registry(p.Registry); registry != "" && !slices.Contains(lines, registry) {
			lines = append(lines, registry)
		}
	}
	if folders {
		lines = append(lines, "--no-index")
	}
	for _, p := range found {
		text := p.Requirement
		if p.Path != "" {
			if text, err = in.wheel(ctx, absolute(dir, p.Path), nil); err != nil {
				return nil, false, err
			}
		}
		lines = append(lines, text)
	}
	return lines, true, nil
}

// registry is the option for the registry that a lock names: a folder of wheels, or
// an index other than the public one, which pip may have a mirror of.
func (in *installer) registry(address string) string {
	switch {
	case address == "", strings.HasPrefix(address, "https://pypi.org/"):
		return ""
	case strings.Contains(address, "://"):
		return "--extra-index-url " + address
	}
	return "--find-links " + absolute(filepath.Dir(in.from.file), address)
}
