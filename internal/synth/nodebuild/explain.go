// What is wrong with the sources of a function, in its user's terms.

package nodebuild

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// most is how many of esbuild's errors about one function are reported.
const most = 10

// explain turns esbuild's errors into problems of the first handler.
func explain(m *code.Main, b *bundle, errs []api.Message) []code.Problem {
	handler := m.Handler(m.Module, m.Start)
	if len(m.Routes) > 0 {
		handler = m.Handler(m.Routes[0].Module, m.Routes[0].Func)
	}
	var out []code.Problem
	for i, e := range errs {
		if i == most {
			out = append(out, code.Problem{Text: fmt.Sprintf("handler %q: and %d more errors", handler, len(errs)-most)})
			break
		}
		at := ""
		if l := e.Location; l != nil {
			at = fmt.Sprintf("%s:%d:%d: ", l.File, l.Line, l.Column+1)
		}
		p := code.Problem{Text: fmt.Sprintf("handler %q: %s%s", handler, at, meaning(m, e))}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

var (
	unresolved = regexp.MustCompile(`^Could not resolve "(.*)"`)
	noLoader   = regexp.MustCompile(`^No loader is configured for "(.*)" files: (.*)`)
)

// meaning is the text of an error, with what would be right.
func meaning(m *code.Main, e api.Message) string {
	if found := noLoader.FindStringSubmatch(e.Text); found != nil {
		if found[1] != ".node" {
			return e.Text + `: read such a file at run time from a folder that is packaged whole, as in "functions/orders::handler.index"`
		}
		return fmt.Sprintf("package %s has native code (%s), which is made for one system and is not bundled: put the package into a layer "+
			"made for the function's, and name it in Bundle.External", packageOf(found[2]), found[2])
	}
	found := unresolved.FindStringSubmatch(e.Text)
	if found == nil || strings.HasPrefix(found[1], ".") || strings.HasPrefix(found[1], "/") {
		return e.Text
	}
	pkg := found[1]
	if parts := strings.SplitN(pkg, "/", 3); strings.HasPrefix(pkg, "@") && len(parts) > 1 {
		pkg = parts[0] + "/" + parts[1]
	} else {
		pkg = parts[0]
	}
	dir := m.Dir
	for at := m.Dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "node_modules", filepath.FromSlash(pkg))); err == nil {
			return e.Text + " in the installed package " + pkg
		}
		if _, err := os.Stat(filepath.Join(at, "package.json")); err == nil {
			dir = at
			break
		}
		if at == m.ModuleDir || at == filepath.Dir(at) {
			break
		}
	}
	where := "the folder of package.json"
	if rel, err := filepath.Rel(m.ModuleDir, dir); err == nil && rel != "." {
		where = rel
	}
	return fmt.Sprintf("%s: node_modules lacks it: run \"npm install %s\" in %s, or name it in Bundle.External if a layer brings it",
		e.Text, pkg, where)
}

// packageOf is the package that a file of node_modules belongs to.
func packageOf(file string) string {
	file = filepath.ToSlash(file)
	i := strings.LastIndex(file, "node_modules/")
	if i < 0 {
		return filepath.Base(filepath.Dir(file))
	}
	parts := strings.SplitN(file[i+len("node_modules/"):], "/", 3)
	if strings.HasPrefix(parts[0], "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// checkExports reports handlers that their files don't export.
func checkExports(m *code.Main, modules []module) (out []code.Problem) {
	check := func(route int, name, fn string) {
		for _, mod := range modules {
			if mod.name != name || mod.exports == nil || slices.Contains(mod.exports, fn) {
				continue
			}
			text := fmt.Sprintf("handler %q: %s %s", m.Handler(name, fn), shown(m, mod.file), lacks(fn, mod.exports))
			if !slices.ContainsFunc(out, func(p code.Problem) bool { return p.Text == text }) {
				out = append(out, code.Problem{Route: route, Text: text})
			}
		}
	}
	for i, r := range m.Routes {
		check(i, r.Module, r.Func)
	}
	if m.Start != "" {
		check(0, m.Module, m.Start)
	}
	return out
}

// lacks says that a file does not export a function, and what it exports.
func lacks(fn string, exports []string) string {
	text := "has no export " + fn
	if len(exports) == 0 {
		return text + "; it exports nothing"
	}
	return text + "; it has " + strings.Join(slices.Sorted(slices.Values(exports)), ", ")
}

// shown is a file as users know it.
func shown(m *code.Main, file string) string {
	if rel, err := filepath.Rel(m.ModuleDir, file); err == nil {
		return filepath.ToSlash(rel)
	}
	return file
}
