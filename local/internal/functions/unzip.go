// Code that comes as an archive.

package functions

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// unzip unpacks an archive. What would land outside the folder is an error.
func unzip(file, dir string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer archive.Close()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, entry := range archive.File {
		if err := unzipEntry(root, entry); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func unzipEntry(root *os.Root, entry *zip.File) error {
	name := filepath.FromSlash(entry.Name)
	if entry.FileInfo().IsDir() {
		return root.MkdirAll(filepath.Clean(name), 0o755)
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	in, err := entry.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, entry.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	// Lambda refuses code of more than 250 MB.
	if _, err = io.Copy(out, io.LimitReader(in, 250<<20)); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
