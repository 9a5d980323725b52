// Functions that run on this machine.

package pybuild

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

const hosted = `
-- functions/requirements.txt --
--no-index
--find-links ../wheels
pure==1.0
-- functions/f.py --
import pure
def index(event, context):
    return {"statusCode": 200, "body": pure.VERSION}
`

func hostMain(dir string) code.Main {
	m := mainOf(dir, "GET /", "functions/f.index")
	m.Host, m.GOOS, m.GOARCH = true, runtime.GOOS, runtime.GOARCH
	return m
}

// environment makes what "python3 -m venv" does, without its seconds.
func environment(t *testing.T, dir string) (packages string) {
	t.Helper()
	by, err := python.InPath("")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("no Python whose virtual environments are links")
	}
	venv := filepath.Join(dir, ".venv")
	write(t, venv, "-- pyvenv.cfg --\nhome = "+filepath.Dir(by.Program)+"\n-- bin/empty --\n")
	if err := os.Symlink(by.Program, filepath.Join(venv, "bin", "python")); err != nil {
		t.Fatal(err)
	}
	packages = filepath.Join(venv, "lib", "python"+by.Version, "site-packages")
	if err := os.MkdirAll(packages, 0o755); err != nil {
		t.Fatal(err)
	}
	return packages
}

func TestTheProjectsEnvironmentHasThePackages(t *testing.T) {
	dir := app(t, hosted)
	packages := environment(t, dir)
	write(t, packages, "-- pure-1.0.dist-info/METADATA --\n-- editable.pth --\n"+filepath.Join(dir, "elsewhere")+"\n")
	write(t, dir, "-- elsewhere/pure.py --\nVERSION = 'of the environment'\n")
	out := built(t, hostMain(dir))
	if host := python.ReadHost(out); host == nil || host.Program != filepath.Join(dir, ".venv/bin/python") {
		t.Errorf("%+v", host)
	}
	if got := call(t, out, `{"routeKey":"GET /"}`); got["body"] != "of the environment" {
		t.Errorf("%v", got)
	}
}

func TestPackagesAreInstalledForThisMachine(t *testing.T) {
	needPip(t)
	dir := app(t, hosted)
	environment(t, dir) // lacks the package
	wheel(t, filepath.Join(dir, "wheels"), "pure", "1.0", "py3-none-any")
	out := built(t, hostMain(dir))
	if got := call(t, out, `{"routeKey":"GET /"}`); got["body"] != "1.0" {
		t.Errorf("%v", got)
	}
}

func TestWhyAFunctionCanNotRunHere(t *testing.T) {
	dir := app(t, hosted)
	reason := func() string {
		host := python.ReadHost(built(t, hostMain(dir)))
		if host == nil {
			t.Fatal("no note")
		}
		return host.Reason
	}
	t.Run("nothing to install with", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if got := reason(); !strings.Contains(got, "no python3 in PATH: install Python to run this function here") {
			t.Errorf("%q", got)
		}
	})
	needPip(t)
	environment(t, dir)
	if got := reason(); !strings.Contains(got, "function functions/f: ") || !strings.Contains(got, "lacks pure, and they can't be installed: functions/requirements.txt:3: no wheel of pure==1.0 for this machine") {
		t.Errorf("%q", got)
	}
}
