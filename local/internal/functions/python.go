// What Python functions find beside their code: boto3, which Lambda's runtime
// brings, and their layers.

package functions

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

// brings are the modules that Lambda's Python runtimes bring: boto3, botocore
// and what they need.
var brings = []string{"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}

// findModules prints where the modules of its first argument are, looking first
// in the folders of its second.
const findModules = `
import importlib.util, json, sys
sys.path[:0] = json.loads(sys.argv[2])
found = {}
for name in json.loads(sys.argv[1]):
    spec = importlib.util.find_spec(name)
    if spec:
        found[name] = list(spec.submodule_search_locations)[0] if spec.submodule_search_locations else spec.origin
print(json.dumps(found))
`

// python is the command for a function in Python. Code that was built for this
// machine says which interpreter runs it; other code is run by that of its
// runtime's version, or python3.
func (s *Set) python(def *assembly.Function, task string, layers []string) ([]string, error) {
	by, err := s.interpreter(def, task)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, layer := range slices.Backward(layers) { // the last layer wins
		paths = append(paths, filepath.Join(layer, "python", "lib", def.Runtime, "site-packages"), filepath.Join(layer, "python"))
	}
	sdk, found := s.boto3(by.Program)
	if !found && slices.ContainsFunc(sources(task, ".py"), usesBoto3.MatchString) {
		s.warn(fmt.Sprintf("%s: Lambda's runtime brings boto3, which is not on this machine: run \"%s -m pip install boto3\"", def.Path,
			filepath.Base(by.Program)))
	}
	return lambdaruntime.Python(s.temp, by.Program, append(paths, sdk)...)
}

// interpreter is what runs a function in Python. That it has another version than
// in Lambda is said once.
func (s *Set) interpreter(def *assembly.Function, task string) (by *python.Interpreter, err error) {
	host := python.ReadHost(task)
	switch {
	case host != nil && host.Reason != "":
		return nil, errors.New(host.Reason)
	case host != nil:
		by, err = python.At(host.Program)
	default:
		if by, err = python.InPath(def.Runtime); err == nil {
			err = fits(task, by.Version)
		}
	}
	if errors.Is(err, python.ErrNone) {
		return nil, errors.New("its runtime needs python3, which is not in PATH")
	}
	if err != nil {
		return nil, err
	}
	if version := python.Version(def.Runtime); version != by.Version && !s.said[def.Runtime] {
		s.said[def.Runtime] = true
		s.warn(otherVersion(def.Runtime, "Python", by.Version))
	}
	return by, nil
}

var compiledFor = regexp.MustCompile(`\.cpython-3(\d+)`)

// fits reports an error if a function has compiled packages that this machine
// can't load: those of Lambda are for its processor and its version of Python.
func fits(task, version string) error {
	return filepath.WalkDir(task, func(file string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(file) != ".so" {
			return nil
		}
		_, err = native(file)
		if found := compiledFor.FindStringSubmatch(e.Name()); err == nil && found != nil && "3."+found[1] != version {
			err = fmt.Errorf("this machine has Python %s", version)
		}
		if err != nil {
			rel, _ := filepath.Rel(task, file)
			return fmt.Errorf("its package %s is made for Lambda and can't be loaded here: synthesise with context gatehouse:target=host (%w)",
				rel, err)
		}
		return nil
	})
}

var usesBoto3 = regexp.MustCompile(`(?m)^\s*(?:import|from)\s+(?:boto3|botocore)\b`)

// boto3 is a folder with links to what Lambda's runtime brings, and nothing
// else that is installed; found reports whether boto3 is in it. It comes from
// the project's virtual environment, or from the interpreter's own packages.
func (s *Set) boto3(program string) (dir string, found bool) {
	dir = filepath.Join(s.temp, "python-sdk")
	at := filepath.Join(dir, "boto3")
	if _, err := os.Stat(dir); err == nil {
		_, err := os.Stat(at)
		return dir, err == nil
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return dir, false
	}
	environments := []string{}
	for _, name := range []string{".venv", "venv", ".env", "env"} {
		for _, venv := range above(s.cfg.Projects, name) {
			for _, pattern := range []string{"lib/python3*/site-packages", "Lib/site-packages"} {
				match, _ := filepath.Glob(filepath.Join(venv, filepath.FromSlash(pattern)))
				environments = append(environments, match...)
			}
		}
	}
	names, _ := json.Marshal(brings)
	places, _ := json.Marshal(environments)
	cmd := exec.Command(program, "-B", "-c", findModules, string(names), string(places))
	cmd.Dir = dir // an empty one: the working directory is searched too
	output, err := cmd.Output()
	var modules map[string]string
	if err != nil || json.Unmarshal(output, &modules) != nil {
		return dir, false
	}
	for _, place := range modules {
		_ = os.Symlink(place, filepath.Join(dir, filepath.Base(place)))
	}
	return dir, modules["boto3"] != ""
}
