// An application as files.

package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/build"
	"go/format"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"golang.org/x/mod/module"

	"github.com/gatehouse-go/gatehouse/internal/cdkversion"
)

// Versions of what new applications stand on, beside the newest CDK.
const (
	ConstructsVersion = "v10.8.1"  // github.com/aws/constructs-go/constructs/v10
	JSIIVersion       = "v1.142.0" // github.com/aws/jsii-runtime-go
	CommandVersion    = "2.1148.1" // aws-cdk, the CDK's command, of npm
	GoVersion         = "1.26.0"   // of the go directive
	gatehouse         = "github.com/gatehouse-go/gatehouse"
)

// App says what a new application has.
type App struct {
	Module string // path of its Go module

	HTTP, REST, WebSocket bool // the kinds of API; none is HTTP

	// Version of Gatehouse. Empty needs Checkout, the folder of its sources.
	Version  string
	Checkout string
}

//go:embed all:template
var templates embed.FS

// file is a template, and which applications have it.
type file struct {
	name, template string
	only           func(a App) bool
}

func always(App) bool { return true }

// requests reports whether an API of the application has requests.
func requests(a App) bool { return a.HTTP || a.REST }

var files = []file{
	{"go.mod", "go.mod.tmpl", always},
	{"cdk.json", "cdk.json", always},
	{"package.json", "package.json.tmpl", always},
	{".gitignore", "gitignore", always},
	{"README.md", "README.md.tmpl", always},
	{"main.go", "main.go.tmpl", always},
	{"main_test.go", "main_test.go.tmpl", always},
	{"functions/greetings/greetings.go", "functions/greetings/greetings.go.tmpl", requests},
	{"functions/messages/messages.go", "functions/messages/messages.go.tmpl", func(a App) bool { return a.WebSocket }},
}

// Files returns the contents of the application's files by their names, with
// slashes. A module path that Go does not take is an error.
func (a App) Files() (map[string][]byte, error) {
	if err := checkModule(a.Module); err != nil {
		return nil, err
	}
	if !a.HTTP && !a.REST && !a.WebSocket {
		a.HTTP = true
	}
	out := map[string][]byte{}
	for _, f := range files {
		if !f.only(a) {
			continue
		}
		text, err := a.render(f)
		if err != nil {
			return nil, err
		}
		out[f.name] = text
	}
	return out, nil
}

func (a App) render(f file) ([]byte, error) {
	text, err := templates.ReadFile(path.Join("template", f.template))
	if err != nil || !strings.HasSuffix(f.template, ".tmpl") {
		return text, err
	}
	parsed, err := template.New(f.name).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, a); err != nil {
		return nil, err
	}
	if path.Ext(f.name) != ".go" {
		return b.Bytes(), nil
	}
	out, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", f.name, err, b.Bytes())
	}
	return out, nil
}

// What templates ask of an application, beside its fields.

// Name is the last part of the module path that is not a version.
func (a App) Name() string {
	prefix, _, _ := module.SplitPathVersion(a.Module)
	return path.Base(prefix)
}

// Port is where "gatehouse dev" serves the API of a kind, http, rest or
// websocket: one port for each API, in the order of main.go, from 3000 on.
func (a App) Port(kind string) int {
	port := 3000
	if a.HTTP && kind != "http" {
		port++
	}
	if a.REST && kind == "websocket" {
		port++
	}
	return port
}

// Stack is Name as the id of a stack: "my-shop" is MyShop.
func (a App) Stack() string {
	var b strings.Builder
	upper := true
	for _, r := range a.Name() {
		switch {
		case r > unicode.MaxASCII || !unicode.IsLetter(r) && (!unicode.IsDigit(r) || b.Len() == 0):
			upper = true
		case upper:
			b.WriteRune(unicode.ToUpper(r))
			upper = false
		default:
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "App"
	}
	return b.String()
}

// Functions is how many Lambda functions there are: one for each API and source.
func (a App) Functions() (n int) {
	for _, has := range []bool{a.HTTP, a.REST, a.WebSocket} {
		if has {
			n++
		}
	}
	return n
}

// CDK, Constructs, JSII, Command and Go are the versions.
func (a App) CDK() string        { return cdkversion.Newest }
func (a App) Constructs() string { return ConstructsVersion }
func (a App) JSII() string       { return JSIIVersion }
func (a App) Command() string    { return CommandVersion }
func (a App) Go() string         { return GoVersion }

// checkModule says what is wrong with the path of a module.
func checkModule(modulePath string) error {
	check := module.CheckImportPath
	first, _, _ := strings.Cut(modulePath, "/")
	if strings.Contains(first, ".") {
		check = module.CheckPath // of a host, so that go get takes it
	}
	if err := check(modulePath); err != nil {
		var invalid *module.InvalidPathError
		if errors.As(err, &invalid) {
			err = invalid.Err
		}
		return fmt.Errorf("module path %q: %w; write one such as \"example.com/shop\"", modulePath, err)
	}
	if modulePath == gatehouse || strings.HasPrefix(modulePath, gatehouse+"/") {
		return fmt.Errorf("module path %q is Gatehouse's own; write one such as \"example.com/shop\"", modulePath)
	}
	if _, err := os.Stat(filepath.Join(build.Default.GOROOT, "src", first)); err == nil && build.Default.GOROOT != "" {
		return fmt.Errorf("module path %q begins like a package of the standard library; write one such as \"example.com/%s\"", modulePath,
			modulePath)
	}
	return nil
}

// Write writes files into a folder, which is made if it is not there. A folder
// that holds anything else than hidden files and a licence is an error.
func Write(dir string, files map[string][]byte) error {
	if err := checkEmpty(dir); err != nil {
		return err
	}
	for name, text := range files {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var there []string
	for _, entry := range entries {
		name := entry.Name()
		hidden := strings.HasPrefix(name, ".") && name != ".gitignore"
		if !hidden && !strings.HasPrefix(strings.ToUpper(name), "LICEN") {
			there = append(there, name)
		}
	}
	if len(there) == 0 {
		return nil
	}
	slices.Sort(there)
	more := ""
	if n := len(there) - 5; n > 0 {
		there, more = there[:5], fmt.Sprintf(" and %d more", n)
	}
	return fmt.Errorf("%s is not empty: it has %s%s; name a new folder", dir, strings.Join(there, ", "), more)
}
