// A process and whatever it starts end together: they are a group, and those
// that have left it are found in /proc.

package procgroup

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Own makes the process, which must not have started yet, the first of a group.
func Own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Kill kills the process, its group and its descendants. After the process
// itself has ended it is the group; it is no error if there is none left.
func Kill(cmd *exec.Cmd, ended bool) {
	var family []int
	if !ended {
		family = descendants(cmd.Process.Pid)
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	for _, pid := range family {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// Sweep kills the processes of this user that were started with a variable in
// their environment, given as "NAME=value": those that a process started and
// that left its group. The variable must be one that no other process has.
func Sweep(variable string) {
	// A process may start another while we look; each round finds fewer.
	for range 10 {
		found := false
		for _, pid := range processes() {
			if pid != os.Getpid() && hasVariable(pid, variable) {
				found = syscall.Kill(pid, syscall.SIGKILL) == nil || found
			}
		}
		if !found {
			return
		}
	}
}

func processes() (pids []int) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil // no /proc here
	}
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// hasVariable reports whether a process has a variable; of other users'
// processes that can't be read.
func hasVariable(pid int, variable string) bool {
	environment, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	return err == nil && slices.ContainsFunc(bytes.Split(environment, []byte{0}), func(kv []byte) bool { return string(kv) == variable })
}

// descendants are the processes that a process started, those that they started, and so on.
func descendants(pid int) (family []int) {
	children := map[int][]int{}
	for _, child := range processes() {
		if parent, ok := parentOf(child); ok {
			children[parent] = append(children[parent], child)
		}
	}
	family = children[pid]
	for i := 0; i < len(family); i++ {
		family = append(family, children[family[i]]...)
	}
	return family
}

// parentOf reads the parent's id: the second field after the name, which stands
// in parentheses and may have some itself (proc_pid_stat(5)).
func parentOf(pid int) (parent int, ok bool) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 2 {
		return 0, false
	}
	parent, err = strconv.Atoi(fields[1])
	return parent, err == nil
}
