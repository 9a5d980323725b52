// Packages: wheels that the tests make themselves, since no index is reached.

package pybuild

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/python"
)

// needPip skips a test where nothing can install packages.
func needPip(t *testing.T) {
	t.Helper()
	i, err := python.InPath("")
	if err != nil || !hasPip(i.Program) {
		t.Skip("no Python with pip on this machine")
	}
	hideUV(t)
}

// hideUV takes uv out of PATH, so that pip is what the test tests.
func hideUV(t *testing.T) {
	t.Helper()
	var kept []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if !isFile(filepath.Join(dir, "uv")) {
			kept = append(kept, dir)
		}
	}
	t.Setenv("PATH", strings.Join(kept, string(filepath.ListSeparator)))
}

// wheel writes a wheel: a package with one module that says what it is.
func wheel(t *testing.T, dir, name, version, tag string, requires ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%s-%s.whl", name, version, tag)))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	info := fmt.Sprintf("%s-%s.dist-info/", name, version)
	metadata := fmt.Sprintf("Metadata-Version: 2.1\nName: %s\nVersion: %s\n", name, version)
	for _, r := range requires {
		metadata += "Requires-Dist: " + r + "\n"
	}
	w := zip.NewWriter(out)
	for _, f := range [][2]string{
		{name + "/__init__.py", fmt.Sprintf("VERSION = %q\nTAG = %q\n", version, tag)},
		{info + "METADATA", metadata},
		{info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: " + tag + "\n"},
		{info + "entry_points.txt", "[console_scripts]\n" + name + " = " + name + ":main\n"},
		{info + "RECORD", name + "/__init__.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "entry_points.txt,,\n" + info + "RECORD,,\n"},
	} {
		part, err := w.Create(f[0])
		if err == nil {
			_, err = part.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

const packaged = `
-- functions/requirements.txt --
-r ../base.txt  # options and what all need
pure==1.0
native>=2 ; sys_platform == "linux" and platform_machine == "aarch64"
elsewhere ; sys_platform == "win32" or platform_machine == "x86_64"
-- base.txt --
--no-index
--find-links ./wheels
-- functions/users.py --
import json
import native, pure, needed

def index(event, context):
    return {"statusCode": 200, "body": json.dumps([native.TAG, pure.VERSION, needed.VERSION])}
`

func TestWheelsAreThoseOfTheFunctionsPlatform(t *testing.T) {
	needPip(t)
	dir := app(t, packaged)
	wheels := filepath.Join(dir, "wheels")
	wheel(t, wheels, "pure", "1.0", "py3-none-any", `needed ; python_version >= "3.13"`, `unneeded ; python_version < "3.13"`)
	wheel(t, wheels, "needed", "3.1", "py3-none-any")
	for _, tag := range []string{"cp313-cp313-manylinux_2_28_aarch64", "cp313-cp313-manylinux2014_x86_64", "cp311-cp311-manylinux2014_aarch64",
		"cp313-cp313-manylinux_2_39_aarch64", "cp313-cp313-macosx_11_0_arm64"} {
		wheel(t, wheels, "native", "2.5", tag)
	}
	m := mainOf(dir, "GET /users", "functions/users.index")
	b := build1(t, m)
	if len(b.Problems) > 0 {
		t.Fatal(b.Problems[0].Text)
	}
	want := []string{"gatehouse.py", "gatehouse_main.py", "gatehouse_router.py", "native/__init__.py", "native-2.5.dist-info/METADATA", "native-2.5.dist-info/RECORD",
		"native-2.5.dist-info/WHEEL", "native-2.5.dist-info/entry_points.txt", "needed/__init__.py", "needed-3.1.dist-info/METADATA",
		"needed-3.1.dist-info/RECORD", "needed-3.1.dist-info/WHEEL", "needed-3.1.dist-info/entry_points.txt", "pure/__init__.py",
		"pure-1.0.dist-info/METADATA", "pure-1.0.dist-info/RECORD", "pure-1.0.dist-info/WHEEL", "pure-1.0.dist-info/entry_points.txt", "users.py"}

	if got := files(t, b.Dir); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := call(t, b.Dir, `{"routeKey":"GET /users"}`); got["body"] != `["cp313-cp313-manylinux_2_28_aarch64", "1.0", "3.1"]` {
		t.Errorf("%v", got)
	}
	for _, input := range []string{"functions/users.py", "functions/requirements.txt", "base.txt"} {
		if !slices.Contains(b.Inputs, filepath.Join(dir, input)) {
			t.Errorf("%s is no input: %v", input, b.Inputs)
		}
	}
	record, err := os.ReadFile(filepath.Join(b.Dir, "pure-1.0.dist-info/RECORD"))
	if err != nil || strings.Contains(string(record), "bin/") || !strings.Contains(string(record), "pure/__init__.py") {
		t.Errorf("%s %v", record, err)
	}

	// From another folder, and installed again, the bytes are the same.
	other := app(t, packaged)
	if err := os.Rename(wheels, filepath.Join(other, "wheels")); err != nil {
		t.Fatal(err)
	}
	twin := built(t, mainOf(other, "GET /users", "functions/users.index"))
	if twin == b.Dir || content(t, twin) != content(t, b.Dir) {
		t.Errorf("%s and %s differ", twin, b.Dir)
	}

	// Neither pip nor an index is asked a third time.
	if err := os.RemoveAll(filepath.Join(other, "wheels")); err != nil {
		t.Fatal(err)
	}
	if again := built(t, mainOf(other, "GET /users", "functions/users.index")); again != twin {
		t.Errorf("%s, want %s", again, twin)
	}
}

// localPackageFiles is a package of the application with a build backend of its
// own, since no other can be fetched.
const localPackageFiles = `
-- shared/pyproject.toml --
[project]
name = "shared-names"
version = "1.2"

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
-- shared/src/shared_names/__init__.py --
NAME = "shared"
-- shared/backend.py --
import os, zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = "shared_names-1.2-py3-none-any.whl"
    info = "shared_names-1.2.dist-info/"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        with open("src/shared_names/__init__.py") as file:
            wheel.writestr("shared_names/__init__.py", file.read())
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: shared-names\nVersion: 1.2\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(info + "RECORD", f"shared_names/__init__.py,,\n{info}METADATA,,\n{info}WHEEL,,\n{info}RECORD,,\n")
    return name
`

func TestLinesOfARequirementsFile(t *testing.T) {
	dir := app(t, `
-- functions/requirements.txt --
-e ../shared
shared-names[more] @ file:../shared ; python_version > "3"
./wheels/pure-1.0-py3-none-any.whl
pure == 1.0 \
    # a comment
    --hash=sha256:00
--find-links=../wheels
-c limits.txt
--index-url https://example.com/simple
git+https://example.com/x.git
-- functions/limits.txt --
-- functions/wheels/pure-1.0-py3-none-any.whl --
`+localPackageFiles)
	r, err := findRequirements(filepath.Join(dir, "functions"), dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range r.lines {
		got = append(got, strings.Join(strings.Fields(strings.ReplaceAll(l.local+"|"+l.text, dir, "")), " "))
	}
	want := []string{"/shared|", "/shared|", "|/functions/wheels/pure-1.0-py3-none-any.whl", "|pure == 1.0", "|--hash=sha256:00", "|--find-links /wheels",
		"|--constraint /functions/limits.txt", "|--index-url https://example.com/simple", "|git+https://example.com/x.git"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	before := r.sum
	if err := os.WriteFile(filepath.Join(dir, "shared/src/shared_names/__init__.py"), []byte("NAME = 'changed'\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err = findRequirements(filepath.Join(dir, "functions"), dir); err != nil || r.sum == before {
		t.Errorf("a change of a local package changes nothing: %v", err)
	}
}

const lockedApp = `
-- functions/pyproject.toml --
[project]
name = "Handlers.App"
version = "0.1"
dependencies = [
    "pure[more]",
    "shared-names",
]

[tool.uv.sources]
shared-names = { path = "../shared", editable = true }
-- functions/uv.lock --
version = 1
requires-python = ">=3.11"

[[package]]
name = "handlers-app"
version = "0.1"
source = { virtual = "." }
dependencies = [
    { name = "pure", extra = ["more"] },
    { name = "shared-names" },
    { name = "windows", marker = "sys_platform == 'win32'" },
]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "pure"
version = "1.0"
source = { registry = "../wheels" }
dependencies = [{ name = "needed", marker = "python_full_version >= '3.13'" }]

[package.optional-dependencies]
more = [{ name = "extra" }]

[[package]]
name = "needed"
version = "3.1"
source = { registry = "../wheels" }

[[package]]
name = "extra"
version = "4.0"
source = { registry = "../wheels" }

[[package]]
name = "windows"
version = "9.0"
source = { registry = "../wheels" }

[[package]]
name = "pytest"
version = "8.0"
source = { registry = "../wheels" }

[[package]]
name = "shared-names"
version = "1.2"
source = { editable = "../shared" }
-- functions/f.py --
import json
import pure, needed, extra, shared_names
def index(event, context):
    return {"statusCode": 200, "body": json.dumps([pure.VERSION, needed.VERSION, extra.VERSION, shared_names.NAME])}
`

func TestALockSaysWhichVersions(t *testing.T) {
	needPip(t)
	dir := app(t, lockedApp+localPackageFiles)
	for _, w := range []string{"pure 1.0", "pure 1.1", "needed 3.1", "needed 3.2", "extra 4.0"} {
		name, version, _ := strings.Cut(w, " ")
		wheel(t, filepath.Join(dir, "wheels"), name, version, "py3-none-any")
	}
	b := build1(t, mainOf(dir, "GET /", "functions/f.index"))
	if len(b.Problems) > 0 {
		t.Fatal(b.Problems[0].Text)
	}
	if got := call(t, b.Dir, `{"routeKey":"GET /"}`); got["body"] != `["1.0", "3.1", "4.0", "shared"]` {
		t.Errorf("%v", got)
	}
	if !slices.Contains(b.Inputs, filepath.Join(dir, "shared")) {
		t.Errorf("%v", b.Inputs)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "shared")); len(entries) != 3 {
		t.Errorf("the build left files in the application: %v", entries)
	}
}

func TestWhatIsWrongWithPackages(t *testing.T) {
	const handler = "-- f.py --\ndef index(event, context):\n    pass\n"
	for name, c := range map[string]struct{ files, want string }{
		"no wheel":      {"-- requirements.txt --\n--no-index\n--find-links w\n# here:\nnative==2.5\n", "function f: requirements.txt:4: no wheel of native==2.5 for Lambda (python3.13 on Linux aarch64): choose a version that has one"},
		"no lock":       {"-- pyproject.toml --\n[project]\nname = \"x\"\ndependencies = [\"requests\"]\n", `function f: pyproject.toml has dependencies and no uv.lock beside it says which versions: run "uv lock" there`},
		"no project":    {"-- pyproject.toml --\n[tool.ruff]\nline-length = 100\n", ""},
		"no packages":   {"-- pyproject.toml --\n[project]\nname = \"x\"\ndependencies = []\n", ""},
		"only comments": {"-- requirements.txt --\n# none\n", ""},
		"itself":        {"-- requirements.txt --\n-r requirements.txt\n", "includes itself"},
		"missing":       {"-- requirements.txt --\n-r base.txt\n", "requirements.txt:1: open base.txt"},
		"unknown lock":  {"-- pyproject.toml --\n[project]\nname = \"x\"\ndependencies = [\"requests\"]\n-- uv.lock --\nversion = 1\n", "it has no package x: run"},
		"not a package": {"-- requirements.txt --\n./shared\n-- shared/readme.txt --\n", "requirements.txt:1: the package in shared can't be built"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.want != "" {
				needPip(t)
			}
			dir := app(t, handler+c.files)
			wheel(t, filepath.Join(dir, "w"), "native", "2.5", "cp313-cp313-manylinux2014_x86_64")
			b := build1(t, mainOf(dir, "GET /", "f.index"))
			switch {
			case c.want == "" && len(b.Problems) > 0:
				t.Errorf("%q", b.Problems[0].Text)
			case c.want != "" && (len(b.Problems) != 1 || !strings.Contains(b.Problems[0].Text, c.want)):
				t.Errorf("%+v, want %q", b.Problems, c.want)
			}
		})
	}
	t.Run("nothing installs", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		dir := app(t, handler+"-- requirements.txt --\npure\n")
		b := build1(t, mainOf(dir, "GET /", "f.index"))
		if len(b.Problems) != 1 || !strings.Contains(b.Problems[0].Text, "requirements.txt: it asks for packages, and neither uv nor a Python with pip is on this machine") {
			t.Errorf("%+v", b.Problems)
		}
	})
}

func TestImportsThatLeadNowhere(t *testing.T) {
	dir := app(t, `
-- functions/f.py --
import json, os.path, _thread, boto3
import requests, orjson
from requests import exceptions
from helper import x
from functions.helper import y
import shared.db
try:
    import fast
except ImportError:
    fast = None
def index(event, context):
    import lazy
-- functions/helper.py --
import yaml
x = y = 1
-- shared/db.py --
`)
	m := mainOf(dir, "GET /", "functions/f.index")
	b := build1(t, m)
	var got []string
	for _, p := range b.Problems {
		got = append(got, p.Text)
	}
	const end = ", which neither the application has nor a functions/requirements.txt asks for: add it there, or give the function a layer that has it"
	want := []string{"function functions/f: functions/f.py:2: imports requests" + end, "function functions/f: functions/f.py:2: imports orjson" + end,
		"function functions/f: functions/helper.py:1: imports yaml" + end}
	if _, err := python.InPath(""); err == nil && !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	m.Layers = true
	built(t, m)
}

// Whoever runs the tests need not have uv: a program of that name notes how it is
// called.
func TestUVIsCalledForTheFunctionsPlatform(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands for uv is a shell script")
	}
	dir := app(t, "-- requirements.txt --\npure==1.0\n-- f.py --\ndef index(event, context):\n    pass\n")
	bin := t.TempDir()
	const program = `#!/bin/sh
echo "$@" >> "$UV_CALLS"
while [ $# -gt 0 ]; do
	if [ "$1" = --target ]; then mkdir -p "$2/pure" && echo "VERSION = 1" > "$2/pure/__init__.py"; fi
	shift
done
`
	calls := filepath.Join(bin, "calls")
	t.Setenv("UV_CALLS", calls)
	if err := os.WriteFile(filepath.Join(bin, "uv"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	m := mainOf(dir, "GET /", "f.index")
	m.GOARCH, m.Runtime = "amd64", "python3.11"
	out := built(t, m)
	if !slices.Contains(files(t, out), "pure/__init__.py") {
		t.Errorf("%v", files(t, out))
	}
	text, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"pip install", "--python-version 3.11", "--python-platform x86_64-manylinux2014", "--only-binary :all:"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s: no %s", text, want)
		}
	}
	built(t, m)
	if again, _ := os.ReadFile(calls); len(again) != len(text) {
		t.Errorf("called again: %s", again)
	}
}
