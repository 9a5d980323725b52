//go:build unix

package lambdaruntime

// A process and whatever it starts end together: they are a group.

import (
	"os/exec"
	"syscall"
)

func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills the process and all of its group, also after the process
// itself has ended; none left is no error.
func killGroup(cmd *exec.Cmd, _ bool) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
