// Which packages a function needs: a requirements.txt, or a pyproject.toml with
// a uv.lock, nearest to the handlers.

package pybuild

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

const (
	requirementsFile = "requirements.txt"
	projectFile      = "pyproject.toml"
	lockFile         = "uv.lock"
)

// requirements is what says which packages to install.
type requirements struct {
	file   string        // the requirements.txt, or the uv.lock
	name   string        // of the project, for a lock
	lines  []requirement // of a requirements.txt, with the files that it includes
	inputs []string      // files and folders of packages, absolute
	sum    string        // of all that they hold
}

// requirement is one line of a requirements.txt.
type requirement struct {
	text  string // an option or a requirement, with absolute paths
	local string // the folder of a package of the application, instead
	file  string // where it stands
	line  int
}

// isEmpty reports whether nothing has to be installed.
func (r *requirements) isEmpty() bool {
	return r == nil || r.name == "" && !slices.ContainsFunc(r.lines, func(l requirement) bool {
		return l.local != "" || !strings.HasPrefix(l.text, "-")
	})
}

// findRequirements looks in a folder and those above it, up to top. It returns
// nil if there is nothing to install.
func findRequirements(dir, top string) (*requirements, error) {
	for ; ; dir = filepath.Dir(dir) {
		if file := filepath.Join(dir, requirementsFile); isFile(file) {
			r := &requirements{file: file}
			if err := r.read(file, nil); err != nil {
				return nil, err
			}
			return r, r.finish()
		}
		if file := filepath.Join(dir, projectFile); isFile(file) {
			r, err := readProject(file, top)
			if r != nil || err != nil {
				return r, err
			}
		}
		if dir == top || dir == filepath.Dir(dir) {
			return nil, nil
		}
	}
}

