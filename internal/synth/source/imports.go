// What the imports of a file are called in it, as far as the file alone says.

package source

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/module"
)

// imported returns the path of the import that a file calls name, "" if there
// is none. An import without a name of its own is called as its package says,
// which its path can only suggest; so what is certain goes first: given names,
// and the packages that the forms of handlers are made of.
func imported(file *ast.File, name string) string {
	var guess string
	for _, spec := range file.Imports {
		from := importPath(spec)
		switch {
		case spec.Name != nil:
			if spec.Name.Name == name {
				return from
			}
		case packageName(from) != name:
		case slices.ContainsFunc(known, func(t string) bool { return strings.TrimSuffix(t, path.Ext(t)) == from }):
			return from
		case guess == "":
			guess = from
		}
	}
	return guess
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser refuses what can't be unquoted
	return p
}

func isDot(spec *ast.ImportSpec) bool { return spec.Name != nil && spec.Name.Name == "." }

// versionElement matches the last element of a path that is a major version.
var versionElement = regexp.MustCompile(`^v[0-9]+$`)

// packageName returns what the package of an import path is called by custom:
// the last element, without a major version.
//
//	net/http              => http
//	example.com/todo/v2   => todo
//	gopkg.in/yaml.v3      => yaml
func packageName(importPath string) string {
	if prefix, _, ok := module.SplitPathVersion(importPath); ok {
		importPath = prefix
	}
	last := path.Base(importPath)
	if dir := path.Dir(importPath); dir != "." && versionElement.MatchString(last) {
		last = path.Base(dir) // v0, v1 or a folder v2 within a module
	}
	return last
}
