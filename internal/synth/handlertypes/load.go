// Reading packages of handlers with their types.

package handlertypes

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
)

// Target is the system that packages of one module are compiled for.
type Target struct {
	ModuleDir string
	GOOS      string
	GOARCH    string
}

// Package is a package of handlers.
type Package struct {
	Types  *types.Package
	Info   *types.Info
	Syntax []*ast.File

	fset     *token.FileSet
	module   *packages.Module
	comments *comments                 // once they are asked for
	declared map[types.Object]ast.Node // likewise
	inputs   map[*types.Var]input      // of typed handlers
}

// Load reads packages by their import paths. Those that can't be read, since
// they do not compile, are left out, and the error says why; the compiler will
// say it better when the functions are built.
func Load(ctx context.Context, target Target, paths ...string) (map[string]*Package, error) {
	config := &packages.Config{
		Context:    ctx,
		Dir:        target.ModuleDir,
		Env:        gobuild.Env(target.ModuleDir, target.GOOS, target.GOARCH),
		BuildFlags: gobuild.Flags(),
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedModule |
			packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo,
	}
	found, err := packages.Load(config, paths...)
	if err != nil {
		return nil, fmt.Errorf("types of handlers: %w", err)
	}
	out := map[string]*Package{}
	var errs []error
	for _, p := range found {
		if len(p.Errors) > 0 || p.Types == nil {
			errs = append(errs, fmt.Errorf("types of the handlers in %s can't be read: %v", p.PkgPath, p.Errors))
			continue
		}
		out[p.PkgPath] = &Package{Types: p.Types, Info: p.TypesInfo, Syntax: p.Syntax, fset: p.Fset, module: p.Module}
	}
	return out, errors.Join(errs...)
}

// Place is where something is declared.
type Place struct {
	File string // absolute if the file is one of the module's
	Line int
}

// place returns where a position is. Export data names files by the import path
// of their package.
func (p *Package) place(pos token.Pos) Place {
	at := p.fset.Position(pos)
	file := at.Filename
	if p.module != nil && !filepath.IsAbs(file) {
		if rest, ok := strings.CutPrefix(filepath.ToSlash(file), p.module.Path+"/"); ok {
			file = filepath.Join(p.module.Dir, filepath.FromSlash(rest))
		}
	}
	return Place{file, at.Line}
}