// read takes in a requirements.txt and those that it includes.
func (r *requirements) read(file string, within []string) error {
	if slices.Contains(within, file) {
		return fmt.Errorf("%s includes itself", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !slices.Contains(r.inputs, file) {
		r.inputs = append(r.inputs, file)
	}
	dir := filepath.Dir(file)
	lines := bufio.NewScanner(strings.NewReader(string(text)))
	lines.Buffer(nil, 1<<20)
	number, pending := 0, ""
	for lines.Scan() {
		number++
		line := lines.Text()
		if i := comment.FindStringIndex(line); i != nil {
			line = line[:i[0]]
		}
		if more, ok := strings.CutSuffix(line, `\`); ok {
			pending += more
			continue
		}
		line, pending = strings.TrimSpace(pending+line), ""
		if line == "" {
			continue
		}
		at := requirement{file: file, line: number}
		name, value := option(line)
		switch name {
		case "-r", "--requirement":
			if err := r.read(absolute(dir, value), append(within, file)); err != nil {
				return fmt.Errorf("%s:%d: %w", file, number, err)
			}
			continue
		case "-c", "--constraint":
			constraints := absolute(dir, value)
			r.inputs = append(r.inputs, constraints)
			at.text = "--constraint " + constraints
		case "-f", "--find-links":
			at.text = "--find-links " + absolute(dir, value)
		case "-e", "--editable":
			line = value
			fallthrough
		case "":
			at.local, at.text = localPackage(dir, line)
		default:
			at.text = line
		}
		r.lines = append(r.lines, at)
	}
	return lines.Err()
}

var comment = regexp.MustCompile(`(^|\s)#.*`)

// option splits a line that is an option, as in "-r base.txt" and
// "--requirement=base.txt".
func option(line string) (name, value string) {
	if !strings.HasPrefix(line, "-") {
		return "", line
	}
	i := strings.IndexAny(line, " =\t")
	if i < 0 {
		return line, ""
	}
	return line[:i], strings.TrimSpace(line[i+1:])
}

// absolute is a path of a requirements.txt, which is relative to its folder; an
// address stays.
func absolute(dir, value string) string {
	value = strings.Trim(value, `"'`)
	if strings.Contains(value, "://") || filepath.IsAbs(value) {
		return value
	}
	return filepath.Join(dir, filepath.FromSlash(value))
}

// localPackage returns the folder of a requirement that is a package of the
// application, or its text.
func localPackage(dir, line string) (local, text string) {
	at := line
	if _, address, ok := strings.Cut(line, " @ "); ok {
		at = strings.TrimSpace(address)
	}
	if path, ok := strings.CutPrefix(at, "file:"); ok {
		path = strings.TrimPrefix(path, "//")
		if decoded, err := url.PathUnescape(path); err == nil {
			path = decoded
		}
		at = path
	} else if !strings.HasPrefix(at, ".") && !filepath.IsAbs(at) && !strings.ContainsAny(at, `/\`) || strings.Contains(at, "://") {
		return "", line
	}
	path := at
	if i := strings.IndexAny(path, "[; "); i > 0 { // extras and markers
		path = path[:i]
	}
	path = absolute(dir, path)
	switch info, err := os.Stat(path); {
	case err != nil:
		return "", line
	case info.IsDir():
		return path, ""
	}
	return "", path
}

var (
	projectSection = regexp.MustCompile(`(?ms)^\[project\][ \t]*$(.*?)(?:^\[|\z)`)
	projectName    = regexp.MustCompile(`(?m)^name\s*=\s*["']([^"']+)["']`)
	dependencies   = regexp.MustCompile(`(?ms)^dependencies\s*=\s*\[([^\]]*\S)\s*\]`)
	lockedFolder   = regexp.MustCompile(`(?:editable|directory|virtual)\s*=\s*"([^"]+)"`)
	separators     = regexp.MustCompile(`[-_.]+`)
)

// readProject reads a pyproject.toml; nil if it asks for no packages.
func readProject(file, top string) (*requirements, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	section := projectSection.FindString(string(text))
	name := projectName.FindStringSubmatch(section)
	if name == nil || dependencies.FindString(section) == "" {
		return nil, nil
	}
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		lock := filepath.Join(dir, lockFile)
		if isFile(lock) {
			r := &requirements{file: lock, name: normal(name[1]), inputs: []string{file, lock}}
			locked, err := os.ReadFile(lock)
			if err != nil {
				return nil, err
			}
			for _, found := range lockedFolder.FindAllStringSubmatch(string(locked), -1) {
				if folder := absolute(dir, found[1]); folder != filepath.Dir(file) && folder != dir && !slices.Contains(r.inputs, folder) {
					r.inputs = append(r.inputs, folder)
				}
			}
			return r, r.finish()
		}
		if dir == top || dir == filepath.Dir(dir) {
			return nil, fmt.Errorf("%s has dependencies and no %s beside it says which versions: run \"uv lock\" there, or list them in a %s",
				file, lockFile, requirementsFile)
		}
	}
}

// normal is a package's name as indexes compare it.
func normal(name string) string { return separators.ReplaceAllString(strings.ToLower(name), "-") }

// finish takes in the folders of local packages, and sums all up.
func (r *requirements) finish() error {
	for _, l := range r.lines {
		if l.local != "" && !slices.Contains(r.inputs, l.local) {
			r.inputs = append(r.inputs, l.local)
		}
	}
	if r.isEmpty() {
		return nil
	}
	h := sha256.New()
	fmt.Fprintln(h, "packages 1", r.name)
	for _, l := range r.lines {
		if l.local == "" {
			fmt.Fprintln(h, l.text)
		}
	}
	for _, input := range r.inputs {
		err := filepath.WalkDir(input, func(file string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && file != input && (leftOut(e.Name(), false) || isFile(filepath.Join(file, "pyvenv.cfg"))):
				return filepath.SkipDir
			case e.IsDir() || e.Type()&os.ModeSymlink != 0:
				return nil
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(input, file)
			fmt.Fprintf(h, "%s %d\n", filepath.ToSlash(rel), len(text))
			h.Write(text)
			return nil
		})
		if err != nil {
			return err
		}
	}
	r.sum = hex.EncodeToString(h.Sum(nil)[:16])
	return nil
}

// line returns the place of the line that asks for a package; "" for none.
func (r *requirements) place(pkg string) string {
	name := normal(packageName.FindString(pkg))
	for _, l := range r.lines {
		if l.text != "" && normal(packageName.FindString(l.text)) == name {
			return fmt.Sprintf("%s:%d", l.file, l.line)
		}
	}
	return r.file
}

var packageName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*`)

// platform is the system that packages are installed for.
type platform struct {
	version string // of Python: "3.13"
	goarch  string
}

// machine is the processor by the name that wheels have.
func (p platform) machine() string {
	if p.goarch == "arm64" {
		return "aarch64"
	}
	return "x86_64"
}

// glibc is the minor version of the C library of the runtime's Linux: Amazon
// Linux 2023 from Python 3.12 on, Amazon Linux 2 before. (Lambda developer
// guide, "Lambda runtimes".)
func (p platform) glibc() int {
	if older(p.version, "3.12") {
		return 26
	}
	return 34
}

// tags are the platforms of wheels that run there, the best first (PEP 600).
func (p platform) tags() (tags []string) {
	for minor := p.glibc(); minor >= 5; minor-- {
		tags = append(tags, fmt.Sprintf("manylinux_2_%d_%s", minor, p.machine()))
		switch minor {
		case 17:
			tags = append(tags, "manylinux2014_"+p.machine())
		case 12:
			tags = append(tags, "manylinux2010_"+p.machine())
		case 5:
			tags = append(tags, "manylinux1_"+p.machine())
		}
	}
	return append(tags, "linux_"+p.machine())
}

func (p platform) String() string {
	return fmt.Sprintf("python%s on Linux %s", p.version, p.machine())
}

// here names this machine, for packages that are installed for it.
func here(version string) string {
	return fmt.Sprintf("Python %s on %s/%s", version, runtime.GOOS, runtime.GOARCH)
}
