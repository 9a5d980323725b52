// The environment that a function's process sees: what Lambda sets, what the
// developer's shell gives for AWS, and the function's own.

package lambdaruntime

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// passed are the variables of the shell that a process needs to run at all,
// beside those that begin with "AWS_": credentials, profile and endpoints, so that a
// function under development reaches the account, or the emulator, that the
// developer's own shell reaches.
var passed = []string{
	"PATH", "HOME", "USER", "TMPDIR",
	"SystemRoot", "SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP", "PATHEXT", "COMSPEC",
}

// runtimeAPI is the variable with the address of the Runtime API.
const runtimeAPI = "AWS_LAMBDA_RUNTIME_API"

func environment(cfg *Config, address string) []string {
	env := map[string]string{}
	for _, kv := range os.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "AWS_LAMBDA_") || slices.Contains(passed, name) {
			env[name] = value
		}
	}
	// Without credentials an SDK would look for those of a virtual machine, and hang.
	if env["AWS_EC2_METADATA_DISABLED"] == "" {
		env["AWS_EC2_METADATA_DISABLED"] = "true"
	}
	maps.Copy(env, map[string]string{
		"AWS_REGION":                      cfg.Region,
		"AWS_DEFAULT_REGION":              cfg.Region,
		"AWS_LAMBDA_FUNCTION_NAME":        cfg.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     cfg.Version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(cfg.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + cfg.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      logStream(cfg.Version),
		"LAMBDA_TASK_ROOT":                cfg.Dir,
		"_HANDLER":                        cfg.Handler,
		"TZ":                              ":UTC",
		"LANG":                            "en_US.UTF-8",
	})
	delete(env, "AWS_EXECUTION_ENV") // that of the shell
	if cfg.Runtime != "" && !strings.HasPrefix(cfg.Runtime, "provided") {
		env["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + cfg.Runtime // not of runtimes that are only an OS
	}
	for _, layer := range slices.Backward(cfg.Layers) {
		prepend(env, "PATH", filepath.Join(layer, "bin"))
		prepend(env, "LD_LIBRARY_PATH", filepath.Join(layer, "lib"))
	}
	maps.Copy(env, cfg.Environment)
	env[runtimeAPI] = address
	list := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

// prepend puts a folder in front of a variable's list.
func prepend(env map[string]string, name, dir string) {
	if env[name] == "" {
		env[name] = dir
		return
	}
	env[name] = dir + string(filepath.ListSeparator) + env[name]
}

// logStream is the name of a log stream in the form that Lambda's have, one
// for each process.
func logStream(version string) string {
	var b [16]byte
	rand.Read(b[:])
	return time.Now().UTC().Format("2006/01/02") + fmt.Sprintf("/[%s]%x", version, b)
}

// region is that of the developer's shell.
func region() string {
	return cmp.Or(os.Getenv("AWS_REGION"), cmp.Or(os.Getenv("AWS_DEFAULT_REGION"), "us-east-1"))
}
