// Following the sources: changed files, gathered until they rest, become one
// build or one synth.

package main

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// rest is how long no file may change before the change counts as whole:
// editors write a file in several steps.
const rest = 15 * time.Millisecond

// follow rebuilds and synthesises until ctx ends.
func (d *dev) follow(ctx context.Context) error {
	watcher := d.watcher
	src := readSources(ctx, d.project, d.current)
	d.watch(watcher, src)
	d.log.Info("following the sources; Ctrl-C ends")
	for {
		files, err := gather(ctx, watcher)
		if err != nil {
			return nil // Ctrl-C
		}
		files = slices.DeleteFunc(files, func(file string) bool { return d.project.excluded(file) || isWrittenBy(file, os.Stdout, os.Stderr) })
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && info.IsDir() {
				d.watchTree(watcher, file)
			}
		}
		c := src.classify(files)
		if len(c.functions) > 0 && !c.synth {
			c.synth = !d.rebuild(ctx, src, c.functions)
			d.watch(watcher, src)
		}
		if c.synth {
			d.resynth(ctx)
			src = readSources(ctx, d.project, d.current)
			d.watch(watcher, src)
		}
	}
}

// isWrittenBy reports whether a file is one of these: with "gatehouse dev
// >dev.log" each line that tells of a synth would lead to the next one.
func isWrittenBy(file string, outputs ...*os.File) bool {
	info, err := os.Stat(file)
	return err == nil && slices.ContainsFunc(outputs, func(output *os.File) bool {
		own, err := output.Stat()
		return err == nil && os.SameFile(info, own)
	})
}

// watch watches the project and the folders of its packages outside of it.
func (d *dev) watch(w *fsnotify.Watcher, src *sources) {
	d.watchTree(w, d.project.dir)
	for dir := range src.app {
		_ = w.Add(dir)
	}
	for dir := range src.functions {
		_ = w.Add(dir)
	}
	for _, dir := range src.outside {
		_ = w.Add(dir)
	}
}

// watchTree watches a folder and those inside, except for what isn't source.
func (d *dev) watchTree(w *fsnotify.Watcher, root string) {
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil
		}
		name := entry.Name()
		isOutput := name == "node_modules" || name == "cdk.out" || name == filepath.Base(d.project.output)
		if path != root && (strings.HasPrefix(name, ".") || isOutput) {
			return filepath.SkipDir
		}
		_ = w.Add(path) // a folder that has just gone is no loss
		return nil
	})
}

// gather waits for changes and returns them when they rest.
func gather(ctx context.Context, w *fsnotify.Watcher) ([]string, error) {
	files := map[string]bool{}
	var rested <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case event, ok := <-w.Events:
			if !ok {
				return nil, fsnotify.ErrClosed
			}
			if event.Op == fsnotify.Chmod {
				continue
			}
			files[event.Name] = true
			rested = time.After(rest)
		case <-w.Errors: // changes were lost: the app's own file stands for whatever it was
			files["cdk.json"] = true
			rested = time.After(rest)
		case <-rested:
			return slices.Sorted(maps.Keys(files)), nil
		}
	}
}
