// The public face: what users read in documentation, they can name.

package layout

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	gopackages "golang.org/x/tools/go/packages"
)

// seams are types of internal packages that occur in exported signatures all the
// same, each with its reason, by what has them.
var seams = map[string]string{}

// Nothing that a public package exports names a type that its users can't name:
// one of an internal package, or an unexported one.
func TestPublicPackagesNameOnlyWhatUsersCanName(t *testing.T) {
	all, err := gopackages.Load(&gopackages.Config{
		Mode: gopackages.NeedName | gopackages.NeedTypes | gopackages.NeedExportFile | gopackages.NeedImports | gopackages.NeedDeps, Dir: "../../..",
	}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	checked := 0
	for _, p := range all {
		if p.Name == "main" || strings.Contains(p.PkgPath+"/", "/internal/") || in(p.PkgPath, "examples") || strings.Contains(p.PkgPath, "/testdata/") {
			continue
		}
		checked++
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if !obj.Exported() {
				continue
			}
			for where, hidden := range hiddenIn(obj) {
				where = strings.TrimPrefix(p.PkgPath, module) + "." + where
				if seams[where] != "" {
					used[where] = true
				} else {
					t.Errorf("%s names %s, which users can't name", where, hidden)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d public packages found", checked)
	}
	for _, where := range slices.Sorted(maps.Keys(seams)) {
		if !used[where] {
			t.Errorf("%s is listed and names nothing hidden", where)
		}
	}
}

// hiddenIn returns what an exported object names that users can't, by where:
// the object itself, its exported fields, or its methods.
func hiddenIn(obj types.Object) map[string]string {
	out := map[string]string{}
	note := func(where string, t types.Type) {
		if hidden := hiddenType(t, map[types.Type]bool{}); hidden != "" {
			out[where] = hidden
		}
	}
	name, isType := obj.(*types.TypeName)
	if !isType {
		note(obj.Name(), obj.Type())
		return out
	}
	if name.IsAlias() {
		note(obj.Name(), types.Unalias(obj.Type()))
		return out
	}
	named := obj.Type().(*types.Named)
	for i := range named.NumMethods() {
		if m := named.Method(i); m.Exported() {
			note(obj.Name()+"."+m.Name(), m.Type())
		}
	}
	switch u := named.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			if f := u.Field(i); f.Exported() {
				note(obj.Name()+"."+f.Name(), f.Type())
			} else if f.Embedded() { // its methods and fields are the type's own
				note(obj.Name()+"."+f.Name(), f.Type())
			}
		}
	case *types.Interface:
		for i := range u.NumMethods() {
			if m := u.Method(i); m.Exported() {
				note(obj.Name()+"."+m.Name(), m.Type())
			}
		}
	default:
		note(obj.Name(), u)
	}
	return out
}

// hiddenType returns the first type within another that users can't name.
func hiddenType(t types.Type, seen map[types.Type]bool) string {
	if t == nil || seen[t] {
		return ""
	}
	seen[t] = true
	each := func(all ...types.Type) string {
		for _, t := range all {
			if hidden := hiddenType(t, seen); hidden != "" {
				return hidden
			}
		}
		return ""
	}
	switch t := t.(type) {
	case *types.Alias:
		return hiddenName(t.Obj())
	case *types.Named:
		if hidden := hiddenName(t.Obj()); hidden != "" {
			return hidden
		}
		for i := range t.TypeArgs().Len() {
			if hidden := each(t.TypeArgs().At(i)); hidden != "" {
				return hidden
			}
		}
	case *types.Pointer:
		return each(t.Elem())
	case *types.Slice:
		return each(t.Elem())
	case *types.Array:
		return each(t.Elem())
	case *types.Chan:
		return each(t.Elem())
	case *types.Map:
		return each(t.Key(), t.Elem())
	case *types.Signature:
		return each(t.Params(), t.Results())
	case *types.Tuple:
		for i := range t.Len() {
			if hidden := each(t.At(i).Type()); hidden != "" {
				return hidden
			}
		}
	case *types.Struct:
		for i := range t.NumFields() {
			if hidden := each(t.Field(i).Type()); hidden != "" {
				return hidden
			}
		}
	}
	return ""
}

// hiddenName returns the name of a type that users can't name, "" of others.
func hiddenName(name *types.TypeName) string {
	pkg := name.Pkg()
	switch {
	case pkg == nil: // of the language
	case strings.Contains(pkg.Path()+"/", "/internal/"), !ast.IsExported(name.Name()):
		return fmt.Sprintf("%s.%s", strings.TrimPrefix(pkg.Path(), module), name.Name())
	}
	return ""
}
