// Package gomodule knows where a folder stands in its Go module.
//
//	gomodule.Prefix("shop/api") // "api/" if shop has the go.mod
package gomodule

import (
	"os"
	"path/filepath"
)

// Root returns the folder of the go.mod above a folder, or the folder itself if
// there is none.
func Root(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for root := dir; root != filepath.Dir(root); root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return root
		}
	}
	return dir
}

// Prefix returns the path of a folder below that of its go.mod, with slashes and
// one at the end; "" for the module's own folder and outside of modules.
func Prefix(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	prefix, err := filepath.Rel(Root(dir), dir)
	if err != nil || prefix == "." {
		return ""
	}
	return filepath.ToSlash(prefix) + "/"
}
