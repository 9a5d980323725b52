// Code that a container should have bundled, on a machine without Docker.

package assembly

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// notBundled is the archive that stands for what is missing, and its only
// entry, which says why. It is an archive since the CDK refuses anything else
// of a bundling whose output is declared to be one.
const (
	notBundled      = "not-bundled.zip"
	notBundledEntry = "NOT_BUNDLED"
)

// WriteNotBundled marks the output of a bundling as missing, and says why.
func WriteNotBundled(dir, why string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, notBundled))
	if err != nil {
		return err
	}
	archive := zip.NewWriter(file)
	entry, err := archive.Create(notBundledEntry)
	if err == nil {
		_, err = io.WriteString(entry, why)
	}
	return errors.Join(err, archive.Close(), file.Close())
}

// readNotBundled says why an asset is missing, or nothing if it is there.
func readNotBundled(asset string) string {
	if filepath.Ext(asset) != ".zip" {
		asset = filepath.Join(asset, notBundled)
	}
	archive, err := zip.OpenReader(asset)
	if err != nil {
		return ""
	}
	defer archive.Close()
	if len(archive.File) != 1 || archive.File[0].Name != notBundledEntry {
		return ""
	}
	entry, err := archive.File[0].Open()
	if err != nil {
		return ""
	}
	defer entry.Close()
	why, _ := io.ReadAll(io.LimitReader(entry, 4096))
	return strings.TrimSpace(string(why))
}
