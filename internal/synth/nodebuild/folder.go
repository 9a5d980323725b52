// Folders that are packaged whole: what is in them beside code.

package nodebuild

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// skipped reports whether a file or folder of that name is no part of a function:
// what is hidden, packages, and what only tools read.
func skipped(name string) bool {
	switch name {
	case "node_modules", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "tsconfig.json", "cdk.out":
		return true
	}
	return strings.HasPrefix(name, ".") || slices.Contains([]string{".ts", ".mts", ".cts", ".tsx"}, filepath.Ext(name))
}

// addFolder adds the files of a folder that are not bundled, where they are.
func addFolder(files map[string][]byte, dir string, bundled []string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == dir:
			return nil
		case e.IsDir() && skipped(e.Name()):
			return filepath.SkipDir
		case e.IsDir() || skipped(e.Name()) || slices.Contains(bundled, path):
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if _, taken := files[name]; taken || strings.HasPrefix(name, "handlers/") {
			return fmt.Errorf("%s: a function's own code has that name: give the file another one", path)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files[name] = text
		return nil
	})
}
