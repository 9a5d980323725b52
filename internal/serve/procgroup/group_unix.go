//go:build unix

// A process and whatever it starts end together: they are a group.

package procgroup

import (
	"os/exec"
	"syscall"
)

// Own makes the process, which must not have started yet, the first of a group.
func Own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Kill kills the process and all of its group, also after the process
// itself has ended; none left is no error.
func Kill(cmd *exec.Cmd, _ bool) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
