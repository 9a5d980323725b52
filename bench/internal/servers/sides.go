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
	return &Subject{
		Name: "gatehouse",
		urls: map[Kind]string{ // in the order of their paths
			HTTP: "http://127.0.0.1:4320/hello/world", REST: "http://127.0.0.1:4321/v1/hello/world", WebSocket: "ws://127.0.0.1:4322/v1",
		},
		command: func() *exec.Cmd {
			return exec.Command(command, "dev", "--quiet", "--port=4320", "--assembly="+assembly)
		},
	}, nil
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
