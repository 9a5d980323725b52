// Flags of "gatehouse dev" that cannot be right.

package main

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"testing"
)

// Wrong flags end the command before it synthesises.
func TestDevChecksItsFlagsFirst(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	for flags, want := range map[string]string{
		"--port=99999":                 "--port=99999: ports are 1 to 65535",
		"--port=-1":                    "--port=-1: ports are 1 to 65535",
		"--port=0 --workers=0":         "--workers=0: a function needs at least 1",
		"--port=0 --env==x":            `--env="=x": no name of an environment variable`,
		"--port=70000 --workers=0":     "--workers=0",
		fmt.Sprintf("--port=%d", port): "choose another port with --port",
	} {
		var out, problems bytes.Buffer
		args := append([]string{"dev", "--app-dir", t.TempDir()}, strings.Fields(flags)...)
		if code := run(args, &out, &problems); code == 0 || !strings.Contains(problems.String(), want) || strings.Contains(out.String(), "synthesising") {
			t.Errorf("%s: exit %d, %s%s; want %q", flags, code, out.String(), problems.String(), want)
		}
	}
}
