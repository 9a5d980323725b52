// Handlers, checked before their function is made.

package pybuild

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// generated are the files that stand beside those of the user.
var generated = []string{mainFile, "gatehouse_router.py", "gatehouse_imports.py", "gatehouse.py"}

// check returns what is wrong with the handlers of a function.
func (c *collection) check() (problems []code.Problem) {
	add := func(route int, format string, args ...any) {
		p := code.Problem{Route: route, Text: fmt.Sprintf(format, args...)}
		if !slices.Contains(problems, p) {
			problems = append(problems, p)
		}
	}
	if c.main.Stream {
		add(0, "function %s: Stream: Lambda's Python runtime can't stream responses: leave it out", c.main.Source)
	}
	for _, name := range generated {
		if file, taken := c.files[name]; taken {
			add(0, "function %s: %s: Gatehouse adds a file of this name to the function: rename yours", c.main.Source, c.shown(file))
		}
	}
	if file := c.hides(); file != "" {
		add(0, "function %s: %s has the name of one of Python's own modules, and no folder to tell them apart: rename it, or move it into one",
			c.main.Source, c.shown(file))
	}
	for i, h := range c.handlers() {
		if text := c.checkHandler(h); text != "" && !slices.Contains(c.handlers()[:i], h) {
			add(i, "handler %q: %s", c.main.Handler(h.module, h.name), text)
		}
	}
	for _, file := range c.modules {
		if m := c.reader.known[file]; m != nil && m.Error != nil && !c.isHandlers(file) {
			add(0, "function %s: %s", c.main.Source, c.mistake(file, m.Error))
		}
	}
	for _, text := range c.problems {
		add(0, "function %s: %s", c.main.Source, text)
	}
	return problems
}

type handler struct{ module, name string }

func (c *collection) handlers() []handler {
	if len(c.main.Routes) == 0 {
		return []handler{{c.main.Module, c.main.Start}}
	}
	var out []handler
	for _, r := range c.main.Routes {
		out = append(out, handler{r.Module, r.Func})
	}
	return out
}

func (c *collection) file(module string) string {
	return filepath.Join(c.main.Dir, filepath.FromSlash(module)+".py")
}

// isHandlers reports whether a file holds handlers.
func (c *collection) isHandlers(file string) bool {
	return slices.ContainsFunc(c.handlers(), func(h handler) bool { return c.file(h.module) == file })
}

// checkHandler says what is wrong with a handler; "" if nothing is.
func (c *collection) checkHandler(h handler) string {
	file := c.file(h.module)
	shown := c.shown(file)
	if strings.Contains(h.module, ".") {
		return fmt.Sprintf("%s can't be imported, since it has a dot in its name: rename it", shown)
	}
	m := c.reader.known[file]
	if m == nil {
		return fmt.Sprintf("there is no file %s", shown)
	}
	if m.Error != nil {
		return c.mistake(file, m.Error)
	}
	n := m.find(h.name)
	switch {
	case n == nil && m.Star:
		return "" // it may be among the names that the module takes from another
	case n == nil:
		return fmt.Sprintf("%s has no function %s; %s", shown, h.name, m.has(h.name))
	case n.Kind == "async":
		return fmt.Sprintf("%s:%d: %s is async, and Lambda's Python runtime calls plain functions: write \"def %[3]s(event, context)\" and "+
			"call what is async with asyncio.run", shown, n.Line, h.name)
	case n.Kind == "class":
		return fmt.Sprintf("%s:%d: %s is a class: a handler is a function, as in \"def index(event, context)\"", shown, n.Line, h.name)
	case !n.Fits:
		return fmt.Sprintf("%s:%d: Lambda can't call\n    %s\nbecause it gives a handler an event and a context: "+
			"write \"def %s(event, context)\"",
			shown, n.Line, n.Signature, h.name)
	}
	return ""
}

// mistake says what the parser found.
func (c *collection) mistake(file string, err *syntaxError) string {
	text := fmt.Sprintf("%s:%d: %s", c.shown(file), err.Line, err.Text)
	version := python.Version(c.main.Runtime)
	if by := c.reader.by; by != nil && older(by.Version, version) {
		text += fmt.Sprintf(" (read by Python %s, the newest here; the function has %s: if that knows this syntax, put a python%[2]s into PATH)",
			by.Version, version)
	}
	return text
}

// older reports whether a version as "3.9" is before another.
func older(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// has says what a module has instead of a name.
func (m *module) has(missing string) string {
	var fit, all []string
	for _, n := range m.Names {
		if n.Name != missing && strings.EqualFold(n.Name, missing) && n.Kind == "def" {
			return fmt.Sprintf("did you mean %s?", n.Name)
		}
		if n.Kind != "def" || strings.HasPrefix(n.Name, "_") || slices.Contains(all, n.Name) {
			continue
		}
		all = append(all, n.Name)
		if n.Fits {
			fit = append(fit, n.Name)
		}
	}
	if len(fit) == 0 {
		fit = all
	}
	slices.SortFunc(fit, cmp.Compare[string])
	switch {
	case len(fit) == 0:
		return "it defines no function"
	case len(fit) > 10:
		return "it has " + strings.Join(fit[:10], ", ") + fmt.Sprintf(" and %d more", len(fit)-10)
	}
	return "it has " + strings.Join(fit, ", ")
}

// brought are the modules that Lambda's Python runtimes bring beside the standard
// library. (Lambda developer guide, "Runtime-included SDK versions".)
var brought = []string{"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3", "awslambdaric", "simplejson",
	"snapshot_restore_py", "gatehouse"}

// unresolved says which imports lead to nothing: neither the application nor the
// installed packages have them. Only those count that run with the module,
// whatever happens: others may be meant to fail.
func (c *collection) unresolved(packages string, needs *requirements) (problems []code.Problem) {
	has := map[string]bool{}
	for _, name := range brought {
		has[name] = true
	}
	has[strings.TrimSuffix(stelvioFile, ".py")] = true
	if packages != "" {
		entries, _ := os.ReadDir(packages)
		for _, e := range entries {
			name, _, _ := strings.Cut(e.Name(), ".")
			has[name] = true
		}
	}
	for at := range c.files {
		first, _, _ := strings.Cut(at, "/")
		has[strings.TrimSuffix(first, ".py")] = true
	}
	for _, name := range c.topNames() {
		has[name] = true
	}
	for _, file := range c.modules {
		for _, i := range c.reader.known[file].Imports {
			first, _, _ := strings.Cut(i.Module, ".")
			if i.Level > 0 || !i.Always || has[first] || isStandard(first) || strings.HasPrefix(first, "_") {
				continue
			}
			has[first] = true // said once
			problems = append(problems, code.Problem{Text: fmt.Sprintf("function %s: %s:%d: imports %s, which neither the application has nor %s "+
				"asks for: add it there, or give the function a layer that has it", c.main.Source, c.shown(file), i.Line, first,
				c.asking(needs))})
		}
	}
	return problems
}

// asking names the file in which packages of the function are listed, or could be.
func (c *collection) asking(needs *requirements) string {
	if needs != nil {
		return c.shown(needs.file)
	}
	return "a " + c.shown(filepath.Join(c.main.Dir, requirementsFile))
}
