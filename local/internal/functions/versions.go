// Interpreters of this machine that stand in for those of Lambda's runtimes.

package functions

import (
	"fmt"
	"os/exec"
	"strings"
)

// sayVersion says once for each runtime that another version stands in for it.
// The runtime of a version, such as "nodejs24.x" of "24.1.0", is what runtimeOf
// returns. The program is asked for its version beside everything else, since
// starting it takes time.
func (s *Set) sayVersion(program, language, runtime string, runtimeOf func(version string) string) {
	if s.cfg.Log == nil || s.said[runtime] {
		return
	}
	s.said[runtime] = true
	s.asides.Go(func() {
		output, err := exec.Command(program, "--version").Output()
		words := strings.Fields(string(output))
		if err != nil || len(words) == 0 {
			return // it will not run functions either, which is said then
		}
		version := strings.TrimPrefix(words[len(words)-1], "v")
		if runtimeOf(version) != runtime {
			s.warn(otherVersion(runtime, language, version))
		}
	})
}

func otherVersion(runtime, language, version string) string {
	return fmt.Sprintf("functions for %s run on %s %s here: what differs between the two differs here, too", runtime, language, version)
}

func nodeRuntime(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return "nodejs" + major + ".x"
}
