// How to run a function: its code, its program, its environment.

package functions

import (
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// prepare finds out how to run a function.
func (s *Set) prepare(def *assembly.Function) *function {
	f := &function{def: def, place: &trace.Place{Construct: def.Path}}
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(def.Unresolved)) {
		if _, ok := s.cfg.Environment[name]; !ok {
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
	dir, command, layers, err := s.program(def)
	if err != nil {
		f.reason = def.Path + ": " + err.Error()
		return f
	}
	environment := logging(def)
	maps.Copy(environment, def.Environment)
	maps.Copy(environment, s.cfg.Environment)
	s.export(def.Path, environment)
	f.config = lambdaruntime.Config{
		Name: def.Name, ARN: def.ARN, Command: command, Dir: dir, Handler: def.Handler, Environment: environment,
		Runtime: def.Runtime, Layers: layers, KeepsPath: isManaged(def.Runtime) || lambdaruntime.KnowsPaths(command[0]),
		MemoryMB: def.MemoryMB, Timeout: def.Timeout, Reserved: def.Reserved, MaxWorkers: s.cfg.Workers,
		Region: regionOf(def.ARN), Log: s.log(def),
	}
	return f
}

// logging is what Lambda tells a function of how it logs (Lambda developer
// guide, "Working with Lambda environment variables").
func logging(def *assembly.Function) map[string]string {
	environment := map[string]string{"AWS_LAMBDA_LOG_FORMAT": cmp.Or(def.Logging.Format, "Text")}
	if def.Logging.Format == "JSON" {
		environment["AWS_LAMBDA_LOG_LEVEL"] = cmp.Or(def.Logging.Level, "INFO")
	}
	if def.Logging.Group != "" {
		environment["AWS_LAMBDA_LOG_GROUP_NAME"] = def.Logging.Group
	}
	return environment
}

// export tells a function where to export to, unless its settings say it.
func (s *Set) export(function string, environment map[string]string) {
	const endpoint, protocol = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"
	if s.cfg.Exports == nil || environment[endpoint] != "" || environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] != "" ||
		environment[protocol] != "" && !strings.HasPrefix(environment[protocol], "http/") {
		return
	}
	environment[endpoint] = s.cfg.Exports(function)
	environment[protocol] = cmp.Or(environment[protocol], "http/protobuf") // some SDKs would take gRPC
}

func (s *Set) log(def *assembly.Function) func(lambdaruntime.Line) {
	if s.cfg.Log == nil && s.cfg.Traces == nil {
		return nil
	}
	return func(l lambdaruntime.Line) {
		s.cfg.Traces.Log(trace.Line{Time: time.Now(), Function: def.Path, RequestID: l.RequestID, Text: l.Text})
		if s.cfg.Log == nil {
			return
		}
		s.cfg.Log.Info("function", slog.String("function", def.Path), slog.String("requestId", l.RequestID), slog.String("line", l.Text))
	}
}

func regionOf(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 3 {
		return parts[3]
	}
	return ""
}

func (s *Set) warn(text string) {
	if s.cfg.Log != nil {
		s.cfg.Log.Warn(text)
	}
}

// program is a function's code, the command that starts it, and the folders of
// its layers.
func (s *Set) program(def *assembly.Function) (dir string, command, layers []string, err error) {
	if layers, err = s.layersOf(def); err != nil {
		return "", nil, nil, err
	}
	if strings.HasPrefix(def.Runtime, "nodejs") {
		if command, err = lambdaruntime.Node(s.temp); err == nil {
			s.sayVersion(command[0], "Node", def.Runtime, nodeRuntime)
			dir, err = s.nodeTask(def, layers)
		}
		return dir, command, layers, err
	}
	if dir, err = s.code(def); err == nil {
		command, err = s.command(def, dir, layers)
	}
	return dir, command, layers, err
}

// code is the folder of a function's code; archives and inline code are put into one.
func (s *Set) code(def *assembly.Function) (string, error) {
	if def.Dir != "" {
		if _, err := os.Stat(filepath.Join(def.Dir, notBuilt)); err == nil {
			return "", errors.New("this function was not built: synthesise with bundling on, for this machine (context gatehouse:target=host)")
		}
		return def.Dir, nil
	}
	dir, err := os.MkdirTemp(s.temp, "code-")
	if err != nil {
		return "", err
	}
	return dir, s.unpack(def, dir)
}

// unpack puts an archive, or inline code, into a folder.
func (s *Set) unpack(def *assembly.Function, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if def.Zip != "" {
		return unzip(def.Zip, dir)
	}
	name := "index.js"
	if strings.HasPrefix(def.Runtime, "python") {
		name = "index.py"
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(def.Inline), 0o600)
}

// notBuilt is the file in the code of a function that a synth did not build.
const notBuilt = "NOT_BUILT"

// command is how to start a function.
func (s *Set) command(def *assembly.Function, dir string, layers []string) ([]string, error) {
	switch {
	case strings.HasPrefix(def.Runtime, "provided"):
		for _, from := range append([]string{dir}, layers...) { // a layer may bring the runtime
			program := filepath.Join(from, "bootstrap")
			if _, err := os.Stat(program); err == nil {
				return native(program)
			}
		}
		return native(filepath.Join(dir, "bootstrap"))
	case def.Runtime == "go1.x":
		return native(filepath.Join(dir, def.Handler))
	case strings.HasPrefix(def.Runtime, "python"):
		return s.python(def, dir, layers)
	}
	return nil, fmt.Errorf("runtime %q is not run here; provided.*, nodejs* and python* are", def.Runtime)
}

// isManaged reports whether a runtime brings its client of the Runtime API along:
// here it is one of lambdaruntime's.
func isManaged(runtime string) bool {
	return strings.HasPrefix(runtime, "nodejs") || strings.HasPrefix(runtime, "python")
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
