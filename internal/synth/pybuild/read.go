// Modules read without being run: by Python's own parser if there is an
// interpreter, else by a scanner.

package pybuild

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/python"
)

//go:embed read.py
var readProgram string

// module is what a file says of itself.
type module struct {
	Error   *syntaxError `json:"error,omitempty"`
	Names   []name       `json:"names"`
	Imports []imported   `json:"imports"`
	Star    bool         `json:"star"` // it takes all names of another module, so others may be there
}

type syntaxError struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// name is something that a module defines.
type name struct {
	Name      string `json:"name"`
	Line      int    `json:"line"`
	Kind      string `json:"kind"`      // "def", "async", "class", "value", "import"
	Fits      bool   `json:"fits"`      // it can be called with an event and a context, as far as is known
	Signature string `json:"signature"` // of a function: "def index(event, context)"
}

// imported is one import, wherever it stands in the file.
type imported struct {
	Level  int      `json:"level"`  // dots in front of a relative one
	Module string   `json:"module"` // "a.b"
	Names  []string `json:"names"`  // taken from it, which may be modules of it
	Line   int      `json:"line"`
	Always bool     `json:"always"` // it is run whenever the module is imported, and known to be
}

// find returns what a module calls name; the last definition counts.
func (m *module) find(text string) *name {
	for i := range slices.Backward(m.Names) {
		if m.Names[i].Name == text {
			return &m.Names[i]
		}
	}
	return nil
}

// reader reads modules, each once.
type reader struct {
	cache   string // folder in which results stay between runs; "" for none
	runtime string // whose interpreter reads, if it is there
	known   map[string]*module
	by      *python.Interpreter // nil: the scanner, or nothing was read yet
	tried   bool
}

func newReader(cache, runtime string) *reader {
	return &reader{cache: cache, runtime: runtime, known: map[string]*module{}}
}

// read reads files that are not known yet, in one process for all.
func (r *reader) read(ctx context.Context, files ...string) error {
	var paths, sums []string
	texts := map[string][]byte{}
	for _, file := range files {
		if r.known[file] != nil || texts[file] != nil {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		sum := sumOf(text)
		if m := r.recall(sum); m != nil {
			r.known[file] = m
			continue
		}
		texts[file] = append([]byte{}, text...)
		paths, sums = append(paths, file), append(sums, sum)
	}
	if len(paths) == 0 {
		return nil
	}
	if !r.tried {
		r.by, _ = python.InPath(r.runtime)
		r.tried = true
	}
	if r.by == nil {
		for _, file := range paths {
			r.known[file] = scan(string(texts[file]))
		}
		return nil
	}
	modules, err := parse(ctx, r.by.Program, paths)
	if err != nil {
		return err
	}
	for i, file := range paths {
		r.known[file] = modules[i]
		if modules[i].Error == nil {
			r.remember(sums[i], modules[i])
		}
	}
	return nil
}

// parse has an interpreter read files. It runs nothing of them, and is started
// apart from the user's packages and environment.
func parse(ctx context.Context, program string, paths []string) ([]*module, error) {
	list, err := json.Marshal(paths)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "-I", "-S", "-B", "-X", "utf8", "-c", readProgram)
	cmd.Stdin = bytes.NewReader(list)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	output, err := cmd.Output()
	var modules []*module
	if err == nil {
		err = json.Unmarshal(output, &modules)
	}
	if err == nil && len(modules) != len(paths) {
		err = fmt.Errorf("%d answers for %d files", len(modules), len(paths))
	}
	if err != nil {
		return nil, fmt.Errorf("%s could not read the handlers: %w\n%s", program, err, strings.TrimSpace(complaint.String()))
	}
	return modules, nil
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(append([]byte(readProgram), text...))
	return hex.EncodeToString(sum[:16])
}

// recall returns what is known of a text from an earlier run. Texts with a
// mistake are read each time: a newer interpreter may find none.
func (r *reader) recall(sum string) *module {
	if r.cache == "" {
		return nil
	}
	file := filepath.Join(r.cache, sum+".json")
	text, err := os.ReadFile(file)
	m := &module{}
	if err != nil || json.Unmarshal(text, m) != nil {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(file, now, now)
	return m
}

func (r *reader) remember(sum string, m *module) {
	text, err := json.Marshal(m)
	if r.cache == "" || err != nil || os.MkdirAll(r.cache, 0o755) != nil {
		return
	}
	_ = writeFile(filepath.Join(r.cache, sum+".json"), text) // only time is lost
}

// writeFile writes a file that is seen whole or not at all.
func writeFile(file string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
	return err
}
