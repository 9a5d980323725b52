// Package gomodule knows where a folder stands in its Go module.
//
//	gomodule.Prefix("shop/api") // "api/" if shop has the go.mod
package gomodule

import (
	"os"
	"path/filepath"
)

// Prefix returns the path of a folder below that of its go.mod, with slashes and
// one at the end; "" for the module's own folder and outside of modules.
func Prefix(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for module := dir; module != filepath.Dir(module); module = filepath.Dir(module) {
		if _, err := os.Stat(filepath.Join(module, "go.mod")); err != nil {
			continue
		}
		prefix, err := filepath.Rel(module, dir)
		if err != nil || prefix == "." {
			return ""
		}
		return filepath.ToSlash(prefix) + "/"
	}
	return ""
}
