// Builds that fail, and what is said.

package gobuild

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

func wantFailure(t *testing.T, m code.Main, contains ...string) {
	t.Helper()
	_, err := Build(t.Context(), []code.Main{m})
	if err == nil {
		t.Error("the build succeeded")
		return
	}
	for _, want := range contains {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	for _, internal := range []string{overlayDir, "/src/", "overlay"} {
		if strings.Contains(err.Error(), internal) {
			t.Errorf("%v\nspeaks of %s, which is no file of the user", err, internal)
		}
	}
}

func TestFailedBuilds(t *testing.T) {
	testmodule.Isolate(t)
	dir := testmodule.New(t, app+`
-- alone/go.mod --
module example.com/app

go 1.26
-- alone/functions/health/health.go --
package health

import "net/http"

func Check(w http.ResponseWriter, r *http.Request) {}
-- work/go.work --
go 1.26

use ./some
-- work/some/go.mod --
module example.com/some

go 1.26
`)
	t.Run("UsersError", func(t *testing.T) {
		t.Chdir(dir)
		wantFailure(t, appMain(dir, "broken", "Get"),
			"\nfunctions/broken/broken.go:9:74: undefined: missing\nfunctions/broken/broken.go:11:16: declared and not used: unused\n")
	})
	t.Run("UsersErrorFromAFolderBelow", func(t *testing.T) {
		t.Chdir(filepath.Join(dir, "cmd/infra"))
		wantFailure(t, appMain(dir, "broken", "Get"), "\n../../functions/broken/broken.go:9:74: undefined: missing\n")
	})
	t.Run("UsersErrorFromOutside", func(t *testing.T) {
		t.Chdir(t.TempDir())
		wantFailure(t, appMain(dir, "broken", "Get"), "\nfunctions/broken/broken.go:9:74: undefined: missing\n")
	})
	t.Run("GeneratedLineNamesTheRoute", func(t *testing.T) {
		m := appMain(dir, "health", "Check")
		m.Routes = append(m.Routes, code.Route{Key: "GET /wide", Func: "OnAmd", Origin: "main.go:21"})
		wantFailure(t, m, "go build failed:\nmain.go:21: route: undefined: handlers.OnAmd\n")
	})
	t.Run("GeneratedStartNamesThePackage", func(t *testing.T) {
		m := appMain(dir, "health", "Check")
		m.Routes, m.Start = nil, "OnAmd"
		wantFailure(t, m, "example.com/app/functions/health: generated main package: undefined: handlers.OnAmd")
	})
	t.Run("ModuleWithoutGatehouse", func(t *testing.T) {
		alone := filepath.Join(dir, "alone")
		wantFailure(t, appMain(alone, "health", "Check"),
			"no required module provides package github.com/gatehouse-go/gatehouse/",
			`run "go get github.com/gatehouse-go/gatehouse/router" in `+alone+`, and let a file of that module import it`)
	})
	t.Run("ModuleThatIsNotTidy", func(t *testing.T) {
		untidy := filepath.Join(dir, "untidy")
		testmodule.Unpack(t, untidy, `
-- go.mod --
module example.com/app

go 1.26

require github.com/aws/aws-lambda-go v1.40.0

require github.com/gatehouse-go/gatehouse v0.0.0

replace github.com/gatehouse-go/gatehouse => `+testmodule.Root(t)+`
-- functions/health/health.go --
package health

import "net/http"

func Check(w http.ResponseWriter, r *http.Request) {}
`)
		wantFailure(t, appMain(untidy, "health", "Check"), "\ngo: ", "(said of the module in "+untidy+")")
	})
	t.Run("Vendored", func(t *testing.T) {
		t.Setenv("GOFLAGS", "-mod=vendor")
		wantFailure(t, appMain(dir, "health", "Check"), "go: inconsistent vendoring in "+dir, "go mod vendor")
	})
	t.Run("WorkspaceOfOthers", func(t *testing.T) {
		t.Setenv("GOWORK", filepath.Join(dir, "work/go.work"))
		wantFailure(t, appMain(dir, "health", "Check"), "not one of the workspace modules listed in go.work")
	})
	t.Run("NoGoCommand", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := Build(t.Context(), []code.Main{appMain(dir, "health", "Check")})
		if !errors.Is(err, exec.ErrNotFound) || !strings.HasPrefix(err.Error(), "the go command, which builds the functions, can't be run: ") {
			t.Errorf("%v", err)
		}
	})
}
