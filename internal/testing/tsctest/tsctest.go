// Package tsctest compiles TypeScript, strictly, for tests of generated clients.
//
//	dir := tsctest.Compile(t, "web/client.ts") // has client.js
//
// Where there is no compiler ("npm install" at the root brings it) the test is
// skipped, and says so; with GATEHOUSE_TSC=required in the environment it fails
// instead.
package tsctest

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Compile compiles files as modules, and returns the folder with the JavaScript.
// What the compiler finds ends the test.
func Compile(t testing.TB, files ...string) string {
	t.Helper()
	out := t.TempDir()
	args := append([]string{
		"--strict", "--noUnusedLocals", "--exactOptionalPropertyTypes", "--target", "es2022", "--module", "es2022",
		"--lib", "es2022,dom,dom.iterable", "--types", "", "--outDir", out,
	}, files...)
	cmd := exec.Command(compiler(t), args...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tsc %v: %v\n%s", files, err, text)
	}
	return out
}

func compiler(t testing.TB) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	own := filepath.Join(filepath.Dir(here), "../../../node_modules/.bin/tsc")
	if _, err := os.Stat(own); err == nil {
		return own
	}
	if found, err := exec.LookPath("tsc"); err == nil {
		return found
	}
	const reason = `there is no TypeScript compiler on this machine: run "npm install" at the root of the project`
	if os.Getenv("GATEHOUSE_TSC") == "required" {
		t.Fatal(reason)
	}
	t.Skip(reason)
	return ""
}
