// The servers that are measured, and where each serves its APIs.

package servers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Kind is a kind of API.
type Kind string

// The kinds of APIs.
const (
	HTTP      Kind = "HTTP API"
	REST      Kind = "REST API"
	WebSocket Kind = "WebSocket API"
)

// Kinds are all kinds.
var Kinds = []Kind{HTTP, REST, WebSocket}

// Gatehouse builds the command, the function, and an assembly around it into a folder.
// It is called in the folder bench.
func Gatehouse(temp string) (*Subject, error) {
	command, function := filepath.Join(temp, "gatehouse"), filepath.Join(temp, "cdk.out", "asset.code", "bootstrap")
	for output, pkg := range map[string]string{command: "../cmd/gatehouse", function: "./internal/servers/function"} {
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", output, pkg)
		if pkg == "../cmd/gatehouse" {
			build.Dir, build.Args[len(build.Args)-1] = "..", "./cmd/gatehouse"
		}
		if text, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w: %s", err, text)
		}
	}
	assembly := filepath.Join(temp, "cdk.out")
	if err := writeAssembly(assembly); err != nil {
		return nil, err
	}
	return dev("gatehouse", command, assembly, 4320), nil
}

// Without is gatehouse with more flags beside the one in the same folder, at ports of
// its own.
func Without(temp, name string, flags ...string) *Subject {
	return dev(name, filepath.Join(temp, "gatehouse"), filepath.Join(temp, "cdk.out"), 4340, flags...)
}

func dev(name, command, assembly string, port int, flags ...string) *Subject {
	return &Subject{
		Name: name,
		urls: map[Kind]string{ // in the order of their paths
			HTTP: fmt.Sprintf("http://127.0.0.1:%d/hello/world", port), REST: fmt.Sprintf("http://127.0.0.1:%d/v1/hello/world", port+1),
			WebSocket: fmt.Sprintf("ws://127.0.0.1:%d/v1", port+2),
		},
		command: func() *exec.Cmd {
			args := append([]string{"dev", "--quiet", fmt.Sprintf("--port=%d", port), "--assembly=" + assembly}, flags...)
			return exec.Command(command, args...)
		},
	}
}

// Peer is serverless-offline, installed in internal/servers/peer or a copy of it. It
// takes four ports.
func Peer(dir string, port int) *Subject {
	return &Subject{
		Name: "serverless-offline",
		urls: map[Kind]string{
			HTTP: fmt.Sprintf("http://localhost:%d/hello/world", port), REST: fmt.Sprintf("http://localhost:%d/rest/world", port),
			WebSocket: fmt.Sprintf("ws://localhost:%d", port+2),
		},
		command: func() *exec.Cmd {
			cmd := exec.Command("npx", "osls", "offline", fmt.Sprintf("--httpPort=%d", port), fmt.Sprintf("--lambdaPort=%d", port+1),
				fmt.Sprintf("--websocketPort=%d", port+2), "--noPrependStageInUrl")
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "SLS_TELEMETRY_DISABLED=1", "SLS_NOTIFICATIONS_MODE=off")
			return cmd
		},
	}
}

// InstallPeer copies the peer into a folder and installs it there by npm.
func InstallPeer(dir string) error {
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("internal", "servers", "peer"))); err != nil {
		return err
	}
	install := exec.Command("npm", "install", "--no-audit", "--no-fund")
	install.Dir = dir
	if text, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w: %s", err, text)
	}
	return nil
}
