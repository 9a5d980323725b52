// The usual way in TypeScript.

package synths

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed typescript.js
var program []byte

// cdkVersion is that of bench/go.mod: all ways run the same CDK.
const cdkVersion = "2.260.0"

// TypeScript is a Node process that synthesises.
type TypeScript struct {
	cmd     *exec.Cmd
	input   io.WriteCloser
	answers *bufio.Reader
}

// InstallTypeScript installs the CDK for Node in a folder, by npm.
func InstallTypeScript(dir string) error {
	install := exec.Command("npm", "install", "--no-audit", "--no-fund", "aws-cdk-lib@"+cdkVersion, "constructs@10.6.0")
	install.Dir = dir
	if text, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w: %s", err, text)
	}
	return nil
}

// StartTypeScript starts the process in a folder where the CDK is installed. Enter comes
// first.
func StartTypeScript(dir string) (*TypeScript, error) {
	functions, err := filepath.Abs("functions")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "typescript.js"), program, 0o644)
	}
	if err != nil {
		return nil, err
	}
	t := &TypeScript{cmd: exec.Command("node", "typescript.js", functions)}
	t.cmd.Dir, t.cmd.Stderr = dir, os.Stderr
	if t.input, err = t.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	output, err := t.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	t.answers = bufio.NewReader(output)
	return t, t.cmd.Start()
}

// Time is how long declaration and synth of n routes take.
func (t *TypeScript) Time(n int) (time.Duration, error) {
	if _, err := fmt.Fprintln(t.input, n); err != nil {
		return 0, err
	}
	line, err := t.answers.ReadString('\n')
	if err != nil {
		return 0, err
	}
	milliseconds, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
	return time.Duration(milliseconds * float64(time.Millisecond)), err
}

// Close ends the process.
func (t *TypeScript) Close() error {
	t.input.Close()
	return t.cmd.Wait()
}
