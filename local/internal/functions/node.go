// What Node functions find beside their code: the AWS SDK, which Lambda's
// runtime brings, and their layers.

package functions

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// nodeTask lays out the code of a Node function and returns its folder. Beside
// it stands a node_modules of links, where Node looks for what the code does not
// hold, for require as for import: the modules of the layers, and of the
// project's own modules those that the runtime brings (Lambda developer guide,
// "Building Lambda functions with Node.js"). Other modules of the project are
// not there, as they will not be in Lambda, so the code is not run where it
// stands: a folder above may hold them.
func (s *Set) nodeTask(def *assembly.Function, layers []string) (string, error) {
	root, err := os.MkdirTemp(s.temp, "node-")
	if err != nil {
		return "", err
	}
	task, modules := filepath.Join(root, "task"), filepath.Join(root, "node_modules")
	if def.Dir != "" {
		err = copyTree(def.Dir, task)
	} else {
		err = s.unpack(def, task)
	}
	if err != nil {
		return "", err
	}
	version := "node" + strings.TrimSuffix(strings.TrimPrefix(def.Runtime, "nodejs"), ".x")
	for _, layer := range slices.Backward(layers) { // the last layer wins
		for _, dir := range []string{filepath.Join("nodejs", version, "node_modules"), filepath.Join("nodejs", "node_modules")} {
			if err := linkModules(filepath.Join(layer, dir), modules, func(string) bool { return true }); err != nil {
				return "", err
			}
		}
	}
	for _, dir := range above(s.cfg.Projects, "node_modules") {
		if err := linkModules(dir, modules, func(name string) bool { return brought(def.Runtime, name) }); err != nil {
			return "", err
		}
	}
	s.warnOfSDK(def, task, modules)
	return task, nil
}

// brought reports whether a runtime brings a module.
func brought(runtime, module string) bool {
	switch scope, _, _ := strings.Cut(module, "/"); scope {
	case "@aws-sdk", "@smithy":
		return !old[runtime]
	case "aws-sdk":
		return old[runtime]
	}
	return false
}

// old are the runtimes with version 2 of the SDK.
var old = map[string]bool{"nodejs": true, "nodejs4.3": true, "nodejs6.10": true, "nodejs8.10": true,
	"nodejs10.x": true, "nodejs12.x": true, "nodejs14.x": true, "nodejs16.x": true}

// above are the folders of a name in the folders given and those above them,
// nearest first.
func above(from []string, name string) (found []string) {
	for _, dir := range from {
		dir, err := filepath.Abs(dir)
		for err == nil {
			at := filepath.Join(dir, name)
			if info, err := os.Stat(at); err == nil && info.IsDir() && !slices.Contains(found, at) {
				found = append(found, at)
			}
			if dir == filepath.Dir(dir) {
				break
			}
			dir = filepath.Dir(dir)
		}
	}
	return found
}

// linkModules links the modules of one folder that are wanted into another,
// where those that are there already stay.
func linkModules(from, to string, wanted func(name string) bool) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return nil // no such folder
	}
	for _, e := range entries {
		names := []string{e.Name()}
		if strings.HasPrefix(e.Name(), "@") {
			names = nil
			scoped, _ := os.ReadDir(filepath.Join(from, e.Name()))
			for _, s := range scoped {
				names = append(names, e.Name()+"/"+s.Name())
			}
		}
		for _, name := range names {
			if strings.HasPrefix(name, ".") || !wanted(name) {
				continue
			}
			link := filepath.Join(to, filepath.FromSlash(name))
			if _, err := os.Lstat(link); err == nil {
				continue
			}
			if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
				return err
			}
			if err := os.Symlink(filepath.Join(from, filepath.FromSlash(name)), link); err != nil {
				return err
			}
		}
	}
	return nil
}

var sdkModule = regexp.MustCompile("[\"'`](@aws-sdk/[a-z0-9-]+|aws-sdk)[\"'`/]")

// warnOfSDK says what to install if a function uses a part of the SDK that is
// nowhere.
func (s *Set) warnOfSDK(def *assembly.Function, task, modules string) {
	var missing []string
	for _, text := range sources(task, ".js", ".mjs", ".cjs") {
		for _, m := range sdkModule.FindAllStringSubmatch(text, -1) {
			name := filepath.FromSlash(m[1])
			_, own := os.Stat(filepath.Join(task, "node_modules", name))
			_, ours := os.Stat(filepath.Join(modules, name))
			if own != nil && ours != nil && brought(def.Runtime, m[1]) && !slices.Contains(missing, m[1]) {
				missing = append(missing, m[1])
			}
		}
	}
	if len(missing) > 0 {
		list := strings.Join(missing, " ")
		s.warn(fmt.Sprintf("%s: Lambda's runtime brings %s, which is not on this machine: run \"npm install --save-dev %s\" in the app's "+
			"folder", def.Path, list, list))
	}
}

// sources are the texts of a function's own files with one of the extensions:
// not of the modules that it brings, nor of files that are very large.
func sources(dir string, extensions ...string) (texts []string) {
	_ = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case e.IsDir() && (e.Name() == "node_modules" || strings.HasSuffix(e.Name(), "site-packages")):
			return filepath.SkipDir
		case len(texts) == 200:
			return filepath.SkipAll
		case !slices.Contains(extensions, filepath.Ext(path)):
			return nil
		}
		if info, err := e.Info(); err == nil && info.Size() < 4<<20 {
			if text, err := os.ReadFile(path); err == nil {
				texts = append(texts, string(text))
			}
		}
		return nil
	})
	return texts
}
