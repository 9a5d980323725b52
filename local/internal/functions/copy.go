// Copies of code, so that it runs where nothing else stands above it.

package functions

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxLinks is how many links may lead to a folder: more lead back to themselves.
const maxLinks = 20

// copyTree copies a folder. Files are the same ones if the system can (hard
// links). A link that leads out of the folder is followed, as in the archive
// that a deployment makes of it; others stay links.
func copyTree(from, to string) error {
	from, err := filepath.EvalSymlinks(from)
	if err != nil {
		return err
	}
	return copyDir(from, from, to, 0)
}

func copyDir(root, from, to string, links int) error {
	if links > maxLinks {
		return fmt.Errorf("%s: links lead back to themselves", from)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		source, target := filepath.Join(from, e.Name()), filepath.Join(to, e.Name())
		switch {
		case e.IsDir():
			err = copyDir(root, source, target, links)
		case e.Type()&os.ModeSymlink != 0:
			err = copyLink(root, source, target, links)
		case e.Type().IsRegular():
			err = copyFile(source, target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func copyLink(root, source, target string, links int) error {
	leads, err := os.Readlink(source)
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(source)
	if err != nil {
		return fmt.Errorf("link %s leads nowhere: %w", source, err)
	}
	if !filepath.IsAbs(leads) && (real == root || strings.HasPrefix(real, root+string(filepath.Separator))) {
		return os.Symlink(leads, target)
	}
	info, err := os.Stat(real)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return copyDir(root, real, target, links+1)
	}
	return copyFile(real, target)
}

func copyFile(source, target string) error {
	if os.Link(source, target) == nil {
		return nil
	}
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(target, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
