// A process and whatever it starts end together: they are a group.

//go:build unix && !linux

package procgroup

import (
	"os/exec"
	"syscall"
)

// Own makes the process, which must not have started yet, the first of a group.
func Own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Kill kills the process and all of its group, also after the process
// itself has ended; it is no error if there is none left.
func Kill(cmd *exec.Cmd, _ bool) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// Sweep finds nothing here: the environment of another process can't be read.
func Sweep(string) {}
