// What stands for code where the CDK asks for no build.

package code

import (
	"os"
	"path/filepath"
)

// NotBuiltFile is the one file in the code of a function that was not built.
const NotBuiltFile = "NOT_BUILT"

// NotBuilt returns a folder that stands for the code of functions that are not
// built. Its content never changes, so neither do templates.
func NotBuilt() (string, error) {
	dir, err := CacheDir("not-built")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, NotBuiltFile)
	if _, err := os.Stat(file); err == nil {
		return dir, nil
	}
	const text = "The function was not built: the synth had bundling turned off for its stack.\n"
	temp, err := os.CreateTemp(filepath.Dir(dir), "not-built-*")
	if err != nil {
		return "", err
	}
	if _, err := temp.WriteString(text); err != nil {
		return "", err
	}
	if err := temp.Close(); err != nil {
		return "", err
	}
	if err := os.Chmod(temp.Name(), 0o644); err != nil {
		return "", err
	}
	return dir, os.Rename(temp.Name(), file)
}
