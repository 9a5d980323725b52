// Command launch runs a CDK application in its own folder, for a cdk.json that
// is elsewhere:
//
//	"app": "go run ./internal/launch examples/todo"
//
// The CDK's command says by CDK_OUTDIR where the cloud assembly goes, relative
// to the folder that it runs in. So launch makes that absolute; without one the
// assembly goes to cdk.out.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: launch FOLDER")
		os.Exit(2)
	}
	err := launch(os.Args[1])
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		os.Exit(1) // the application has said why
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "launch:", err)
		os.Exit(1)
	}
}

// launch runs the application in a folder.
func launch(folder string) error {
	out := os.Getenv("CDK_OUTDIR")
	if out == "" {
		out = "cdk.out"
	}
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PWD="+folder, "CDK_OUTDIR="+out)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}
