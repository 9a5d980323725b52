// gatehouse init: a new application.

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/scaffold"
)

type initCommand struct {
	Folder    string `arg:"" optional:"" default:"." help:"A new or empty folder for the application. Default: this one." placeholder:"FOLDER"`
	Module    string `help:"Path of its Go module. Default: example.com/ and the folder's name." placeholder:"PATH"`
	HTTP      bool   `help:"With an HTTP API; the default." name:"http"`
	REST      bool   `help:"With a REST API." name:"rest"`
	WebSocket bool   `help:"With a WebSocket API." name:"websocket"`
}

const gatehouseModule = "github.com/gatehouse-go/gatehouse"

func (c *initCommand) Run(con *console) error {
	dir, err := filepath.Abs(c.Folder)
	if err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; name a new folder", dir)
	}
	app := scaffold.App{Module: c.Module, HTTP: c.HTTP, REST: c.REST, WebSocket: c.WebSocket}
	if app.Module == "" {
		app.Module = "example.com/" + moduleName(filepath.Base(dir))
	}
	if app.Version, app.Checkout, err = origin(); err != nil {
		return err
	}
	files, err := app.Files()
	if err != nil {
		return err
	}
	if app.Checkout != "" {
		if files["go.sum"], err = scaffold.Sums(app.Checkout); err != nil {
			return err
		}
	}
	if err := scaffold.Write(dir, files); err != nil {
		return err
	}
	problem := tidy(con.ctx, dir)
	if errors.Is(problem, context.Canceled) {
		return problem
	}
	fmt.Fprintf(con.stdout, "%s is an application of module %s. Now:\n\n", c.Folder, app.Module)
	if c.Folder != "." {
		fmt.Fprintf(con.stdout, "  cd %s\n", shellWord(c.Folder))
	}
	if problem != nil {
		fmt.Fprintf(con.stdout, "  go mod tidy             it failed here: %v\n", problem)
	}
	fmt.Fprint(con.stdout, "  go test ./...           checks it\n  go tool gatehouse dev   serves it on this machine\n")
	return nil
}

// shellWord quotes a folder's name for a POSIX shell, if it needs that.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_./~:@%+,", r)
	}
	if runtime.GOOS == "windows" || strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// moduleName makes the last part of a module path of a folder's name.
func moduleName(folder string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		case 'A' <= r && r <= 'Z':
			return r + ('a' - 'A')
		}
		return '-'
	}, folder)
	if name = strings.Trim(name, "-_"); name == "" {
		return "app"
	}
	return name
}

// origin says where this program's Gatehouse is from: a version that the go
// command can fetch, or the folder of its sources.
func origin() (version, checkout string, err error) {
	_, file, _, _ := runtime.Caller(0)
	for dir := filepath.Dir(file); filepath.IsAbs(dir) && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && modfile.ModulePath(text) == gatehouseModule && !strings.Contains(filepath.Base(dir), "@") {
			return "", dir, nil
		}
	}
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range append(info.Deps, &info.Main) {
			if m.Path == gatehouseModule && m.Version != "" && m.Version != "(devel)" {
				return m.Version, "", nil
			}
		}
	}
	return "", "", errors.New("this program was built from sources that are no longer there; build it again where they are, or install a " +
		"version of it")
}

// tidy completes go.mod and go.sum.
func tidy(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "mod", "tidy")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOFLAGS=", "GOWORK=off")
	output, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if text := strings.TrimSpace(string(output)); text != "" {
		lines := strings.Split(text, "\n")
		return errors.New(lines[len(lines)-1])
	}
	return err
}
