// The folder in which code stays between builds.

package code

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CacheDir returns the folder of the user's cache that holds one kind of code. It
// is made if it is not there.
func CacheDir(kind string) (string, error) {
	base, err := os.UserCacheDir()
	if err == nil {
		base = filepath.Join(base, "gatehouse")
	} else if base, err = privateBase(); err != nil { // neither HOME nor XDG_CACHE_HOME: a bare container
		return "", err
	}
	dir := filepath.Join(base, kind)
	return dir, os.MkdirAll(dir, 0o755)
}

// privateBase is a cache in the folder for temporary files. Its name is known
// to everybody and everybody may write beside it, so it must be this user's and
// nobody else's: whoever could write there would choose what is deployed.
func privateBase() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("gatehouse-build-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	const remedy = "set HOME or XDG_CACHE_HOME to a folder of your own"
	switch {
	case !info.IsDir():
		return "", fmt.Errorf("build cache %s is not a folder: %s", dir, remedy)
	case !isOwn(info):
		return "", fmt.Errorf("build cache %s belongs to another user: %s", dir, remedy)
	case !isPrivate(info):
		return "", fmt.Errorf("build cache %s is open to other users (%v): remove it, or %s", dir, info.Mode(), remedy)
	}
	return dir, nil
}
