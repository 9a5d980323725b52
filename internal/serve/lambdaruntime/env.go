// The environment that a function's process sees: what Lambda sets, what the
// developer's shell gives for AWS, and the function's own.

package lambdaruntime

import (
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
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
		"AWS_EXECUTION_ENV":               "AWS_Lambda_gatehouse",
		"AWS_LAMBDA_FUNCTION_NAME":        cfg.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(cfg.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + cfg.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      "local",
		"LAMBDA_TASK_ROOT":                cfg.Dir,
		"_HANDLER":                        cfg.Handler,
		"TZ":                              ":UTC",
		"LANG":                            "en_US.UTF-8",
	})
	maps.Copy(env, cfg.Environment)
	env[runtimeAPI] = address
	list := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

// region is that of the developer's shell.
func region() string {
	return orElse(os.Getenv("AWS_REGION"), orElse(os.Getenv("AWS_DEFAULT_REGION"), "us-east-1"))
}
