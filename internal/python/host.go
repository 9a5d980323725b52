// What a build for this machine notes beside the code of a function.

package python

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// HostFile is the name of the note.
const HostFile = "gatehouse_host.json"

// Host says by which interpreter a function runs on this machine, or why it
// can't.
type Host struct {
	Program string `json:"program,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// ReadHost returns the note beside a function's code; nil if there is none, as
// beside code that was not built for this machine.
func ReadHost(dir string) *Host {
	text, err := os.ReadFile(filepath.Join(dir, HostFile))
	h := &Host{}
	if err != nil || json.Unmarshal(text, h) != nil {
		return nil
	}
	return h
}
