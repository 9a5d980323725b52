// A process and whatever it starts end together.

package procgroup

import (
	"os/exec"
	"strconv"
	"syscall"
)

// Own makes the process, which must not have started yet, the first of a group.
func Own(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// Kill kills the process and its descendants; taskkill knows them, the
// system call doesn't. Once the process has ended, nothing leads to them.
func Kill(cmd *exec.Cmd, ended bool) {
	if ended {
		return
	}
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run() != nil {
		_ = cmd.Process.Kill()
	}
}

// Sweep finds nothing here: Kill reaches all descendants.
func Sweep(string) {}
