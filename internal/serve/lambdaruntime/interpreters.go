// Functions in Node and Python: their managed runtimes bring a client of the
// Runtime API along, which here is a small client of our own.

package lambdaruntime

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed clients/node.mjs
var nodeClient []byte

//go:embed clients/python.py
var pythonClient []byte

// Node is the command for functions in JavaScript, with its client in dir.
// The error says so if there is no node in PATH.
func Node(dir string) ([]string, error) {
	return interpreter(dir, "node.mjs", nodeClient, "node")
}

// Python is the command for functions in Python, with its client in dir.
func Python(dir string) ([]string, error) {
	return interpreter(dir, "python.py", pythonClient, "python3", "python")
}

func interpreter(dir, file string, client []byte, names ...string) ([]string, error) {
	for _, name := range names {
		program, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		path := filepath.Join(dir, file)
		return []string{program, path}, os.WriteFile(path, client, 0o600)
	}
	return nil, fmt.Errorf("its runtime needs %s, which is not in PATH", names[0])
}
