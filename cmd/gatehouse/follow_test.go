// The command's own log is not one of the project's sources.

package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheCommandsOwnLogIsNoSource(t *testing.T) {
	log, err := os.Create(filepath.Join(t.TempDir(), "dev.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	other := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !isWrittenBy(log.Name(), os.Stdin, log) {
		t.Error("the log is taken for a source")
	}
	if isWrittenBy(other, log) || isWrittenBy(other+".gone", log) {
		t.Error("a source is taken for the log")
	}
}
