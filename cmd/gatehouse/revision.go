// A revision of a git repository, written into a folder of its own.

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// repository is the git repository that a folder is in. Nothing is written into
// it: neither its index nor its working tree nor its list of worktrees.
type repository struct{ dir string }

func (r repository) git(ctx context.Context, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), env...)
	var output, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &complaint
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(complaint.String()); text != "" {
			return "", errors.New(text)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(output.String()), nil
}

// commit returns the commit that a name means.
func (r repository) commit(ctx context.Context, name string) (string, error) {
	if strings.HasPrefix(name, "-") {
		return "", errors.New("a revision doesn't start with a hyphen")
	}
	return r.git(ctx, nil, "rev-parse", "--verify", name+"^{commit}")
}

// export writes the files of a commit into a folder, and returns the place of
// the app in it.
func (r repository) export(ctx context.Context, commit, to string) (string, error) {
	root, err := r.git(ctx, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return "", err
	}
	prefix, err := r.git(ctx, nil, "rev-parse", "--show-prefix")
	if err != nil {
		return "", err
	}
	index := []string{"GIT_INDEX_FILE=" + to + ".index"}
	if _, err := r.git(ctx, index, "read-tree", commit); err != nil {
		return "", err
	}
	whole := repository{root}
	if _, err := whole.git(ctx, index, "checkout-index", "--all", "--prefix="+to+string(filepath.Separator)); err != nil {
		return "", err
	}
	app := filepath.Join(to, filepath.FromSlash(prefix))
	if _, err := os.Stat(app); err != nil {
		return "", fmt.Errorf("it has no folder %s", prefix)
	}
	for _, place := range []string{"", prefix} { // what npm has installed is in no revision
		from, link := filepath.Join(root, place, "node_modules"), filepath.Join(to, place, "node_modules")
		if _, err := os.Stat(from); err != nil {
			continue
		}
		if err := os.Symlink(from, link); err != nil && !errors.Is(err, os.ErrExist) {
			return "", err
		}
	}
	return app, keepReplaced(root, to, app)
}

// keepReplaced makes replacements in the app's go.mod that lead out of the
// repository lead to the same folder from the copy.
func keepReplaced(root, to, app string) error {
	for dir := app; strings.HasPrefix(dir+string(filepath.Separator), to+string(filepath.Separator)); dir = filepath.Dir(dir) {
		file := filepath.Join(dir, "go.mod")
		text, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		mod, err := modfile.Parse(file, text, nil)
		if err != nil {
			return nil // the app says so itself
		}
		inside, err := filepath.Rel(to, dir)
		if err != nil {
			return err
		}
		changed := false
		for _, replace := range mod.Replace {
			path := replace.New.Path
			if replace.New.Version != "" || filepath.IsAbs(path) {
				continue
			}
			original := filepath.Join(root, inside, path)
			if rel, err := filepath.Rel(root, original); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				if err := mod.AddReplace(replace.Old.Path, replace.Old.Version, original, ""); err != nil {
					return err
				}
				changed = true
			}
		}
		if !changed {
			return nil
		}
		text, err = mod.Format()
		if err != nil {
			return err
		}
		return os.WriteFile(file, text, 0o644)
	}
	return nil
}
