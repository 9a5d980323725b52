// How many calls to the CDK's kernel a way takes: a program stands in for Node, hands
// everything on and counts.

package synths

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/aws/jsii-runtime-go"
)

// The variables by which this program knows that it stands in for Node, and that it is
// to synthesise and end.
const (
	relayFile = "GATEHOUSE_BENCH_RELAY"
	relayed   = "GATEHOUSE_BENCH_RELAYED"
)

// Relay ends the program after its work if it was started to count calls; main calls it
// first.
func Relay() {
	switch job := os.Getenv(relayed); {
	case os.Getenv(relayFile) != "" && len(os.Args) == 2 && strings.HasSuffix(os.Args[1], ".js"):
		os.Exit(relay(os.Getenv(relayFile)))
	case job != "":
		name, n, _ := strings.Cut(job, "|")
		routes, err := strconv.Atoi(n)
		if err == nil {
			err = Enter()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for _, w := range all {
			if w.Name == name {
				w.Time(routes)
			}
		}
		jsii.Close()
		os.Exit(0)
	}
}

func relay(file string) int {
	os.Unsetenv("GATEHOUSE_BENCH_RELAYED")
	cmd := exec.Command("node", os.Args[1])
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	count := &lineCounter{}
	cmd.Stdin = io.TeeReader(os.Stdin, count)
	err := cmd.Run()
	if writing := os.WriteFile(file, []byte(strconv.Itoa(count.lines)), 0o644); err == nil {
		err = writing
	}
	if err != nil {
		return 1
	}
	return 0
}

type lineCounter struct{ lines int }

func (c *lineCounter) Write(p []byte) (int, error) {
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// Calls is how many calls of the kernel a route more takes.
func (w Way) Calls(few, more int) (float64, error) {
	a, err := w.calls(few)
	if err != nil {
		return 0, err
	}
	b, err := w.calls(more)
	return float64(b-a) / float64(more-few), err
}

func (w Way) calls(n int) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	file, err := os.CreateTemp("", "gatehouse-bench-*")
	if err != nil {
		return 0, err
	}
	file.Close()
	defer os.Remove(file.Name())
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "JSII_NODE="+self, relayFile+"="+file.Name(), fmt.Sprintf("%s=%s|%d", relayed, w.Name, n))
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w: %s", w.Name, err, out)
	}
	text, err := os.ReadFile(file.Name())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(text))
}
