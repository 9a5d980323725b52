// A stand-in for Docker while an app is synthesised: code that is bundled in a
// container must not keep the rest of the app from being served on a machine
// where Docker does not run.

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

const (
	// standInName is this command's own name when the CDK calls it as Docker.
	standInName = "gatehouse-docker"

	// realDocker is the variable that names the Docker to use if it runs.
	realDocker = "GATEHOUSE_DOCKER"
)

// standIn makes the stand-in in a folder, and returns the variables by which
// the CDK finds it (AWS CDK developer guide, "Build and deploy container image
// assets": CDK_DOCKER names the program to use in Docker's place).
func standIn(dir string) ([]string, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, standInName)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.Symlink(program, name); err != nil {
		if err := os.Link(program, name); err != nil {
			return nil, err
		}
	}
	given := os.Getenv("CDK_DOCKER")
	if given == "" {
		given = "docker"
	}
	return []string{"CDK_DOCKER=" + name, realDocker + "=" + given}, nil
}

// isStandIn reports whether the CDK has called this program as Docker.
func isStandIn(name string) bool {
	return strings.TrimSuffix(filepath.Base(name), ".exe") == standInName
}

// docker is the stand-in: it hands everything to a Docker that runs, and
// otherwise marks what a container would have written as missing.
func docker(args []string, stdout, stderr io.Writer) int {
	program := os.Getenv(realDocker)
	if runs(program) {
		cmd := exec.Command(program, args...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
		if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return cmd.ProcessState.ExitCode()
	}
	err := pretend(program, args, stdout)
	if err != nil {
		fmt.Fprintln(stderr, "gatehouse:", err)
		return 1
	}
	return 0
}

// runs reports whether Docker runs: its command may be there without it.
func runs(program string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, program, "version").Run() == nil
}

// pretend does what the CDK's bundling asks of Docker, without a container.
func pretend(program string, args []string, stdout io.Writer) error {
	why := fmt.Sprintf("its code is bundled in a container, and %s does not run on this machine", program)
	verb := ""
	if len(args) > 0 {
		verb = args[0]
	}
	switch verb {
	case "run":
		for i, arg := range args {
			if (arg == "-v" || arg == "--volume") && i+1 < len(args) {
				if dir, ok := mounted(args[i+1]); ok {
					return assembly.WriteNotBundled(dir, why)
				}
			}
		}
		return nil // its output is fetched by cp
	case "cp":
		to := args[len(args)-1]
		if len(args) > 2 && !isContainers(to) {
			return assembly.WriteNotBundled(to, why)
		}
		return nil
	case "create":
		_, err := fmt.Fprintln(stdout, strings.Repeat("0", 64)) // the id of a container
		return err
	case "build", "buildx", "rm", "volume", "pull":
		return nil
	case "image", "inspect":
		return fmt.Errorf("%s does not run on this machine", program)
	}
	return fmt.Errorf("%s does not run on this machine: %s %s", program, program, strings.Join(args, " "))
}

// mounted finds the folder that a container would see as /asset-output.
func mounted(volume string) (dir string, ok bool) {
	parts := strings.Split(volume, ":")
	i := slices.Index(parts, "/asset-output")
	if i < 1 {
		return "", false
	}
	return strings.Join(parts[:i], ":"), true
}

// isContainers reports whether a path of "docker cp" is in a container.
func isContainers(path string) bool {
	name, _, ok := strings.Cut(path, ":")
	return ok && len(name) > 1 // not the drive of a path on Windows
}
