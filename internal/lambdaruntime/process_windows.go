package lambdaruntime

// A process and whatever it starts end together.

import (
	"os/exec"
	"strconv"
	"syscall"
)

func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// killGroup kills the process and its descendants; taskkill knows them, the
// system call doesn't. Once the process has ended, nothing leads to them.
func killGroup(cmd *exec.Cmd, ended bool) {
	if ended {
		return
	}
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run() != nil {
		_ = cmd.Process.Kill()
	}
}
