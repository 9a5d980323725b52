package local

// The functions of an assembly as programs that run here.

import (
	"archive/zip"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

// function is one that can be called, or the reason why not.
type function struct {
	def    *assembly.Function
	reason string
	pool   *lambdaruntime.Function
}

// functions are those of the assembly that's being served.
type functions struct {
	cfg  *Config
	temp string // for inline code, archives and bootstraps; removed at close

	mu      sync.RWMutex
	byPath  map[string]*function
	retired map[*lambdaruntime.Function]struct{} // still at their last events
}

func newFunctions(cfg *Config) (*functions, error) {
	temp, err := os.MkdirTemp("", "gatehouse-")
	if err != nil {
		return nil, err
	}
	return &functions{cfg: cfg, temp: temp, byPath: map[string]*function{}, retired: map[*lambdaruntime.Function]struct{}{}}, nil
}

// load takes over the functions of an assembly. Those that are the same keep
// their processes; the others finish what they have.
func (fs *functions) load(defs []*assembly.Function) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	next := make(map[string]*function, len(defs))
	for _, def := range defs {
		if old := fs.byPath[def.Path]; old != nil && reflect.DeepEqual(old.def, def) {
			next[def.Path] = old
		} else {
			next[def.Path] = fs.make(def)
		}
	}
	for path, old := range fs.byPath {
		if next[path] != old {
			fs.retire(old)
		}
	}
	fs.byPath = next
}

// swap gives a function new code.
func (fs *functions) swap(path, dir string) error {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	old := fs.byPath[path]
	if old == nil {
		return fmt.Errorf("there is no function %s", path)
	}
	def := *old.def
	def.Dir = dir
	fs.byPath[path] = fs.make(&def)
	fs.retire(old)
	return nil
}

// retire lets a function end in its own time; fs.mu is held.
func (fs *functions) retire(f *function) {
	if f.pool == nil {
		return
	}
	f.pool.Retire()
	fs.retired[f.pool] = struct{}{}
	go func() {
		f.pool.Wait()
		fs.mu.Lock()
		defer fs.mu.Unlock()
		delete(fs.retired, f.pool)
	}()
}

func (fs *functions) get(def *assembly.Function) *function {
	fs.mu.RLock()
	defer fs.mu.RUnlock()
	return fs.byPath[def.Path]
}

func (fs *functions) close() {
	fs.mu.Lock()
	pools := slices.Collect(maps.Keys(fs.retired))
	for _, f := range fs.byPath {
		if f.pool != nil {
			pools = append(pools, f.pool)
		}
	}
	fs.byPath = map[string]*function{}
	fs.mu.Unlock()
	for _, pool := range pools {
		pool.Close()
	}
	os.RemoveAll(fs.temp)
}

// make finds out how to run a function.
func (fs *functions) make(def *assembly.Function) *function {
	f := &function{def: def}
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(def.Unresolved)) {
		if _, ok := fs.cfg.Environment[name]; !ok {
			unknown = append(unknown, fmt.Sprintf("environment variable %s: %s", name, def.Unresolved[name]))
		}
	}
	if len(def.Problems) > 0 {
		f.reason = def.Problems[0].String()
		return f
	}
	if len(unknown) > 0 {
		f.reason = def.Path + ": " + strings.Join(unknown, "; ") + ". Give it a value with --env, or in Config.Environment"
		return f
	}
	dir, err := fs.code(def)
	var command []string
	if err == nil {
		command, err = fs.command(def, dir)
	}
	if err != nil {
		f.reason = def.Path + ": " + err.Error()
		return f
	}
	environment := maps.Clone(def.Environment)
	if environment == nil {
		environment = map[string]string{}
	}
	maps.Copy(environment, fs.cfg.Environment)
	f.pool = lambdaruntime.New(lambdaruntime.Config{
		Name: def.Name, ARN: def.ARN, Command: command, Dir: dir, Handler: def.Handler, Environment: environment,
		MemoryMB: def.MemoryMB, Timeout: def.Timeout, Reserved: def.Reserved, MaxWorkers: fs.cfg.Workers,
		Region: regionOf(def.ARN), Log: fs.log(def),
	})
	return f
}

func (fs *functions) log(def *assembly.Function) func(lambdaruntime.Line) {
	if fs.cfg.Log == nil {
		return nil
	}
	return func(l lambdaruntime.Line) {
		fs.cfg.Log.Info("function", slog.String("function", def.Path), slog.String("requestId", l.RequestID), slog.String("line", l.Text))
	}
}

func regionOf(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 3 {
		return parts[3]
	}
	return ""
}

// code is the folder of a function's code; archives and inline code are put into one.
func (fs *functions) code(def *assembly.Function) (string, error) {
	if def.Zip == "" && def.Inline == "" {
		if _, err := os.Stat(filepath.Join(def.Dir, notBuilt)); err == nil {
			return "", errors.New("this function was not built: synthesise with bundling on, for this machine (context gatehouse:target=host)")
		}
		return def.Dir, nil
	}
	dir, err := os.MkdirTemp(fs.temp, "code-")
	if err != nil {
		return "", err
	}
	if def.Zip != "" {
		return dir, unzip(def.Zip, dir)
	}
	name := "index.js"
	if strings.HasPrefix(def.Runtime, "python") {
		name = "index.py"
	}
	return dir, os.WriteFile(filepath.Join(dir, name), []byte(def.Inline), 0o600)
}

// notBuilt is the file in the code of a function that a synth did not build.
const notBuilt = "NOT_BUILT"

// command is how to start a function.
func (fs *functions) command(def *assembly.Function, dir string) ([]string, error) {
	switch {
	case strings.HasPrefix(def.Runtime, "provided"):
		return native(filepath.Join(dir, "bootstrap"))
	case def.Runtime == "go1.x":
		return native(filepath.Join(dir, def.Handler))
	case strings.HasPrefix(def.Runtime, "nodejs"):
		return lambdaruntime.Node(fs.temp)
	case strings.HasPrefix(def.Runtime, "python"):
		return lambdaruntime.Python(fs.temp)
	}
	return nil, fmt.Errorf("runtime %q is none that Gatehouse runs: those are provided.*, nodejs* and python*", def.Runtime)
}

// native checks that a program is there and made for this machine.
func native(program string) ([]string, error) {
	if runtime.GOOS == "windows" && filepath.Ext(program) == "" {
		program += ".exe"
	}
	info, err := os.Stat(program)
	if err != nil {
		return nil, fmt.Errorf("its program is missing: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("its program %s is a folder", program)
	}
	binary, err := elf.Open(program)
	if err != nil {
		return []string{program}, nil // a script, or a program of another system than Linux
	}
	defer binary.Close()
	machine := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]
	if runtime.GOOS != "linux" || binary.Machine != machine {
		return nil, fmt.Errorf("its program is made for Linux (%v), this machine is %s/%s: synthesise with context gatehouse:target=host",
			binary.Machine, runtime.GOOS, runtime.GOARCH)
	}
	return []string{program}, nil
}

// unzip unpacks an archive. What would land outside the folder is an error.
func unzip(file, dir string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer archive.Close()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, entry := range archive.File {
		if err := unzipEntry(root, entry); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func unzipEntry(root *os.Root, entry *zip.File) error {
	name := filepath.FromSlash(entry.Name)
	if entry.FileInfo().IsDir() {
		return root.MkdirAll(filepath.Clean(name), 0o755)
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	in, err := entry.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, entry.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	// Lambda refuses code of more than 250 MB.
	if _, err = io.Copy(out, io.LimitReader(in, 250<<20)); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
