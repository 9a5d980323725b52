// Documents in a cloud assembly: how they are called, and how they get there.

package openapi

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
)

// Entry is the type of the entry in a construct's metadata that names its
// document. The manifest of the assembly, or a file beside it, has it.
const Entry = "gatehouse:document"

// Named is such an entry.
type Named struct {
	File  string `json:"file"`         // in the assembly's folder
	Kind  string `json:"kind"`         // HTTP, REST or WebSocket
	Of    string `json:"of,omitempty"` // of an extension: the construct path of the API
	Types bool   `json:"types"`        // the types of handlers were read: there are schemas
}

// FileName is the name of an API's document: of its construct path, and of its kind.
func FileName(path, kind string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '/':
			return '-'
		case r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'):
			return r
		}
		return '_'
	}, path)
	if strings.Trim(path, "/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "" || strings.ContainsAny(clean, "_") {
		sum := sha256.Sum256([]byte(path))
		clean += "-" + hex.EncodeToString(sum[:4])
	}
	if kind == WebSocket {
		return clean + ".asyncapi.json"
	}
	return clean + ".openapi.json"
}

// WriteFile writes a file whole or not at all: who reads it meanwhile finds what
// was there before.
func WriteFile(name string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(name), ".gatehouse-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(text)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temp.Name(), 0o644)
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
