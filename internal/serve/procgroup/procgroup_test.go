// Children end with their parent.

//go:build linux

package procgroup_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/procgroup"
)

func Example() {
	cmd := exec.Command("sleep", "300")
	procgroup.Own(cmd)
	if err := cmd.Start(); err != nil {
		fmt.Println(err)
		return
	}
	procgroup.Kill(cmd, false)
	fmt.Println(cmd.Wait())
	// Output: signal: killed
}

// A child in a session of its own ends with its parent; one whose parent has
// ended is found by a variable of its environment.
func TestChildrenThatLeaveTheGroup(t *testing.T) {
	variable := fmt.Sprintf("PROCGROUP_TEST=%d-%d", os.Getpid(), time.Now().UnixNano())
	for name, script := range map[string]string{
		"child":  "setsid sleep 300 & echo $!; wait",
		"orphan": "(setsid sleep 300 >/dev/null 2>&1 & echo $!); exec sleep 300",
	} {
		cmd := exec.Command("sh", "-c", script)
		cmd.Env = append(os.Environ(), variable)
		procgroup.Own(cmd)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line := make([]byte, 16)
		n, err := out.Read(line)
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(line[:n])))
		if err != nil {
			t.Fatal(err)
		}
		procgroup.Kill(cmd, false)
		cmd.Wait()
		procgroup.Kill(cmd, true)
		procgroup.Sweep(variable)
		for range 200 {
			if !isRunning(pid) {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if isRunning(pid) {
			t.Errorf("%s: process %d is still there", name, pid)
		}
	}
}

// isRunning reports whether a process is there and no zombie.
func isRunning(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !bytes.Contains(text, []byte(") Z "))
}
